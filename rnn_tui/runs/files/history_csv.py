"""`history.csv`: one row an epoch, with the columns of Keras's CSVLogger."""

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rnn_tui.io.writing import append_whole, open_to_append, remove, write_atomically


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """Means over one epoch (`epoch` from 0). Where it was cut short, `batches` of it count."""

    epoch: int
    logs: dict[str, float]
    learning_rate: float
    seconds: float = 0.0
    samples_per_second: float = 0.0
    complete: bool = True
    batches: int = 0


def history_csv(epochs: Iterable[EpochRecord]) -> str:
    """The text of the file. `epoch` counts from 0, the other columns are sorted, as CSVLogger's."""
    records = list(epochs)
    names = sorted({name for record in records for name in record.logs})
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["epoch", *names])
    for record in records:
        writer.writerow([record.epoch, *(record.logs.get(name, "") for name in names)])
    return buffer.getvalue()


def write_history(path: Path, epochs: Iterable[EpochRecord]) -> None:
    """Replace the file, or remove it before the first epoch. Raises OSError."""
    records = list(epochs)
    if records:
        write_atomically(path, history_csv(records).encode())
    else:
        remove(path)


def append_epoch(path: Path, record: EpochRecord) -> None:
    """Add one row, to a new file if need be. Raises OSError; no part of the row is then added."""
    if not path.exists():
        write_history(path, [record])
        return
    row = history_csv([record]).splitlines(keepends=True)[1]
    descriptor = open_to_append(path)
    try:
        append_whole(descriptor, row.encode(), path)
    finally:
        os.close(descriptor)
