"""The owner of a run: what another user wrote may be read, but is never trained on.

An experiment names files to read. Resuming somebody else's run would read them with the
rights of whoever resumes it, and leave their words where its owner can read them.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rnn_tui.io.faults import reason
from rnn_tui.io.text import visible
from rnn_tui.io.writing import draft
from rnn_tui.runs.directory import RunDirectory, RunError


@dataclass(frozen=True, slots=True)
class Foreign:
    """A directory or file of a run that belongs to another user."""

    path: Path
    uid: int

    @property
    def owner(self) -> str:
        """The user's name where the system knows one."""
        import pwd

        with contextlib.suppress(KeyError):
            return visible(pwd.getpwuid(self.uid).pw_name)
        return f"uid {self.uid}"


def foreign_part(run: RunDirectory) -> Foreign | None:
    """The first thing in the run that belongs to another user; None without any.

    Requests do not count, nor what people write about a run: whoever may write there may ask
    and comment, and no training reads it. Raises OSError.
    """
    return foreign_among(_owners(run), run.path)


def foreign_among(owners: Iterable[tuple[Path, int]], folder: Path) -> Foreign | None:
    """The first of these files in the folder that belongs to another user; None without any."""
    own = {os.geteuid()}
    for path, uid in owners:
        if uid not in own:
            own |= _uid_of_new_files(folder)
            if uid not in own:
                return Foreign(path, uid)
    return None


def check_own(run: RunDirectory) -> None:
    """Raises RunError where the run, or something in it, belongs to another user."""
    try:
        found = foreign_part(run)
    except OSError:  # it is gone, or closed to us: opening its files will say so
        return
    if found is None:
        return
    what = run.label if found.path == run.path else f"{visible(found.path.name)} of {run.label}"
    raise RunError(
        f"{what} belongs to another user ({found.owner}), and a resume would read the run's "
        f"data with your permissions; rnn-tui resume {run.label} --copy-to FOLDER resumes a "
        "copy in a folder of yours"
    )


def owner_of(run: RunDirectory) -> str:
    """The owner of the run's directory. Raises RunError where it is gone."""
    try:
        return Foreign(run.path, run.path.stat().st_uid).owner
    except OSError as error:
        raise RunError(f"run {run.label} cannot be read: {reason(error)}") from error


def _owners(run: RunDirectory) -> Iterator[tuple[Path, int]]:
    """Everything in the run with its owner; of a link the owner of the link itself."""
    yield run.path, run.path.stat().st_uid
    folders = [run.path]
    said = (run.control.name, run.note.name, run.marks.name)
    ignored = (*said, *(f".{name}" for name in said))
    while folders:
        for entry in os.scandir(folders.pop()):
            if entry.name.startswith(ignored):
                continue
            with contextlib.suppress(FileNotFoundError):
                yield Path(entry.path), entry.stat(follow_symlinks=False).st_uid
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))


def _uid_of_new_files(folder: Path) -> set[int]:
    """The owner of files that we make there: some file systems give all to one user."""
    try:
        with draft(folder / "owner") as probe:
            return {os.fstat(probe.file.fileno()).st_uid}
    except OSError:
        return set()
