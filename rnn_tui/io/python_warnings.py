"""Python's warnings, which PYTHONWARNINGS could turn into errors."""

import os
import sys
import warnings

ENVIRONMENT = "PYTHONWARNINGS"


def ignore_warnings() -> None:
    """Ignore them where somebody makes them errors, in this process and in those it starts.

    Call it where a program begins: many libraries warn while they are imported.
    """
    os.environ.pop(ENVIRONMENT, None)
    if sys.warnoptions:
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
