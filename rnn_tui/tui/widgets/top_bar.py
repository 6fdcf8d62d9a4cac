"""The header: the five tabs, the experiment, the current run, and what the app is doing."""

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from rnn_tui.runs import RunState, State
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.tabs import TABS
from rnn_tui.tui.widgets.line import Line
from rnn_tui.wording.times import clock

if TYPE_CHECKING:
    from rnn_tui.sweeps.queue import QueueView

STATE_STYLES = {
    State.RUNNING: "$success",
    State.FINISHED: "$success",
    State.FAILED: "$error",
    State.LOST: "$error",
    State.PAUSED: "$warning",
    State.STOPPING: "$warning",
    State.STOPPED: "$warning",
}


class Tab(Static):
    """A tab; a click shows its screen."""

    ALLOW_SELECT = False

    def __init__(self, key: str, mode: str, title: str) -> None:
        super().__init__(f"{key} {title}", id=f"tab-{mode}", markup=False)
        self.tooltip = f"Show the {title} screen ({key})"
        self._mode = mode

    def on_click(self) -> None:
        self.post_message(TopBar.Chosen(self._mode))


class TopBar(Horizontal):
    """Narrow rows shorten the experiment's name first, the state of the run never."""

    document: reactive[Document] = reactive(cast(Document, None), repaint=False)
    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)
    doing: reactive[str] = reactive("", repaint=False)
    queue: reactive["QueueView | None"] = reactive["QueueView | None"](None, repaint=False)

    class Chosen(Message):
        """The person wants to see the screen of a mode."""

        def __init__(self, mode: str) -> None:
            super().__init__()
            self.mode = mode

    def compose(self) -> ComposeResult:
        for key, mode, title in TABS:
            yield Tab(key, mode, title)
        yield Line(id="about")

    def on_mount(self) -> None:
        current = self.app.current_mode
        for _, mode, _ in TABS:
            self.query_one(f"#tab-{mode}").set_class(mode == current, "-current")

    def watch_document(self) -> None:
        self._show()

    def watch_run_state(self) -> None:
        self._show()

    def watch_doing(self) -> None:
        self._show()

    def watch_queue(self) -> None:
        self._show()

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        if not self.is_mounted or self.document is None:
            return
        about = self.query_one("#about", Line)
        about.put(self._about(about.content_size.width))

    def _about(self, width: int) -> Content:
        mark = " * unsaved" if self.document.unsaved else ""
        status, style = self._status()
        if status:
            mark = mark[:2]
            status = f"  {status}"
        name = self.document.experiment.name
        room = width - len(mark) - len(status)
        if len(name) > room:
            name = name[: max(0, room - 1)] + "…" if room > 1 else ""
        return Content.assemble(name, mark, (status, style))

    def _status(self) -> tuple[str, str]:
        """The app's activity, else the state of the current run and its time."""
        if self.doing:
            return self.doing, ""
        run, queued = self.run_state, self._queued
        if run is None:
            return queued, ""
        words = f"{run.state}  {clock(run.worked_so_far)}"
        return f"{words}  {queued}".rstrip(), STATE_STYLES.get(run.state, "")

    @property
    def _queued(self) -> str:
        """`queued 2`, or that the queue is paused."""
        waiting = len(self.queue.waiting) if self.queue is not None else 0
        if self.queue is None or not waiting:
            return ""
        return f"queued {waiting}{' (paused)' if self.queue.held else ''}"
