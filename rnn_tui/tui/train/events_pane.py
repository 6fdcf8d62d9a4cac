"""The list of events: what has happened to the run, the latest below."""

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from rnn_tui.runs import RunState
from rnn_tui.runs.state.run_state import Note
from rnn_tui.tui.widgets.line import hanging
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.times import time_of_day


class EventsPane(VerticalScroll):
    """Follows its end while that is in sight."""

    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)

    def __init__(self) -> None:
        super().__init__(classes="pane")
        self._shown: tuple[Note, ...] = ()

    def compose(self) -> ComposeResult:
        self.border_title = tr("Events")
        yield Static(tr("no events yet"), id="events", markup=False)

    def on_mount(self) -> None:
        self.anchor()

    def watch_run_state(self) -> None:
        self.show()

    def show(self) -> None:
        """Draw what is new; a list that nobody sees is left as it is."""
        notes = self.run_state.notes if self.run_state else ()
        if not (self.display and self.is_mounted) or notes == self._shown:
            return
        self._shown = notes
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        if not self._shown:
            return
        width = self.scrollable_content_region.width
        lines = [
            line
            for note in self._shown
            for line in hanging(_head(note), Content(told(note.text)), width)
        ]
        self.query_one("#events", Static).update(Content("\n").join(lines))


def _head(note: Note) -> Content:
    mark = ("! ", "bold $warning") if note.warning else "  "
    return Content.assemble((time_of_day(note.at), "$foreground 60%"), " ", mark)
