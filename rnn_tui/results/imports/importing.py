"""`import`: whatever a file is, as a run in the folder of runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rnn_tui.experiment import ConfigError, Experiment, load
from rnn_tui.io.faults import reason
from rnn_tui.io.text import visible
from rnn_tui.results.imports import csv_log, event_files
from rnn_tui.results.imports.history import ImportFailed, as_run
from rnn_tui.runs import RunDirectory, RunError
from rnn_tui.runs.changes.copying import copy_run, files_named
from rnn_tui.runs.changes.moving import check_name
from rnn_tui.runs.changes.unpacking import experiment_in, unpack
from rnn_tui.runs.files.archive import is_archive


@dataclass(frozen=True, slots=True)
class Imported:
    """The run that was made, and what to say about it."""

    run: RunDirectory
    notes: tuple[str, ...]


def import_file(path: Path, folder: Path, name: str | None = None) -> Imported:
    """Make a run of it in `folder`, named `name` if given. Raises ImportFailed and RunError."""
    if name is not None:
        check_name(name)
    try:
        kind = _kind(path)
    except OSError as error:
        raise ImportFailed(f"cannot read {visible(str(path))}: {reason(error)}") from error
    if kind == "run":
        return _own(copy_run(RunDirectory(path), folder, name), _named_in_run(path))
    if kind == "archive":
        return _own(unpack(path, folder, name), experiment_in(path, folder))
    read = event_files.read if kind == "events" else csv_log.read
    history = read(path)
    run = as_run(history, path, folder, name)
    count = len(history.epochs)
    return Imported(run, (*history.notes, f"{count:,} epochs, of {history.program}"))


def _kind(path: Path) -> str:
    """Raises OSError and ImportFailed."""
    if path.is_dir():
        if RunDirectory(path).is_run:
            return "run"
        if event_files.has_event_files(path):
            return "events"
        raise ImportFailed(
            f"{visible(str(path))} is neither a run nor a folder with event files of TensorBoard"
        )
    if is_archive(path):
        return "archive"
    return "events" if event_files.has_event_files(path) else "csv"


def _own(run: RunDirectory, experiment: Experiment) -> Imported:
    """A run that can be resumed: it says which files that reads, with whose rights it will be."""
    return Imported(run, tuple(_reads(run, experiment)))


def _named_in_run(path: Path) -> Experiment:
    try:
        return load(RunDirectory(path).experiment)
    except ConfigError as error:
        raise RunError(f"{visible(str(path))} cannot be read: {error}") from error


def _reads(run: RunDirectory, experiment: Experiment) -> Iterator[str]:
    for key, path in files_named(experiment).items():
        yield f"a resume reads, with your permissions, {key} = {visible(path)}"
        if not Path(path).exists():
            yield (
                f"it is not on this machine: rnn-tui resume {run.label} --set {key}=PATH says "
                "where the same data lies"
            )
