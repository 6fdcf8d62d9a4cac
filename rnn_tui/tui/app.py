"""The frame of the app: five screens, the keys that work everywhere, themes, palette."""

import asyncio
import signal
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, cast

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import AwaitMount

from rnn_tui.experiment import Experiment
from rnn_tui.io.places import untold
from rnn_tui.runs import Ask, RunDirectory, RunError, RunState, State, start_engine
from rnn_tui.tui.app_keys import APP_BINDINGS
from rnn_tui.tui.dialogs.help import HelpDialog
from rnn_tui.tui.dialogs.quit import QuitDialog, Quitting, parting_words
from rnn_tui.tui.dialogs.settings import SettingsDialog
from rnn_tui.tui.model.screen import ModelScreen
from rnn_tui.tui.preferences.keymap import usable
from rnn_tui.tui.preferences.settings import Settings
from rnn_tui.tui.state.current_run import Engine
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.state.draft import left_behind
from rnn_tui.tui.state.workspace import WorkspaceApp
from rnn_tui.tui.widgets.top_bar import TABS, TopBar

SCREEN_MODULE = "rnn_tui.tui.{}.screen"
DRAFT = "Edits that were not saved"
LEAVING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
"""They end the app; its runs train on."""

WARNING = (signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU)
"""They say that time is up for all that runs here: the runs are stopped, too."""

SIGNALS = (*LEAVING, *WARNING)
IMPORT_SECONDS = 0.4
READY_SECONDS = 2.0


def _later(folder: str, name: str) -> Callable[[], Screen[Any]]:
    """A screen that is imported when it is first shown: the first frame does not wait for it."""
    return lambda: cast(Screen[Any], getattr(import_module(SCREEN_MODULE.format(folder)), name)())


def import_screens() -> None:
    """Import all five screens, and so declare all keys of the app."""
    for _, name, _ in TABS:
        import_module(SCREEN_MODULE.format(name))


