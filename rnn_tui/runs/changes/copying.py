"""Copying somebody else's run into one's own folder, where it can be resumed.

Only what a resume needs is copied, and only regular files of a size that the experiment
allows: not the engine's status, its lock, its log, nor requests to it.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from rnn_tui.experiment import ConfigError, Experiment, load
from rnn_tui.io.faults import reason
from rnn_tui.io.reading import open_to_read
from rnn_tui.io.text import visible
from rnn_tui.io.writing import make_folder, replacing, sync_folder
from rnn_tui.runs.changes.create import create
from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.files.archive import files_of, limits_of


def files_named(experiment: Experiment) -> dict[str, str]:
    """The files and folders that the experiment reads when it is trained, by key."""
    document = experiment.model_dump()
    return {key: text for key, text in _texts(document, "") if Path(text).is_absolute()}


def copy_run(run: RunDirectory, folder: Path, name: str | None = None) -> RunDirectory:
    """A copy in `folder`, which can be resumed, under this name or a new id. Raises RunError."""
    try:
        experiment = load(run.experiment)
    except ConfigError as error:
        raise RunError(f"run {run.label} cannot be read: {error}") from error
    copy = create(folder, experiment, name)
    try:
        for path, limit in _files(run, experiment):
            _copy(path, copy.path / path.relative_to(run.path), limit)
    except BaseException as error:
        shutil.rmtree(copy.path, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise RunError(
            f"cannot copy {run.label} to {visible(str(folder))}: {reason(error)}: "
            f"{visible(str(error.filename))}"
        ) from error
    sync_folder(copy.path)
    return copy


def _files(run: RunDirectory, experiment: Experiment) -> Iterator[tuple[Path, int]]:
    """The files of an archive and their size limits; `create` has written the experiment."""
    limits = limits_of(experiment)
    for path in files_of(run):
        if path != run.experiment:
            yield path, limits[path.relative_to(run.path).parts[0]]


def _copy(source: Path, target: Path, limit: int) -> None:
    """Copy a file, if it is there. Raises OSError for a link, a pipe, or one too large."""
    try:
        file = open_to_read(source, follow=False)
    except FileNotFoundError:
        return
    with file:
        if os.fstat(file.fileno()).st_size > limit:
            raise OSError(errno.EFBIG, f"it has more than {limit:,} bytes", str(source))
        if not target.parent.exists():
            make_folder(target.parent)
        with replacing(target) as copy:
            shutil.copyfileobj(file, copy, 1 << 20)


def _texts(value: object, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, entry in value.items():
            yield from _texts(entry, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list | tuple):
        for number, entry in enumerate(value):
            yield from _texts(entry, f"{key}.{number}")
