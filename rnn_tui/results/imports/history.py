"""A history that another program wrote, as a run: there to be compared, not to be trained."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.data import SampleData
from rnn_tui.experiment.train import TrainSpec
from rnn_tui.io.faults import UserError, reason
from rnn_tui.io.text import visible
from rnn_tui.runs import EpochRecord, RunDirectory, RunError, create
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.events import LAST_SECOND, EpochEnded, Finished, Warned
from rnn_tui.runs.files.history_csv import write_history

MOST_EPOCHS = 100_000
MOST_COLUMNS = 64
NAME_LENGTH = 40


class ImportFailed(UserError):
    """One sentence: what cannot be imported, why, and what to do where there is something."""


@dataclass(frozen=True, slots=True)
class History:
    """Epochs from 0 with the time at which each ended, in seconds since 1970.

    `program` is what wrote it, `notes` say what of it counts.
    """

    program: str
    epochs: tuple[tuple[EpochRecord, float], ...]
    notes: tuple[str, ...] = ()


def column(name: str) -> str:
    """The name of a metric as columns have it: letters, digits and underscores."""
    plain = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_").lower()
    return f"_{plain}" if plain[:1].isdigit() else plain[:64]


def as_run(history: History, path: Path, folder: Path, name: str | None = None) -> RunDirectory:
    """A finished run without layers in the folder of runs. Raises ImportFailed and RunError."""
    if not history.epochs:
        raise ImportFailed(f"{visible(str(path))} holds no epoch")
    if len(history.epochs) > MOST_EPOCHS:
        raise ImportFailed(
            f"{visible(str(path))} has {len(history.epochs):,} epochs, more than {MOST_EPOCHS:,}"
        )
    what = f"imported from {visible(path.name)} ({history.program})"
    run = create(folder, _experiment(history, path, what), name, imported=what)
    try:
        _tell(run, history, what)
    except OSError as error:
        raise RunError(f"cannot write the run {run.label}: {reason(error)}") from error
    return run


def _experiment(history: History, path: Path, what: str) -> Experiment:
    """What can be said of it: no layers, and the number of its last epoch."""
    names = {name for record, _ in history.epochs for name in record.logs}
    validates = any(name.startswith("val_") for name in names)
    return Experiment(
        name=_experiment_name(path),
        description=what[:500],
        data=SampleData(validation_split=0.2 if validates else 0.0),
        train=TrainSpec(epochs=min(history.epochs[-1][0].epoch + 1, 1_000_000), metrics=()),
    )


def _experiment_name(path: Path) -> str:
    plain = re.sub(r"[^\w.\-]+", "-", path.stem).strip(".-")[:NAME_LENGTH].rstrip(".-")
    return plain if re.match(r"\w", plain) else "imported"


def _tell(run: RunDirectory, history: History, what: str) -> None:
    """Write the events of a run with this history. Raises OSError."""
    log = LogWriter(run.events)
    for note in history.notes:
        log.append(Warned(message=note))
    before = 0.0
    for record, at in history.epochs:
        at = min(max(0.0, at), LAST_SECOND)
        seconds = max(0.0, at - before) if before else 0.0
        before = at
        log.append(
            EpochEnded(
                at=at,
                epoch=record.epoch,
                logs=record.logs,
                learning_rate=record.learning_rate,
                seconds=seconds,
            )
        )
    log.append(Finished(at=before, reason=what))
    write_history(run.history, _records(history.epochs))


def _records(epochs: Iterable[tuple[EpochRecord, float]]) -> list[EpochRecord]:
    return [record for record, _ in epochs]
