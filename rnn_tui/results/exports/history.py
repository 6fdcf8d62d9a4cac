"""The history of a run as Keras's CSVLogger writes it."""

import csv
import io

from rnn_tui.results.exports.files import Exported, ExportError, Request, write_text
from rnn_tui.runs.files.history_csv import history_csv


def write(request: Request) -> Exported:
    """A row for each complete epoch; the option `steps` adds a last column `step`.

    That is how many steps were done by the end of the epoch: some importers (trackio's) order
    rows by it.
    """
    state = request.state
    if not state.epochs:
        raise ExportError(f"run {state.label} has no complete epoch yet")
    notes: tuple[str, ...] = ()
    if state.partial is not None:
        notes = (f"epoch {state.partial.epoch + 1} was cut short and is not included",)
    text = history_csv(state.epochs)
    if request.options.get("steps"):
        if state.sizes is None:
            raise ExportError(f"run {state.label} does not tell its number of steps per epoch")
        text = _with_steps(text, state.sizes.steps)
    return write_text(request, text, notes)


def _with_steps(text: str, steps: int) -> str:
    header, *rows = csv.reader(io.StringIO(text))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*header, "step"])
    writer.writerows([*row, (int(row[0]) + 1) * steps] for row in rows)
    return buffer.getvalue()
