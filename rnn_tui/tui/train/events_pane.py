"""The list of events: what has happened to the run, the latest below."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from rnn_tui.runs import RunState
from rnn_tui.runs.state.run_state import Note
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
        self.query_one("#events", Static).update(Content("\n").join(map(_line, notes)))


def _line(note: Note) -> Content:
    mark = ("! ", "bold $warning") if note.warning else "  "
    return Content.assemble((time_of_day(note.at), "$foreground 60%"), " ", mark, told(note.text))
