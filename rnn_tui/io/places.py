"""The folders in which the program keeps something for its user.

RNN_TUI_STATE, RNN_TUI_CACHE and RNN_TUI_CONFIG name them, else the platform does. A batch job or
a container may have no home, or one that cannot be written: then a private temporary folder
takes their place, which is reported once (`take_notices`).
"""

import os
import stat
import tempfile
from pathlib import Path
from typing import Literal

from rnn_tui.io.faults import UserError

Kind = Literal["state", "cache", "config"]

KERAS = "KERAS_HOME"
"""Without it Keras might read its settings from a folder in /tmp that anybody may have made."""

SETTINGS = "settings.toml"

_CONTENT: dict[Kind, str] = {
    "state": "live runs, unsaved edits",
    "cache": "prepared data",
    "config": "settings",
}

_replaced: dict[str, list[Kind]] = {}
"""The folders that had to be replaced and were not reported yet, by the reason."""


class WorkingFolderGone(UserError):
    """The working folder was deleted, so that relative paths mean nothing."""

    def __init__(self) -> None:
        super().__init__(
            "the working folder was deleted: change to one that exists, or give absolute paths"
        )


def user_folder(kind: Kind) -> Path:
    """The folder of this kind; it may not exist yet.

    One that had to be chosen here is passed on to processes that are started later.
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
    why = f"{usual} cannot be written" if usual is not None else "no home folder"
    _replaced.setdefault(why, []).append(kind)
    return folder


def settings_path() -> Path:
    """The file of the user's settings; it need not exist."""
    return user_folder("config") / SETTINGS


def known_settings_path() -> Path | None:
    """The file of the user's settings, or None without a home: no folder is chosen in its place."""
    chosen = os.environ.get("RNN_TUI_CONFIG")
    folder = Path(chosen) if chosen else _usual("config")
    return folder / SETTINGS if folder is not None else None


def user_folders() -> None:
    """Choose all of them now, so that what is started later shares them."""
    for kind in _CONTENT:
        user_folder(kind)


def take_notices() -> list[str]:
    """Sentences about the folders that had to be replaced, each given once."""
    sentences = []
    for why, kinds in _replaced.items():
        folder = Path(os.environ[f"RNN_TUI_{kinds[0].upper()}"]).parent
        contents = ", ".join(_CONTENT[kind] for kind in kinds)
        names = ", ".join(f"RNN_TUI_{kind.upper()}" for kind in kinds)
        sentences.append(f"{why}: using {folder} ({contents}); set {names} to use another")
    _replaced.clear()
    return sentences


def home() -> Path | None:
    """The user's home folder, or None."""
    path = with_home("~")
    return path if path.is_absolute() else None


def working_folder() -> Path:
    """The working folder. Raises WorkingFolderGone."""
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise WorkingFolderGone from error


def shown_folder() -> Path:
    """The working folder, or / if it was deleted: to begin a choice with."""
    try:
        return working_folder()
    except WorkingFolderGone:
        return Path("/")


def with_home(path: Path | str) -> Path:
    """The path with `~` expanded if it names a home; otherwise it is an ordinary folder."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser raises


def expanded(path: Path | str, base: Path | None = None) -> Path:
    """The absolute path, from `base` or else the working folder. Raises WorkingFolderGone."""
    found = with_home(path)
    return found if found.is_absolute() else (base or working_folder()) / found


def short(path: Path) -> str:
    """The path relative to the working folder or the home folder if it lies in one of them."""
    for base, sign in ((shown_folder(), ""), (home(), "~/")):
        if base is not None and base != Path("/") and path.is_relative_to(base) and path != base:
            return sign + str(path.relative_to(base))
    return str(path)


def _usual(kind: Kind) -> Path | None:
    """The platform's folder of this kind; None if unknown."""
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
    """Check whether the folder, or the one in which it would be made, can be written."""
    for path in (folder, *folder.parents):
        if path.is_dir():
            return os.access(path, os.W_OK | os.X_OK)
        if os.path.lexists(path):
            return False
    return False


def _temporary() -> Path:
    """A private temporary folder: the user's lasting one, or else one of this process."""
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
