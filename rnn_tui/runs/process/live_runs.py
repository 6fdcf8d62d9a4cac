"""The per-user index of live runs, by which a front-end finds them from any folder."""

import contextlib
import hashlib
import json
import os
from pathlib import Path

from rnn_tui.io.places import user_folder
from rnn_tui.io.reading import MALFORMED, read_bounded
from rnn_tui.io.writing import write_atomically
from rnn_tui.runs.directory import RunDirectory
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.lock import is_locked

ENVIRONMENT = "RNN_TUI_STATE"
MAX_BYTES = 10_000


def state_folder() -> Path:
    """The folder of what the program remembers for this user between two starts."""
    return user_folder("state")


def _folder() -> Path:
    return state_folder() / "live"


def _entry(run: RunDirectory) -> Path:
    return _folder() / (hashlib.sha256(os.fsencode(run.path.absolute())).hexdigest()[:24] + ".json")


def enter(run: RunDirectory, process: Identity) -> None:
    """Add the run to the index. Raises OSError."""
    entry = _entry(run)
    entry.parent.mkdir(parents=True, exist_ok=True)
    record = {"v": 1, "path": str(run.path.absolute()), "process": process.to_json()}
    write_atomically(entry, json.dumps(record).encode(), durable=False)


def leave(run: RunDirectory) -> None:
    """Remove the run from the index."""
    _remove(_entry(run))


def live_runs() -> list[RunDirectory]:
    """All runs of this user with a running engine on this host; other entries are removed."""
    found = []
    for entry in sorted(_folder().glob("*.json")):
        try:
            record = json.loads(read_bounded(entry, MAX_BYTES))
            process = Identity.from_json(record["process"])
            run = RunDirectory(Path(str(record["path"])))
        except (OSError, *MALFORMED):
            continue
        if process is None or _is_gone(process):
            _remove(entry)
        elif run.is_run and (process.alive or (process.on_this_boot and is_locked(run.lock))):
            found.append(run)
    return found


def _is_gone(process: Identity) -> bool:
    """Check whether it has ended for certain; in another container nothing is certain."""
    if not process.on_this_host:
        return False
    return not process.on_this_boot or (process.in_sight and not process.alive)


def _remove(entry: Path) -> None:
    """Remove it if possible; one that stays does no harm, for its engine is seen to be gone."""
    with contextlib.suppress(OSError):
        entry.unlink(missing_ok=True)
