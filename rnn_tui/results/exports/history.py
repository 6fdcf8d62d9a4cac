"""The history of a run as Keras's CSVLogger writes it."""

from rnn_tui.results.exports.files import Exported, ExportError, Request, write_text
from rnn_tui.runs.files.history_csv import history_csv


def write(request: Request) -> Exported:
    """A row for each complete epoch."""
    state = request.state
    if not state.epochs:
        raise ExportError(f"run {state.label} has no complete epoch yet")
    notes: tuple[str, ...] = ()
    if state.partial is not None:
        notes = (f"epoch {state.partial.epoch + 1} was cut short and is not included",)
    return write_text(request, history_csv(state.epochs), notes)
