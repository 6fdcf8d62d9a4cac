"""A run from an archive, into one's own folder of runs: checked as a whole before it is there."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from rnn_tui.experiment import ConfigError, Experiment, loads
from rnn_tui.io.faults import reason
from rnn_tui.io.text import visible
from rnn_tui.io.writing import make_folder, replacing, sync_folder
from rnn_tui.runs.changes.create import create
from rnn_tui.runs.changes.moving import check_name
from rnn_tui.runs.directory import RunDirectory, RunError, RunExists
from rnn_tui.runs.files.archive import (
    EXPERIMENT,
    Archive,
    ArchiveError,
    Member,
    check_sizes,
    open_archive,
)


def experiment_in(path: Path, folder: Path) -> Experiment:
    """The experiment of the archive, as a run of it in `folder` has it. Raises RunError."""
    try:
        with open_archive(path) as archive:
            return loads(archive.experiment().decode(), base=folder)
    except (ArchiveError, ConfigError, OSError) as error:
        raise _refused(path, error) from error


def unpack(path: Path, folder: Path, name: str | None = None) -> RunDirectory:
    """The run under this name, or its own id, or a new one where that is taken. Raises RunError.

    Every checksum is compared before the first file is written.
    """
    try:
        with open_archive(path) as archive:
            experiment = loads(archive.experiment().decode(), base=folder)
            _check(archive, experiment)
            run = (
                _new_run(folder, experiment, archive.run_id)
                if name is None
                else create(folder, experiment, name)
            )
            try:
                for member in archive.members:
                    _write(archive, run, member)
            except BaseException:
                shutil.rmtree(run.path, ignore_errors=True)
                raise
    except (ArchiveError, ConfigError, OSError) as error:
        raise _refused(path, error) from error
    sync_folder(run.path)
    return run


def _refused(path: Path, error: Exception) -> RunError:
    return RunError(f"cannot import {visible(str(path))}: {reason(error)}")


def _check(archive: Archive, experiment: Experiment) -> None:
    """Raises ArchiveError."""
    check_sizes(archive.members, experiment)
    for member in archive.members:
        archive.copy(member)


def _new_run(folder: Path, experiment: Experiment, run_id: str) -> RunDirectory:
    for wanted in _ids(run_id):
        try:
            return create(folder, experiment, wanted)
        except RunExists:
            continue
    return create(folder, experiment)


def _ids(run_id: str) -> Sequence[str]:
    """The id, if a run may have it."""
    try:
        check_name(run_id)
    except RunError:
        return ()
    return (run_id,)


def _write(archive: Archive, run: RunDirectory, member: Member) -> None:
    """Write one file; the experiment is there already, as this program writes it."""
    if member.name == EXPERIMENT:
        return
    target = run.path / member.name
    if not target.parent.exists():
        make_folder(target.parent)
    with replacing(target) as file:
        archive.copy(member, file)
