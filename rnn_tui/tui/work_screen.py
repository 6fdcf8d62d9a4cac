"""The base of the five screens: header, body, footer, and the app's state as reactives."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import ScreenResume
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from rnn_tui.experiment import Experiment, is_unchanged
from rnn_tui.io.places import shown_folder
from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.tui.dialogs.files import ChangedFileDialog, SaveDialog
from rnn_tui.tui.keys import SCREENS, Key, bindings, on_screen
from rnn_tui.tui.messages import Doing, EditQueued, SaveExperiment
from rnn_tui.tui.preferences.settings import Settings
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.state.workspace import Workspace
from rnn_tui.tui.terminal.screen import style_once
from rnn_tui.tui.widgets.key_bar import KeyBar
from rnn_tui.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from rnn_tui.sweeps.queue_view import QueueView

QUEUE_BINDINGS: list[BindingType] = bindings(
    "queue",
    (on_screen("train"), on_screen("runs")),
    {"show": Key("Q", "queue", "queue", "Show the queued runs: order, edit, pause")},
)

EDITING = (on_screen("model"), on_screen("data"), on_screen("train"))

UNDO_BINDINGS: list[BindingType] = bindings(
    "edit",
    EDITING,
    {
        "undo": Key("u,ctrl+z", "undo", "undo", "Undo the last change"),
        "redo": Key("U,ctrl+y", "redo", "redo", "Redo the last change that was undone", show=False),
    },
)
SAVE_BINDINGS: list[BindingType] = bindings(
    "edit",
    EDITING,
    {
        "save": Key("ctrl+s", "save", "save", "Save the experiment as a TOML file"),
        "save-as": Key(
            "S", "save_as", "save as", "Save the experiment under another name", show=False
        ),
    },
)
LEAVE_BINDINGS: list[BindingType] = bindings(
    "screen",
    SCREENS,
    {
        "leave": Key(
            "escape",
            "leave_field",
            "back",
            "Leave the field; the keys of the screen work again",
        )
    },
)
"""Repeated by a screen that binds escape itself: its own would replace them otherwise."""

EDIT_BINDINGS: list[BindingType] = [*UNDO_BINDINGS, *SAVE_BINDINGS]
"""For screens that edit the experiment."""


class WorkApp(Protocol):
    """The app as the screens know it."""

    workspace: Workspace
    settings: Settings
    document: Document
    run_state: RunState | None
    doing: str
    queue: "QueueView | None"


class WorkScreen(Screen[None]):
    """One of the five screens.

    `document`, `run_state` and `doing` are the app's; they are brought up to date only
    while the screen is looked at, so that hidden screens cost nothing. Write
    `watch_document(self, before, now)` or `watch_run_state(self, before, now)`, or bind
    a widget to them inside `compose_body`: `MyTable().data_bind(WorkScreen.document)`.
    """

    HELP_TEXT: ClassVar[str] = ""
    """The purpose of the screen in a few sentences; `?` shows it above the keys."""

    KEYLESS: ClassVar[tuple[tuple[str, str, str], ...]] = ()
    """Commands of the palette without a key: name, purpose, action."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    """Classes of the screen by its width, for the style sheet."""

    document: reactive[Document] = reactive(cast(Document, None), repaint=False)
    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)
    doing: reactive[str] = reactive("", repaint=False)
    queue: reactive["QueueView | None"] = reactive["QueueView | None"](None, repaint=False)

    BINDINGS: ClassVar[list[BindingType]] = LEAVE_BINDINGS

    def __init__(self) -> None:
        super().__init__()
        self._is_new = True
        style_once(self)
        app = self._of
        self.set_reactive(WorkScreen.document, app.document)
        self.set_reactive(WorkScreen.run_state, app.run_state)
        self.set_reactive(WorkScreen.doing, app.doing)
        self.set_reactive(WorkScreen.queue, app.queue)

    @property
    def _of(self) -> "WorkApp":
        return cast(WorkApp, self.app)

    @property
    def workspace(self) -> Workspace:
        """All that can be done to the document and the current run."""
        return self._of.workspace

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._of.settings

    def compose(self) -> ComposeResult:
        yield TopBar(self.workspace.current.runs_dir).data_bind(
            WorkScreen.document, WorkScreen.run_state, WorkScreen.doing, WorkScreen.queue
        )
        yield from self.compose_body()
        yield KeyBar()

    def compose_body(self) -> Iterable[Widget]:
        """Yield everything between the header and the footer."""
        raise NotImplementedError

    def on_mount(self) -> None:
        for name in ("document", "run_state", "doing", "queue"):
            self.watch(self.app, name, self._take_state, init=False)
        # Call the watchers once: the values were there before they could be called.
        self.mutate_reactive(WorkScreen.document)
        self.mutate_reactive(WorkScreen.run_state)
        self.mutate_reactive(WorkScreen.doing)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Shown again, its styles are as they were: classes reach a hidden screen as well, and
        a new theme is put on by whoever shows it."""
        event.refresh_styles = self._is_new
        self._is_new = False
        self._take_state()

    def _take_state(self) -> None:
        if self not in self.app.screen_stack:
            return
        self.document = self._of.document
        self.run_state = self._of.run_state
        self.doing = self._of.doing
        self.queue = self._of.queue

    @property
    def home(self) -> Widget | None:
        """The widget that has the focus when nothing in particular has it."""
        return None

    @property
    def run_in_view(self) -> RunDirectory | None:
        """The run that the screen is about; its id, path and figures can be copied."""
        return RunDirectory(self.run_state.path) if self.run_state else None

    def inspect(self, runs: Sequence[RunDirectory]) -> None:
        """Look into a run, or compare two; the screen that does so overrides it."""

    def open_sweep(self, path: Path) -> None:
        """Show the trials of a sweep; the screen that does so overrides it."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """None: the help names the key, but nothing offers it, for it would do nothing now."""
        match action:
            case "undo":
                return bool(self.document.past) or None
            case "redo":
                return bool(self.document.future) or None
            case "queue":
                return bool(self.queue and self.queue.runs) or None
            case "leave_field":
                return self.focused is not self.home
        return True

    def action_leave_field(self) -> None:
        self.set_focus(self.home)

    def edit(self, experiment: Experiment, tag: str = "", selected: int | None = None) -> None:
        """Change the experiment at once, not by a message: keys may come faster than those.

        Equal `tag`s in a row are one step of undo; `selected` is the layer selected afterwards.
        """
        self.workspace.desk.edit(experiment, tag, selected)

    @work(thread=True)
    def work_on(self, doing: str, act: Callable[[], str], refusal: type[Exception]) -> None:
        """Do what takes seconds in a thread, named in the frame meanwhile.

        What `act` says of its result is told; a `refusal` is told as the error that it is.
        """
        self.post_message(Doing(doing))
        try:
            self.app.call_from_thread(self.workspace.say, act())
        except refusal as error:
            self.app.call_from_thread(self.workspace.say, str(error), "error")
        finally:
            self.post_message(Doing())

    def action_queue(self) -> None:
        from rnn_tui.tui.dialogs.queue import QueueDialog  # not before the first frame

        self.app.push_screen(QueueDialog(self.workspace), self._edit_queued)

    def _edit_queued(self, trial: int | None) -> None:
        if trial is not None:
            self.post_message(EditQueued(trial))
            self.app.switch_mode("model")

    def action_undo(self) -> None:
        self.workspace.desk.undo()

    def action_redo(self) -> None:
        self.workspace.desk.redo()

    def action_save(self) -> None:
        """Save into the file that the experiment came from, else ask for one.

        A file that means something else than when it was opened is asked about.
        """
        path, origin = self.document.path, self.document.origin
        if path is None:
            self.action_save_as()
        elif origin is not None and not is_unchanged(path, origin):
            self.app.push_screen(ChangedFileDialog(path), self._save_changed)
        else:
            self.post_message(SaveExperiment(path))

    def action_save_as(self) -> None:
        path = self.document.path or shown_folder() / f"{self.document.experiment.name}.toml"
        self.app.push_screen(SaveDialog(path), self._save)

    def _save_changed(self, replace: bool | None) -> None:
        if replace:
            self._save(self.document.path)
        elif replace is not None:
            self.action_save_as()

    def _save(self, path: Path | None) -> None:
        if path is not None:
            self.post_message(SaveExperiment(path))
