"""The app: five screens over one workspace, the keys that work everywhere, the palette."""

import signal
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.reactive import reactive
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import AwaitMount

from rnn_tui.experiment import Experiment
from rnn_tui.io.faults import reason
from rnn_tui.io.places import short, take_notices
from rnn_tui.runs import RunDirectory, RunState, State, start_engine
from rnn_tui.tui.app_keys import APP_BINDINGS
from rnn_tui.tui.dialogs.help import HelpDialog
from rnn_tui.tui.dialogs.quit import QuitDialog
from rnn_tui.tui.messages import ChangeSettings, Request
from rnn_tui.tui.preferences.settings import Settings, load_settings, save_settings
from rnn_tui.tui.preferences.theme import opposite, put_on
from rnn_tui.tui.screens import MODES, import_screen, import_screens
from rnn_tui.tui.state.current_run import CurrentRun, Engine, live_state
from rnn_tui.tui.state.desk import opened
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.state.draft import KEEP_SECONDS, left_behind
from rnn_tui.tui.state.farewell import Farewell, Quitting
from rnn_tui.tui.state.news import news, severity_of_end
from rnn_tui.tui.state.workspace import Workspace
from rnn_tui.tui.tabs import TABS
from rnn_tui.tui.terminal.app import TerminalApp
from rnn_tui.tui.terminal.signals import STOPPING, Signals
from rnn_tui.tui.terminal.window import TerminalWindow
from rnn_tui.tui.widgets.top_bar import TopBar
from rnn_tui.wording.endings import ending_shown
from rnn_tui.wording.language import told, tr

if TYPE_CHECKING:
    from rnn_tui.sweeps.queue_view import QueueView

DRAFT = "Unsaved edits"
IMPORT_SECONDS = 0.4
READY_SECONDS = 2.0
QUEUE_SECONDS = 1.0


