"""Several runs as files: in a format of `FORMATS`, or as one table."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from rnn_tui.io.faults import reason
from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import Exported, ExportError, written
from rnn_tui.results.exports.formats import FORMATS
from rnn_tui.runs import RunDirectory
from rnn_tui.runs.lists.differences import Differences
from rnn_tui.runs.lists.run_summary import RunSummary
from rnn_tui.runs.lists.values import TEST, first_value, metrics_of

TABLE = "table.csv"
"""The usual name of the file with a line for each run."""

_FACTS = ("state", "epochs", "seconds", "baseline", "parameters", "speed", "star", "tag", "note")


def into_folder(to: str) -> bool:
    """Check whether several runs in this format are files in a folder, and not one file."""
    return to != TABLE and not FORMATS[to].several


def export_all(
    runs: Sequence[RunDirectory], to: str, out: Path, *, force: bool = False
) -> Exported:
    """Write the runs in the format `to`: into one file, or each into a new folder.

    What was written before one of them fails stays. Raises ExportError.
    """
    if not into_folder(to):
        return export(runs[0], to, out, force=force, others=runs[1:])
    try:
        out.mkdir()
    except OSError as error:
        raise ExportError(f"cannot make the folder {out}: {reason(error)}") from error
    done = [export(run, to, out / f"{run.run_id}{FORMATS[to].ending}") for run in runs]
    notes = dict.fromkeys(note for each in done for note in each.notes)
    return Exported((out,), notes=tuple(notes))


def export_table(runs: Sequence[RunSummary], out: Path, *, force: bool = False) -> Exported:
    """Write one CSV file: a line for each run with its figures and what differs. Raises
    ExportError."""
    with written([out], force) as files:
        files[0].write(table_csv(runs).encode())
    return Exported((out,))


def table_csv(runs: Sequence[RunSummary]) -> str:
    """The text of the table; the keys are those whose values are not the same in all runs."""
    tests = dict.fromkeys(f"{TEST}{name}" for run in runs for name in run.test)
    figures = [*metrics_of(runs), *tests]
    keys = [key for key, _ in Differences.of([run.keys for run in runs])]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["run", *figures, *keys, *_FACTS])
    for run in runs:
        values = [first_value(run, name) for name in (*figures, *keys, *_FACTS)]
        writer.writerow([run.run.run_id, *map(_written, values)])
    return buffer.getvalue()


def _written(value: object) -> object:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else value
