"""The files that ship with the program: found in a wheel and in a checkout alike."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def asset(*parts: str) -> Traversable:
    """The shipped file or folder `assets/<parts>`.

    An installed wheel carries the assets inside the package; a checkout (and an
    editable install of it) has them beside the package. What does not exist is
    returned all the same, so that its reader can say which file is missing.
    """
    package = files("rnn_tui")
    inside = package.joinpath("assets")
    if inside.is_dir() or not isinstance(package, Path):
        return inside.joinpath(*parts)
    return package.parent.joinpath("assets", *parts)
