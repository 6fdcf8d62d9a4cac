"""Renaming runs, moving them into the trash and back: each in one step.

The trash is the folder `.trash` beside the runs, where they lie whole until somebody empties
it: nothing but `delete` deletes. A run is moved only while no engine can take it. The folder of
a sweep goes the same way (`rnn_tui.sweeps.discarding`).
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
    """A run or a sweep in the trash: `path` is its place there, `origin` the one before."""

    path: Path
    origin: Path

    @property
    def label(self) -> str:
        """The name as people see it."""
        return visible(self.run_id)

    @property
    def run_id(self) -> str:
        return self.origin.name


def check_name(name: str) -> None:
    """Raises RunError where this cannot be the name of a run."""
    if not name:
        raise RunError("the name of a run cannot be empty")
    if "/" in name or "\0" in name:
        raise RunError("the name of a run cannot contain /")
    if name[0] in ".-":
        raise RunError(f"the name of a run cannot begin with {name[0]}")
    if name != one_line(name):
        raise RunError("the name of a run cannot contain control characters or double spaces")
    if name == LAST:
        raise RunError(f"{LAST} means the latest run on the command line: choose another name")
    if len(name.encode(errors="replace")) > MAX_BYTES:
        raise RunError(f"the name of a run can have at most {MAX_BYTES} bytes")


def rename(run: RunDirectory, name: str) -> RunDirectory:
    """Rename the run within its folder. Raises RunError."""
    check_name(name)
    target = run.path.with_name(name)
    if target == run.path:
        return run
    with _locked(run), _explained(f"cannot rename {run.label}"):
        _move(run.path, target)
    return RunDirectory(target)


def discard(run: RunDirectory) -> Discarded:
    """Move the run into the trash. Raises RunError."""
    with _locked(run):
        return discard_folder(run.path)


def discard_folder(path: Path) -> Discarded:
    """Move a folder, in which the caller has seen to it that nobody works, into the trash beside
    it. Raises RunError."""
    with _explained(f"cannot move {visible(path.name)} to the trash"):
        place = _new_place(path.parent / TRASH)
        try:
            _move(path, place / path.name)
        except BaseException:
            place.rmdir()
            raise
    return Discarded(place / path.name, path)


def restore(discarded: Discarded) -> RunDirectory:
    """Move the run back, under another name if its own is taken. Raises RunError."""
    with _explained(f"cannot restore {discarded.label}"):
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
    """The runs in the trash of this folder, the last one first.

    Only what `discard` has put there counts, and nothing beyond a link.
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
    """Bytes of these runs; a file with two names, such as the best checkpoint, counts once."""
    sizes = {}
    for run in (run for run in runs if not run.path.is_symlink()):
        for folder, _, names in os.walk(run.path):  # which follows no links and raises nothing
            for name in names:
                with contextlib.suppress(OSError):
                    found = os.lstat(os.path.join(folder, name))  # noqa: PTH118 - as walk gives it
                    sizes[found.st_dev, found.st_ino] = found.st_size
    return sum(sizes.values())


def delete(discarded: Discarded) -> None:
    """Delete a run in the trash for good; of a link only the link. Raises RunError."""
    with _explained(f"cannot delete {discarded.label}"), contextlib.suppress(FileNotFoundError):
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
    """Make a folder for one run, named after the time, so that equal ids never clash."""
    with contextlib.suppress(FileExistsError):
        make_folder(trash)
    while True:
        with contextlib.suppress(FileExistsError):
            place = trash / str(time.time_ns())
            make_folder(place)
            return place


def _move(source: Path, target: Path) -> None:
    """Move it in one step, never onto anything. Raises OSError, FileExistsError if taken."""
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, f"{target.name} already exists", str(target))
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
def _locked(run: RunDirectory) -> Iterator[None]:
    """Hold the run's lock, so that no engine has it or can take it. Raises RunError."""
    if (state := live_state(run)) is not None:
        raise RunError(f"{run.label} is {state}: stop it first")
    with _explained(f"cannot move {run.label}"):
        try:
            lock = RunLock(run.lock)
        except RunIsTaken as error:
            raise RunError(f"{run.label} is running: stop it first") from error
    try:
        yield
    finally:
        lock.release()


def live_state(run: RunDirectory) -> str | None:
    """The state of a run that an engine has; None where none has it."""
    try:
        state = read_state(run).state
        return state.value if state.live else None
    except RunError:  # it cannot be read; its heartbeat still may
        status = read_status(run.status)
        live = status is not None and status.state.live and not engine_has_ended(run, status)
        return "running" if live else None


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunError(f"{what}: {reason(error)}") from error
