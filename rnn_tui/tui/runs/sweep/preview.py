"""The first trials of a sweep, beside the list of runs while the cursor is on its row."""

from textual import events
from textual.content import Content

from rnn_tui.sweeps.overview import SweepView
from rnn_tui.tui.runs.cells import Cells
from rnn_tui.tui.runs.sweep.trials import Table, columns_of, rows_of
from rnn_tui.tui.widgets.line import Line, entitle
from rnn_tui.wording.language import tr

INKS = {
    "best": "bold $success",
    "good": "$success",
    "bad": "$error",
    "warning": "$warning",
    "dim": "$foreground 60%",
}
"""The styles of the cells, as the list of trials has them."""


class BestTrials(Line):
    """As many as there is room for, the best first."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._view: SweepView | None = None

    def show(self, view: SweepView) -> None:
        self._view = view
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        view, size = self._view, self.content_size
        if view is None or not size:
            return
        entitle(self, Content(tr("best trials")), Content(tr("enter shows all")))
        self.put(preview(view, size.width, size.height))


def preview(view: SweepView, width: int, height: int) -> Content:
    """A head and so many lines less one, in so many cells."""
    rows = rows_of(view)[: max(0, height - 1)]
    if not rows:
        return Content(tr("No trial has begun."))
    table = Table.fitting(columns_of(view, rows), width)
    head = Content.styled(table.head, INKS["dim"])
    lines = [_line(table.line(index, row, view.best)) for index, row in enumerate(rows)]
    return Content("\n").join([head, *lines])


def _line(cells: Cells) -> Content:
    return Content.assemble(*((text, INKS.get(style, "")) for text, style in cells))
