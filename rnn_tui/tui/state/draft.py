"""Edits that are in no file, kept until they are, whatever ends the app.

They lie in the user's state folder under the name of the process that wrote them, and say in
their first line in which folder it worked; those of an app that is gone are found by the next
one there.
"""

import contextlib
import json
from pathlib import Path

from rnn_tui.experiment import ConfigError, Experiment, dumps, load
from rnn_tui.io.places import shown_folder
from rnn_tui.io.writing import write_atomically
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.process.live_runs import state_folder

MADE_IN = "# made in "
"""Begins the first line; drafts without one are of a version that did not write it."""

KEEP_SECONDS = 1.0
"""Seconds after an edit, so that typing is not slowed down; a signal does not wait for them."""


class Draft:
    """The edits that this app has kept; where the disk takes nothing, nothing is kept."""

    def __init__(self) -> None:
        self._path = _file(Identity.own())

    def keep(self, experiment: Experiment) -> bool:
        """Keep the experiment; False where the disk does not take it."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            text = f"{MADE_IN}{_quoted(shown_folder())}\n{dumps(experiment)}"
            write_atomically(self._path, text.encode())
        except OSError:
            return False
        return True

    def drop(self) -> None:
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def take_over(self) -> Experiment | None:
        """Take over the latest draft of an app that is gone."""
        for path in left_behind():
            try:
                experiment = load(path)
            except ConfigError:  # of another version, perhaps: it is kept, and not tried again
                with contextlib.suppress(OSError):
                    path.rename(path.with_suffix(".unread"))
                continue
            try:
                path.replace(self._path)
            except FileNotFoundError:  # another app was quicker
                continue
            except OSError:  # where nothing can be moved, it is shown all the same
                pass
            return experiment
        return None


def left_behind() -> list[Path]:
    """Drafts of apps that worked in this folder and are gone, of this host, the latest first.

    Those of a folder that is no more belong to any.
    """
    here = Identity.own()
    found = []
    for path in _folder().glob(f"{here.host}~*.toml"):
        try:
            _, pid, start = path.stem.rsplit("~", 2)
            writer = Identity(int(pid), float(start), here.boot, here.host)
            if not writer.alive and _belongs(path):
                found.append((path.stat().st_mtime, path))
        except (ValueError, OSError):
            continue
    return [path for _, path in sorted(found, reverse=True)]


def _belongs(draft: Path) -> bool:
    with draft.open(encoding="utf-8", errors="replace") as file:
        line = file.readline().rstrip("\n")
    if not line.startswith(MADE_IN):
        return True
    made_in = line.removeprefix(MADE_IN)
    return made_in == _quoted(shown_folder()) or not Path(json.loads(made_in)).is_dir()


def _quoted(folder: Path) -> str:
    """As one line of a comment of TOML, whatever the folder's name."""
    return json.dumps(str(folder))


def _folder() -> Path:
    return state_folder() / "drafts"


def _file(process: Identity) -> Path:
    return _folder() / f"{process.host}~{process.pid}~{process.start:.2f}.toml"
