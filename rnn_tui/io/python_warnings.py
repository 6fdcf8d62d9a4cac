"""Warnings of libraries are no errors here, whatever PYTHONWARNINGS says."""

import os
import sys
import warnings

ENVIRONMENT = "PYTHONWARNINGS"


def heed_no_warnings() -> None:
    """Ignore them, in this process and in those that it starts, where somebody makes them errors.

    To be called where a program begins: many libraries warn while they are imported.
    """
    os.environ.pop(ENVIRONMENT, None)
    if sys.warnoptions:
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
