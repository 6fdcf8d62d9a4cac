"""Renaming runs, putting them away and taking them out again: each a move in one step.

A run that is put away lies in the folder `.trash` beside it, whole, until somebody empties
that folder: `delete` is the only thing here that deletes. A run is only moved while no engine
can work on it.
"""

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rnn_tui.io.faults import reason
from rnn_tui.io.text import one_line, visible
from rnn_tui.io.writing import make_folder, sync_folder
from rnn_tui.runs.directory import LAST, RunDirectory, RunError
from rnn_tui.runs.files.lock import RunIsTaken, RunLock, is_locked
from rnn_tui.runs.files.status import read_status
from rnn_tui.runs.state.follower import read_state
from rnn_tui.runs.state.liveness import engine_has_ended

TRASH = ".trash"
MAX_BYTES = 255


@dataclass(frozen=True, slots=True)
class Discarded:
    """A run in the trash; `path` is where it lies, `origin` where it was."""

    path: Path
    origin: Path

    @property
    def label(self) -> str:
        """The name for people to read."""
        return visible(self.run_id)

    @property
    def run_id(self) -> str:
        return self.origin.name


def check_name(name: str) -> None:
    """Raises RunError where a run cannot be called so."""
    if not name:
        raise RunError("a run needs a name")
    if "/" in name or "\0" in name:
        raise RunError("the name of a run holds no /")
    if name[0] in ".-":
        raise RunError(f"the name of a run does not begin with {name[0]}")
    if name != one_line(name):
        raise RunError("the name of a run holds no control characters and no double blanks")
    if name == LAST:
        raise RunError(f"{LAST} is what the command line calls the latest run")
    if len(name.encode(errors="replace")) > MAX_BYTES:
        raise RunError(f"a name has at most {MAX_BYTES} bytes")


def rename(run: RunDirectory, name: str) -> RunDirectory:
    """The run under its new id, in the same folder. Raises RunError."""
    check_name(name)
    target = run.path.with_name(name)
    if target == run.path:
        return run
    with _at_rest(run), _told(f"cannot rename {run.label}"):
        _move(run.path, target)
    return RunDirectory(target)


def discard(run: RunDirectory) -> Discarded:
    """Put the run into the trash. Raises RunError."""
    with _at_rest(run), _told(f"cannot put {run.label} away"):
        place = _new_place(run.path.parent / TRASH)
        try:
            _move(run.path, place / run.run_id)
        except BaseException:
            place.rmdir()
            raise
    return Discarded(place / run.run_id, run.path)


def restore(discarded: Discarded) -> RunDirectory:
    """Put the run back where it was, under another name if that is taken. Raises RunError."""
    with _told(f"cannot bring {discarded.label} back"):
        target, number = discarded.origin, 2
        while True:
            try:
                _move(discarded.path, target)
                break
            except FileExistsError:
                target = discarded.origin.with_name(f"{discarded.run_id}-{number}")
                number += 1
        with contextlib.suppress(OSError):
            discarded.path.parent.rmdir()
    return RunDirectory(target)


def in_trash(folder: Path) -> list[Discarded]:
    """The runs that were put away out of this folder, the last one first.

    What `discard` has not put there is none of them, nor is anything behind a link.
    """
    trash = folder / TRASH
    try:
        there = [] if trash.is_symlink() else list(trash.iterdir())
    except OSError:
        return []
    own = [place for place in there if _age(place) and not place.is_symlink()]
    found = []
    for place in sorted(own, key=_age, reverse=True):
        with contextlib.suppress(OSError):
            found += [Discarded(entry, folder / entry.name) for entry in place.iterdir()]
    return found


def weight(runs: Iterable[Discarded]) -> int:
    """Bytes in the files of these runs; what has two names, as the best checkpoint, counts once."""
    sizes = {}
    for run in (run for run in runs if not run.path.is_symlink()):
        for folder, _, names in os.walk(run.path):  # which follows no links and raises nothing
            for name in names:
                with contextlib.suppress(OSError):
                    found = os.lstat(os.path.join(folder, name))  # noqa: PTH118 - as walk gives it
                    sizes[found.st_dev, found.st_ino] = found.st_size
    return sum(sizes.values())


def delete(discarded: Discarded) -> None:
    """Delete a run that lies in the trash, for good; of a link the link alone. Raises RunError."""
    with _told(f"cannot delete {discarded.label}"), contextlib.suppress(FileNotFoundError):
        if discarded.path.is_symlink():
            discarded.path.unlink()
        elif is_locked(RunDirectory(discarded.path).lock):
            raise RunError(f"{discarded.label} is running: stop it first")
        else:
            shutil.rmtree(discarded.path)
        with contextlib.suppress(OSError):
            discarded.path.parent.rmdir()


def _age(place: Path) -> int:
    return int(place.name) if place.name.isascii() and place.name.isdigit() else 0


def _new_place(trash: Path) -> Path:
    """A folder of its own for each run, named after the time: equal ids do not meet."""
    with contextlib.suppress(FileExistsError):
        make_folder(trash)
    while True:
        with contextlib.suppress(FileExistsError):
            place = trash / str(time.time_ns())
            make_folder(place)
            return place


def _move(source: Path, target: Path) -> None:
    """In one step, never onto anything. Raises OSError, FileExistsError where it is taken."""
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, f"{target.name} is there already", str(target))
    if source.is_symlink():
        source.rename(target)
    else:
        make_folder(
            target
        )  # whoever makes it has the name; a rename takes the place of an empty one
        try:
            source.replace(target)
        except BaseException:
            target.rmdir()
            raise
    for folder in {source.parent, target.parent}:
        sync_folder(folder)


@contextmanager
def _at_rest(run: RunDirectory) -> Iterator[None]:
    """No engine works on the run, and none can begin to. Raises RunError."""
    if (state := _live_state(run)) is not None:
        raise RunError(f"{run.label} is {state}: stop it first")
    with _told(f"cannot move {run.label}"):
        try:
            lock = RunLock(run.lock)
        except RunIsTaken as error:
            raise RunError(f"{run.label} is running: stop it first") from error
    try:
        yield
    finally:
        lock.release()


def _live_state(run: RunDirectory) -> str | None:
    try:
        state = read_state(run).state
        return state.value if state.live else None
    except RunError:  # it cannot be read; its heartbeat still may
        status = read_status(run.status)
        live = status is not None and status.state.live and not engine_has_ended(run, status)
        return "running" if live else None


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunError(f"{what}: {reason(error)}") from error
