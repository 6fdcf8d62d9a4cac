"""The folders in which the program keeps something for its user, and those that may be missing.

RNN_TUI_STATE, RNN_TUI_CACHE and RNN_TUI_CONFIG name them, else the platform does. A batch job or
a container may have no home, or one that cannot be written: then a private folder among the
temporary ones takes their place, and that is said once (`untold`).
"""

import os
import stat
import tempfile
from pathlib import Path
from typing import Literal

from rnn_tui.io.faults import UserError

Kind = Literal["state", "cache", "config"]

KERAS = "KERAS_HOME"
"""Keras would read its settings from a folder in /tmp that anybody may have put there."""

_CONTENT: dict[Kind, str] = {
    "state": "live runs, unsaved edits",
    "cache": "prepared data",
    "config": "settings",
}

_untold: dict[str, list[Kind]] = {}
"""What takes another folder's place, by the reason."""


class WorkingFolderGone(UserError):
    """A relative path means nothing: the folder that it starts from was deleted."""

    def __init__(self) -> None:
        super().__init__(
            "the working folder was deleted: change into one that exists, or give absolute paths"
        )


def user_folder(kind: Kind) -> Path:
    """The folder for this kind of thing; it may not exist yet.

    One that had to be chosen here is passed on to the processes that are started later.
    """
    name = f"RNN_TUI_{kind.upper()}"
    if chosen := os.environ.get(name):
        return Path(chosen)
    usual = _usual(kind)
    # Settings can be read where they cannot be written.
    if usual is not None and (kind == "config" or _may_be_written(usual)):
        return usual
    folder = _temporary() / kind
    os.environ[name] = str(folder)
    os.environ.setdefault(KERAS, str(folder.parent / "keras"))
    why = f"{usual} cannot be written" if usual is not None else "there is no home folder"
    _untold.setdefault(why, []).append(kind)
    return folder


def settings_path() -> Path:
    """The file of the user's own settings; it need not be there."""
    return user_folder("config") / "settings.toml"


def user_folders() -> None:
    """Choose all of them now, so that what is started later shares them."""
    for kind in _CONTENT:
        user_folder(kind)


def untold() -> list[str]:
    """What has to be said about the folders, once."""
    sentences = []
    for why, kinds in _untold.items():
        folder = Path(os.environ[f"RNN_TUI_{kinds[0].upper()}"]).parent
        contents = ", ".join(_CONTENT[kind] for kind in kinds)
        names = ", ".join(f"RNN_TUI_{kind.upper()}" for kind in kinds)
        sentences.append(f"{why}: {folder} is used ({contents}); {names} may name another")
    _untold.clear()
    return sentences


def home() -> Path | None:
    """The user's home, where there is one."""
    path = with_home("~")
    return path if path.is_absolute() else None


def working_folder() -> Path:
    """The working folder. Raises WorkingFolderGone."""
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise WorkingFolderGone from error


def shown_folder() -> Path:
    """The working folder, or the one at the top where it is gone: to begin a choice with."""
    try:
        return working_folder()
    except WorkingFolderGone:
        return Path("/")


def with_home(path: Path | str) -> Path:
    """With `~` filled in where it names a home; what names none is an ordinary folder."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser raises


def expanded(path: Path | str, base: Path | None = None) -> Path:
    """The same and absolute, from `base`, which is the working folder where it is left out.

    Raises WorkingFolderGone.
    """
    found = with_home(path)
    return found if found.is_absolute() else (base or working_folder()) / found


def short(path: Path) -> str:
    """From the working folder or the home folder where it lies in one of them."""
    for base, sign in ((shown_folder(), ""), (home(), "~/")):
        if base is not None and base != Path("/") and path.is_relative_to(base) and path != base:
            return sign + str(path.relative_to(base))
    return str(path)


def _usual(kind: Kind) -> Path | None:
    """Where the platform has it; None where that cannot be told."""
    import platformdirs

    try:
        match kind:
            case "state":
                path = platformdirs.user_state_path("rnn-tui")
            case "cache":
                path = platformdirs.user_cache_path("rnn-tui")
            case "config":
                path = platformdirs.user_config_path("rnn-tui")
    except RuntimeError:  # of later versions; earlier ones leave the ~ as it is
        return None
    return path if path.is_absolute() else None


def _may_be_written(folder: Path) -> bool:
    """Whether the folder, or the one in which it would be made, can be written."""
    for path in (folder, *folder.parents):
        if path.is_dir():
            return os.access(path, os.W_OK | os.X_OK)
        if os.path.lexists(path):
            return False
    return False


def _temporary() -> Path:
    """A folder that is this user's alone: the one for good, or one of this process."""
    folder = Path(tempfile.gettempdir()) / f"rnn-tui-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700)
    except OSError:
        try:
            found = folder.lstat()
        except OSError:
            found = None
        ours = found is not None and stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
        if not ours or found is None or found.st_mode & 0o022:
            return Path(tempfile.mkdtemp(prefix="rnn-tui-"))
    return folder
