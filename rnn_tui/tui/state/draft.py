"""Edits that are in no file, kept until they are, whatever ends the app.

They lie in the user's state folder under the name of the process that wrote them; those of
an app that is gone are found by the next one.
"""

import contextlib
from pathlib import Path

from rnn_tui.experiment import ConfigError, Experiment, dumps, load
from rnn_tui.io.writing import write_atomically
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.process.live_runs import state_folder

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
            write_atomically(self._path, dumps(experiment).encode())
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
    """Drafts of apps on this host that are gone, the latest first."""
    here = Identity.own()
    found = []
    for path in _folder().glob(f"{here.host}~*.toml"):
        try:
            _, pid, start = path.stem.rsplit("~", 2)
            writer = Identity(int(pid), float(start), here.boot, here.host)
            if not writer.alive:
                found.append((path.stat().st_mtime, path))
        except (ValueError, OSError):
            continue
    return [path for _, path in sorted(found, reverse=True)]


def _folder() -> Path:
    return state_folder() / "drafts"


def _file(process: Identity) -> Path:
    return _folder() / f"{process.host}~{process.pid}~{process.start:.2f}.toml"
