"""The history that Keras's CSVLogger wrote: a column `epoch`, from 0, and one for each metric."""

import csv
import io
import math
from dataclasses import replace
from pathlib import Path

from rnn_tui.io.faults import reason
from rnn_tui.io.reading import read_bounded
from rnn_tui.io.text import visible
from rnn_tui.results.imports.history import MOST_COLUMNS, History, ImportFailed, column
from rnn_tui.runs import EpochRecord

LIMIT = 64 << 20
SEPARATORS = ",;\t"
RATES = ("learning_rate", "lr")
"""Columns that Keras adds under a schedule."""

CELL_LIMIT = 128 << 10
"""That of the csv module, which other readers in the process may have raised."""

MISSING = ("", "na", "n/a", "none", "null")
"""Cells, in lower case, that say that there is no number: Keras writes NA, pandas nothing."""

_NOT_METRICS = ("epoch", "step")


def read(path: Path) -> History:
    """The rows; of an epoch that stands there twice the later one. Raises ImportFailed."""
    try:
        text = read_bounded(path, LIMIT).decode("utf-8-sig")
        modified = path.stat().st_mtime
    except UnicodeDecodeError as error:
        raise ImportFailed(
            f"cannot read {visible(str(path))}: it is not text; import takes a run's folder or "
            "archive, a CSVLogger's file, event files of TensorBoard"
        ) from error
    except (OSError, ValueError) as error:
        raise ImportFailed(f"cannot read {visible(str(path))}: {reason(error)}") from error
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    try:
        header, *rows = csv.reader(io.StringIO(text), delimiter=separator)
        if any(len(cell) > CELL_LIMIT for row in rows for cell in row):
            raise ValueError(f"field larger than {CELL_LIMIT:,} characters")
    except (csv.Error, ValueError) as error:
        raise ImportFailed(f"{visible(str(path))} is not a table of a history: {error}") from error
    names = [column(cell) for cell in header]
    if "epoch" not in names or not set(names) - set(_NOT_METRICS):
        raise ImportFailed(
            f"{visible(str(path))} has no column epoch beside others: it is not a history of "
            "Keras's CSVLogger"
        )
    if len(names) > MOST_COLUMNS or len(set(names)) != len(names):
        raise ImportFailed(f"{visible(str(path))} has a column twice, or more than {MOST_COLUMNS}")
    rows = [row for row in rows if row]
    texts = _texts(path, names, rows)
    found, twice = _records(path, [name for name in names if name not in texts], rows, names)
    notes = [
        f"the column {name} is ignored: it holds texts such as {cell!r}, and no numbers"
        for name, cell in texts.items()
    ]
    if twice:
        notes.append(f"the file has {twice:,} epochs twice; the later rows count")
    if found and found[0].epoch == 1:
        notes.append("the file counts its epochs from 1, and Keras from 0: they stay 1, 2, 3 …")
        found = [replace(record, epoch=record.epoch - 1) for record in found]
    return History("Keras's CSVLogger", tuple((each, modified) for each in found), tuple(notes))


def _texts(path: Path, names: list[str], rows: list[list[str]]) -> dict[str, str]:
    """Columns that hold texts and not one number, each with its first text.

    Raises ImportFailed for a row of another length, for a text among numbers, and where no column
    of numbers is left.
    """
    found: dict[str, str] = {}
    numbers = set()
    for number, row in enumerate(rows, 2):
        if len(row) != len(names):
            raise ImportFailed(
                f"line {number} of {visible(str(path))} has {len(row)} cells, its first line "
                f"{len(names)}"
            )
        for name, cell in zip(names, row, strict=True):
            if name in _NOT_METRICS or cell.strip().lower() in MISSING:
                continue
            if _is_number(cell):
                numbers.add(name)
            else:
                found.setdefault(name, visible(cell)[:40])
            if name in numbers and name in found:
                raise ImportFailed(
                    f"line {number} of {visible(str(path))}: the column {name} holds numbers and "
                    f"{found[name]!r}; write every cell as a number such as 0.5, or as NA"
                )
    if found and not set(names) - set(found) - {*_NOT_METRICS, *RATES}:
        name, cell = next(iter(found.items()))
        raise ImportFailed(
            f"{visible(str(path))} has no column of numbers: {name} holds {cell!r}; write numbers "
            "such as 0.5"
        )
    return found


def _records(
    path: Path, wanted: list[str], rows: list[list[str]], names: list[str]
) -> tuple[list[EpochRecord], int]:
    """One record for each epoch, in order, and how many rows a later one replaces."""
    records: dict[int, EpochRecord] = {}
    for number, row in enumerate(rows, 2):
        cells = dict(zip(names, row, strict=True))
        epoch = _number(cells["epoch"])
        if not 0 <= epoch < 1e9 or epoch != int(epoch):
            raise ImportFailed(
                f"line {number} of {visible(str(path))} has the epoch "
                f"{visible(cells['epoch'])[:40]!r}: a whole number from 0 is expected"
            )
        records[int(epoch)] = _record(int(epoch), {name: cells[name] for name in wanted})
    return [records[epoch] for epoch in sorted(records)], len(rows) - len(records)


def _record(epoch: int, cells: dict[str, str]) -> EpochRecord:
    """Cells without a number, such as NA, stand for NaN."""
    rate = next((_number(cells[name]) for name in RATES if name in cells), 0.0)
    logs = {
        name: _number(cell)
        for name, cell in cells.items()
        if name not in (*_NOT_METRICS, *RATES) and name
    }
    return EpochRecord(epoch, logs, rate if math.isfinite(rate) and rate >= 0 else 0.0)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _number(cell: str) -> float:
    return float(cell) if _is_number(cell) else math.nan