class RnnTui(WorkspaceApp):
    """The workbench."""

    TITLE = "rnn-tui"
    CSS_PATH = "app.tcss"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        "model": ModelScreen,
        "data": _later("data", "DataScreen"),
        "train": _later("train", "TrainScreen"),
        "runs": _later("runs", "RunsScreen"),
        "inspect": _later("inspect", "InspectScreen"),
    }
    DEFAULT_MODE = "model"
    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS

    def __init__(
        self,
        experiment: Experiment | None,
        runs_dir: Path,
        attach: RunDirectory | None = None,
        engine: Engine = start_engine,
        path: Path | None = None,
    ) -> None:
        super().__init__(experiment, runs_dir, engine, path)
        self._opens_on = attach
        self.farewell: list[str] = []
        self._edits = experiment is not None

    def on_mount(self) -> None:
        """Take control of a run: the one asked for, else one that is alive."""
        live = None if self._opens_on else self.current.find_live()
        if run := self._opens_on or live:
            self.follow(run, edit=not self._edits)
        if run and not self._edits:
            self.document = Document.opened(self.document.experiment)
            self.action_show("train")
        if live:
            self.say(f"{live.run_id} is alive: this is where it stands")
        if not run and not self._edits:
            self.action_take_draft(at_start=True)
        elif left_behind():
            self.say(f"Edits that were not saved are kept: ^p, {DRAFT}")
        for sentence in untold():
            self.say(sentence, "warning")
        if self.settings.keymap:
            self.call_after_refresh(self._take_keymap)
        self._heed_signals()
        self.window.enter()
        self._polls = self.set_interval(self.refresh_seconds, self.poll_run)
        self._import_ahead([name for _, name, _ in TABS])
        self.set_interval(READY_SECONDS, self.keep_ready)

    def on_unmount(self) -> None:
        self._release_signals()
        self.window.leave()
        self.current.close()

    def action_take_draft(self, *, at_start: bool = False) -> None:
        """Show the edits of an app that was ended before they were saved."""
        if (kept := self.draft.take_over()) is not None:
            self.document = Document(kept) if at_start else self.document.then_taken_up(kept)
            self.say(f"{kept.name}: the edits that were not saved are here again")

    def _heed_signals(self) -> None:
        """A terminal that goes, or an order from outside, leaves nothing undone either."""
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            for number in SIGNALS:
                loop.add_signal_handler(number, self._end, number)

    def _release_signals(self) -> None:
        """They are the system's again: while threads end, a second one ends the process."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.remove_signal_handler(number)

    def fall(self) -> None:
        """Say what is left of an app that an error of its own has ended."""
        self.farewell = ["rnn-tui has ended through an error of its own: please report it"]
        self._take_leave(Quitting.LEAVE)

    def _end(self, number: signal.Signals) -> None:
        """As a shell counts: the exit code is 128 and the signal."""
        self._release_signals()
        choice = Quitting.STOP if number in WARNING else Quitting.LEAVE
        self._take_leave(choice)
        self.exit(128 + number)

    def _take_leave(self, choice: Quitting) -> None:
        self.farewell += [self._part(run, choice) for run in self.current.alive()]
        if self.keep_draft():
            self.farewell.append("the edits that were not saved are there at the next start")

    def _import_ahead(self, names: Sequence[str]) -> None:
        """One screen after the other while nobody waits for it: the first look is quick then."""
        if names:
            import_module(SCREEN_MODULE.format(names[0]))
            self.set_timer(IMPORT_SECONDS, partial(self._import_ahead, names[1:]))

    def watch_settings(self, before: Settings, now: Settings) -> None:
        super().watch_settings(before, now)
        if before.rate != now.rate:
            self._polls.stop()
            self._polls = self.set_interval(self.refresh_seconds, self.poll_run)
        if before.keymap != now.keymap:
            self._take_keymap()

    def _take_keymap(self) -> None:
        """Give the bindings the keys that a person has chosen for them."""
        import_screens()
        keymap, complaints = usable(self.settings.keymap)
        self.set_keymap(keymap)
        for complaint in complaints:
            self.notify(f"keys: {complaint}", severity="warning", markup=False)

    def on_top_bar_chosen(self, message: TopBar.Chosen) -> None:
        self.action_show(message.mode)

    def action_show(self, mode: str) -> None:
        self.switch_mode(mode)

    def action_next_screen(self) -> None:
        modes = [mode for _, mode, _ in TABS]
        self.action_show(modes[(modes.index(self.current_mode) + 1) % len(modes)])

    def action_settings(self) -> None:
        import_screens()
        self.push_screen(SettingsDialog(self))

    def action_help(self) -> None:
        self.push_screen(HelpDialog(self.screen))

    async def action_quit(self) -> None:
        """Ask first while runs are alive or changes would be lost."""
        runs = self.current.alive()
        if runs or self.document.unsaved:
            self.push_screen(QuitDialog(runs, self.document), partial(self._quit, runs))
        else:
            await self._leave()

    async def _leave(self) -> None:
        """Once the screen stands: widgets whose parts were never made complain at the end."""
        await AwaitMount(self.screen, self.screen_stack)
        self.draft.drop()
        self.exit(0)

    async def _quit(self, runs: Sequence[RunState], choice: Quitting | None) -> None:
        if choice is Quitting.SAVE:
            await self.run_action("screen.save")
        if choice in (Quitting.STOP, Quitting.LEAVE):
            self.farewell = [self._part(run, choice) for run in runs]
            await self._leave()

    def _part(self, run: RunState, choice: Quitting) -> str:
        """Stop the run, or leave it as it is; the words about it are for the shell."""
        # To be asked twice means to an engine that its checkpoint is not waited for.
        if choice is Quitting.STOP and run.state is not State.STOPPING:
            try:
                self.current.ask(Ask.STOP, RunDirectory(run.path))
            except RunError as error:
                return str(error)
        return parting_words(run, choice)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: all that the screen it was opened from can do, then Textual's commands."""
        seen = set()
        for node, binding, enabled, tooltip in screen.active_bindings.values():
            if enabled and binding.id and tooltip and binding.action not in seen:
                seen.add(binding.action)
                run = partial(self.run_action, binding.action, node)
                yield SystemCommand(binding.description.capitalize(), tooltip, run)
        for name, about, action in getattr(screen, "KEYLESS", ()):
            yield SystemCommand(name, about, partial(self.run_action, action, screen))
        if left_behind():
            yield SystemCommand(
                DRAFT, "Open what an app left that was ended", self.action_take_draft
            )
        yield SystemCommand("Theme", "Choose among all themes", self.action_change_theme)
        yield SystemCommand("Screenshot", "Save this screen as SVG", self.deliver_screenshot)
