"""The header: the five tabs, the experiment, the current run, and what the app is doing."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from rnn_tui.io.places import short
from rnn_tui.io.text import visible
from rnn_tui.runs import RunState, State
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.tabs import TABS
from rnn_tui.tui.widgets.line import Line
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.positions import progress_shown

SEPARATOR = " │ "
EDITED, SHORT_EDITED = " (edited)", "*"

if TYPE_CHECKING:
    from rnn_tui.sweeps.queue_view import QueueView

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
        super().__init__(f"{key} {tr(title)}", id=f"tab-{mode}", markup=False)
        self.tooltip = tr("Show the {title} screen ({key})", title=tr(title), key=key)
        self._mode = mode

    def on_click(self) -> None:
        self.post_message(TopBar.Chosen(self._mode))


class TopBar(Horizontal):
    """Narrow rows shorten the experiment's name and the run's id, never the state of the run.

    `runs_dir` is the folder whose runs need no folder before their id.
    """

    document: reactive[Document] = reactive(cast(Document, None), repaint=False)
    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)
    doing: reactive[str] = reactive("", repaint=False)
    queue: reactive["QueueView | None"] = reactive["QueueView | None"](None, repaint=False)

    def __init__(self, runs_dir: Path | None = None) -> None:
        super().__init__()
        self.runs_dir = runs_dir

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
        """`experiment (edited) │ run-id running 3/10`."""
        edited, status, style = self.document.unsaved, *self._status()
        name, run = self.document.experiment.name, ""
        if self.run_state is not None and not self.doing:
            run = f"{self._label(self.run_state)} "
        if cell_len(status) > width:  # a number that is cut would be another number
            status = head(status.rpartition(" ")[2], width)
        mark = tr(EDITED) if edited else ""
        bar = SEPARATOR if status else ""
        spare = width - cell_len(mark + bar + status)
        if edited and len(name) + len(run) > spare:
            spare += cell_len(mark) - len(SHORT_EDITED)
            mark = SHORT_EDITED
        if len(name) + len(run) > spare:
            run = tail(run, max(spare - len(name), spare // 2, 0))
            name = head(name, spare - len(run))
        if not name:
            mark = bar = ""
        return Content.assemble(name, mark, (bar, "$foreground 40%"), run, (status, style))

    def _label(self, run: RunState) -> str:
        """The id, after the folder of a run that lies elsewhere than those of this app."""
        folder = run.path.parent
        if self.runs_dir is None or folder == self.runs_dir:
            return run.label
        return f"{visible(short(folder))}/{run.label}"

    def _status(self) -> tuple[str, str]:
        """The app's activity, else the state and the progress of the current run."""
        if self.doing:
            return told(self.doing), ""
        run, queued = self.run_state, self._queued
        if run is None:
            return queued, ""
        return f"{progress_shown(run)}  {queued}".rstrip(), STATE_STYLES.get(run.state, "")

    @property
    def _queued(self) -> str:
        """`queued 2`, or that the queue is paused."""
        waiting = len(self.queue.waiting) if self.queue is not None else 0
        if self.queue is None or not waiting:
            return ""
        if self.queue.held:
            return tr("queued {number} (paused)", number=waiting)
        return tr("queued {number}", number=waiting)


def head(text: str, width: int) -> str:
    """The beginning of the text, in at most `width` characters."""
    if len(text) <= width:
        return text
    return f"{text[: width - 1]}…" if width > 1 else ""


def tail(text: str, width: int) -> str:
    """The end of the text, in at most `width` characters: there the ids of runs differ."""
    if len(text) <= width:
        return text
    return f"…{text[len(text) - width + 1 :]}" if width > 2 else ""
