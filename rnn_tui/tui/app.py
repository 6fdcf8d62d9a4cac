"""The frame of the app: five screens, the keys that work everywhere, themes, palette."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from rnn_tui.runs import Ask, RunDirectory, start_engine
from rnn_tui.spec import Experiment
from rnn_tui.tui.current_run import Engine
from rnn_tui.tui.desk import DeskApp
from rnn_tui.tui.messages import AskRun
from rnn_tui.tui.screens.data import DataScreen
from rnn_tui.tui.screens.help import HelpDialog
from rnn_tui.tui.screens.inspect import InspectScreen
from rnn_tui.tui.screens.model import ModelScreen
from rnn_tui.tui.screens.quit import QuitDialog, Quitting
from rnn_tui.tui.screens.runs import RunsScreen
from rnn_tui.tui.screens.train import TrainScreen
from rnn_tui.tui.theme import DARK, LIGHT, THEMES
from rnn_tui.tui.widgets.top_bar import TABS, TopBar


def _screen_bindings() -> list[BindingType]:
    """The digit alone is left to text fields; with alt it works in them too."""
    bindings: list[BindingType] = []
    for key, mode, title in TABS:
        tip = f"Show the screen {title}"
        bindings += [
            Binding(key, f"show('{mode}')", title, show=False, id=f"app.{mode}", tooltip=tip),
            Binding(
                f"alt+{key}",
                f"show('{mode}')",
                title,
                show=False,
                priority=True,
                id=f"app.{mode}-always",
                tooltip=f"{tip}, from inside a text field too",
            ),
        ]
    return bindings


class RnnTui(DeskApp):
    """The workbench."""

    TITLE = "rnn-tui"
    CSS_PATH = "app.tcss"
    MODES: ClassVar[dict[str, type[Screen[None]]]] = {  # type: ignore[assignment]
        "model": ModelScreen,
        "data": DataScreen,
        "train": TrainScreen,
        "runs": RunsScreen,
        "inspect": InspectScreen,
    }
    DEFAULT_MODE = "model"
    BINDINGS: ClassVar[list[BindingType]] = [
        *_screen_bindings(),
        Binding(
            "ctrl+n",
            "next_screen",
            "next screen",
            show=False,
            priority=True,
            id="app.next",
            tooltip="Show the next of the five screens, from inside a text field too",
        ),
        Binding("question_mark", "help", "help", id="app.help", tooltip="All keys of this screen"),
        Binding(
            "ctrl+t",
            "toggle_theme",
            "dark or light",
            show=False,
            id="app.theme",
            tooltip="Change between the dark and the light theme",
        ),
        Binding("ctrl+q", "quit", "quit", show=False, id="app.quit", tooltip="Leave the app"),
        Binding("q", "quit", "quit", id="app.quit-letter", tooltip="Leave the app"),
    ]

    def __init__(
        self,
        experiment: Experiment | None,
        runs_dir: Path,
        attach: RunDirectory | None = None,
        engine: Engine = start_engine,
    ) -> None:
        super().__init__(experiment, runs_dir, engine)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name
        self._opens_on = attach

    def on_mount(self) -> None:
        """Take control of a run: the one asked for, else one that is alive."""
        live = None if self._opens_on else self.current.find_live()
        if run := self._opens_on or live:
            self.follow(run, edit=True)
            self.action_show("train")
        if live:
            self.say(f"{live.run_id} is alive: this is where it stands")
        self.set_interval(self.refresh_seconds, self.poll_run)

    def on_top_bar_chosen(self, message: TopBar.Chosen) -> None:
        self.action_show(message.mode)

    def action_show(self, mode: str) -> None:
        self.switch_mode(mode)

    def action_next_screen(self) -> None:
        modes = [mode for _, mode, _ in TABS]
        self.action_show(modes[(modes.index(self.current_mode) + 1) % len(modes)])

    def action_help(self) -> None:
        self.push_screen(HelpDialog(self.screen))

    def action_toggle_theme(self) -> None:
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    async def action_quit(self) -> None:
        """Ask first while a run is alive or changes would be lost."""
        run = self.run_state
        live = run is not None and run.state.live
        if live or self.document.unsaved:
            self.push_screen(QuitDialog(run if live else None, self.document), self._quit)
        else:
            self.exit(0)

    def _quit(self, choice: Quitting | None) -> None:
        if choice is Quitting.STOP:
            self.on_ask_run(AskRun(Ask.STOP))
        if choice in (Quitting.STOP, Quitting.LEAVE):
            self.exit(0)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every key of the screen it was opened from, then Textual's commands."""
        seen = set()
        for node, binding, enabled, tooltip in screen.active_bindings.values():
            if enabled and binding.id and tooltip and binding.action not in seen:
                seen.add(binding.action)
                run = partial(self.run_action, binding.action, node)
                yield SystemCommand(binding.description.capitalize(), tooltip, run)
        yield SystemCommand("Theme", "Choose among all themes", self.action_change_theme)
        yield SystemCommand("Screenshot", "Save this screen as SVG", self.deliver_screenshot)