class RnnTui(TerminalApp):
    """The workbench. `document`, `run_state` and `doing` follow the workspace."""

    TITLE = "rnn-tui"
    CSS_PATH = "app.tcss"
    MODES = MODES
    DEFAULT_MODE = "model"
    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS

    document: reactive[Document] = reactive(cast(Document, None), repaint=False)
    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)
    doing: reactive[str] = reactive("", repaint=False)
    queue: reactive["QueueView | None"] = reactive["QueueView | None"](None, repaint=False)
    settings: reactive[Settings] = reactive(Settings, init=False, repaint=False)

    def __init__(
        self,
        experiment: Experiment | None,
        runs_dir: Path,
        attach: RunDirectory | None = None,
        engine: Engine = start_engine,
        path: Path | None = None,
    ) -> None:
        super().__init__()
        settings, complaint = load_settings()
        self.set_reactive(RnnTui.settings, settings)
        self._complaints = [complaint, put_on(self, settings.theme)]
        self.workspace = Workspace(
            opened(experiment, path), CurrentRun(runs_dir, engine), self, self._show_state
        )
        self.set_reactive(RnnTui.document, self.workspace.document)
        self.farewell = Farewell(self.workspace)
        self.window = TerminalWindow(self.send_escape)
        self._signals = Signals(self._end)
        self._edits = experiment is not None
        self._opens_on = attach
        self._draft_is_due = False

    def on_mount(self) -> None:
        self._open()
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        for complaint in filter(None, (*self._complaints, *take_notices())):
            self.say(told(complaint), "warning")
        if self.settings.keymap:
            self.call_after_refresh(self._take_keymap)
        if not self.is_headless:
            self._signals.heed()
        self.window.enter()
        self._polls = self.set_interval(1 / self.settings.rate, self.workspace.poll_run)
        self._import_ahead([name for _, name, _ in TABS])
        self.set_interval(READY_SECONDS, self._keep_ready)
        self.set_interval(QUEUE_SECONDS, self.workspace.poll_queue)

    def on_unmount(self) -> None:
        if not self.is_headless:
            self._signals.release()
        self.window.leave()
        self.workspace.current.close()

    def _open(self) -> None:
        """Take control of a run: the one asked for, else one that is live."""
        live, ours = None, False
        if self._opens_on is None:
            live, ours = self.workspace.current.find_live()
        run = self._opens_on or (live if ours else None)
        if run:
            self.workspace.follow(run, edit=not self._edits, fresh=True)
        if run and not self._edits:
            self.action_show("train")
        if live:
            self._tell_live(live, shown=ours)
        if not run and not self._edits:
            self.workspace.desk.take_draft(at_start=True)
        elif left_behind():
            self.say(tr("Unsaved edits are kept: ^p, {draft}", draft=tr(DRAFT)))

    def _tell_live(self, live: RunDirectory, *, shown: bool) -> None:
        """Say which run was found, and where it lies if that is in another folder."""
        state = self.run_state if shown else live_state(live)
        elsewhere = live.path.parent != self.workspace.current.runs_dir
        place = tr(" in {folder}", folder=short(live.path.parent)) if elsewhere else ""
        then = tr("this is its progress") if shown else tr("4 lists it")
        self.say(
            tr(
                "{label}{place} is {state}; {then}",
                label=live.label,
                place=place,
                state=state.state if state else "running",
                then=then,
            )
        )

    def _import_ahead(self, names: Sequence[str]) -> None:
        """Import one screen after the other while nobody waits: the first look is quick then."""
        if names:
            import_screen(names[0])
            self.set_timer(IMPORT_SECONDS, partial(self._import_ahead, names[1:]))

    def _keep_ready(self) -> None:
        self.workspace.keep_ready(wanted=self.settings.ready)

    # State

    @on(Request)
    def _do(self, request: Request) -> None:
        self.workspace.do(request)

    def _show_state(self) -> None:
        """Hand the workspace's state down to whoever watches the app's."""
        self.document = self.workspace.document
        self.run_state = self.workspace.run_state
        self.doing = self.workspace.doing
        self.queue = self.workspace.queueing.view

    def watch_document(self, before: Document | None, now: Document) -> None:
        """Keep what is in no file soon after a change: a crash must not lose it."""
        changed = (
            before is None
            or before.experiment is not now.experiment
            or before.origin is not now.origin
        )
        if changed and not self._draft_is_due and self.is_running:
            self._draft_is_due = True
            self.set_timer(KEEP_SECONDS, self._keep_draft)

    def _keep_draft(self) -> None:
        self._draft_is_due = False
        self.workspace.desk.keep_draft()

    def watch_run_state(self, before: RunState | None, now: RunState | None) -> None:
        """Say what is unusual about the current run, and that it has ended."""
        self.window.title(now)
        latest = news(before, now)
        if latest.outdated:
            self.clear_notifications()
        for warning in latest.warnings:
            self.say(told(warning), "warning")
        if latest.ending is None or now is None:
            return
        word, rest = latest.ending
        if now.state is not State.STOPPED or self.current_mode != "train":
            self.say(f"{now.run_id} {ending_shown(now)}", severity_of_end(now))
        if self.settings.bell:
            self.bell()
        if self.settings.notify:
            self.window.notify(f"{now.label} {tr(word)}", told(rest))

    # Settings

    def on_change_settings(self, message: ChangeSettings) -> None:
        """Put them in force, even where the file cannot be written."""
        if message.settings == self.settings:
            return
        self.settings = message.settings
        try:
            save_settings(message.settings)
        except OSError as error:
            self.say(tr("cannot save the settings: {reason}", reason=reason(error)), "error")

    def watch_settings(self, before: Settings, now: Settings) -> None:
        if now.theme in self.available_themes:
            self.theme = now.theme
        if before.rate != now.rate:
            self._polls.stop()
            self._polls = self.set_interval(1 / now.rate, self.workspace.poll_run)
        if before.language != now.language:
            self.say(tr("the language changes at the next start"))
        if before.keymap != now.keymap:
            self._take_keymap()

    def _keep_theme(self, theme: Theme) -> None:
        """Remember a theme that was chosen in the palette or by a key."""
        self.post_message(ChangeSettings(self.settings.model_copy(update={"theme": theme.name})))

    def _take_keymap(self) -> None:
        """Give the bindings the keys that a person has chosen for them."""
        from rnn_tui.tui.preferences.keymap import usable

        import_screens()
        keymap, complaints = usable(self.settings.keymap)
        self.set_keymap(keymap)
        for complaint in complaints:
            self.say(tr("keys: {complaint}", complaint=complaint), "warning")

    # Actions

    def on_top_bar_chosen(self, message: TopBar.Chosen) -> None:
        self.action_show(message.mode)

    def action_show(self, mode: str) -> None:
        self.switch_mode(mode)

    def action_next_screen(self) -> None:
        modes: list[str] = [mode for _, mode, _ in TABS]
        self.action_show(modes[(modes.index(self.current_mode) + 1) % len(modes)])

    def action_toggle_theme(self) -> None:
        self.theme = opposite(self.current_theme)

    def action_settings(self) -> None:
        from rnn_tui.tui.dialogs.settings import SettingsDialog  # not before the first frame

        import_screens()
        self.push_screen(SettingsDialog(self.settings, self.theme, self.available_themes))

    def action_help(self) -> None:
        self.push_screen(HelpDialog(self.screen))

    def action_take_draft(self) -> None:
        self.workspace.desk.take_draft()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        from rnn_tui.tui.command_palette import commands_of  # it knows the plots, and so numpy

        yield from commands_of(self, screen)
        if left_behind():
            about = tr("Restore the edits that were not saved")
            yield SystemCommand(tr(DRAFT), about, self.action_take_draft)

    # The end

    async def action_quit(self) -> None:
        """Quit; ask first while runs are live or changes would be lost."""
        runs = self.workspace.current.live_states()
        if runs or self.document.unsaved:
            self.push_screen(QuitDialog(runs, self.document), partial(self._quit, runs))
        else:
            await self._leave()

    async def _quit(self, runs: Sequence[RunState], choice: Quitting | None) -> None:
        if choice is Quitting.SAVE:
            await self.run_action("screen.save")
        if choice in (Quitting.STOP, Quitting.LEAVE):
            self.farewell.part(runs, choice)
            await self._leave()

    async def _leave(self) -> None:
        """Wait until the screen stands: widgets whose parts were never made complain at the end."""
        await AwaitMount(self.screen, self.screen_stack)
        self.workspace.desk.draft.drop()
        self.exit(0)

    def _end(self, number: signal.Signals) -> None:
        """End as a shell counts: the exit code is 128 and the signal."""
        self.farewell.unasked(Quitting.STOP if number in STOPPING else Quitting.LEAVE)
        self.exit(128 + number)
