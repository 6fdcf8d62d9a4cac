"""The packages of the extra `tables`, imported only where a file needs them."""

import importlib
from pathlib import Path
from typing import Any

from rnn_tui.data.errors import DataError


def package(name: str, project: str, file: Path) -> Any:
    """The module; DataError where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise DataError(
            f"{file} needs the package {project}: pip install 'rnn-tui[tables]', or save the "
            "table as CSV"
        ) from error
