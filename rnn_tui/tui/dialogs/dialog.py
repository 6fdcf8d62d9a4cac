"""Dialogs: a framed box over a screen that Escape closes without an answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from rnn_tui.tui.keys import DIALOGS, Key, bindings
from rnn_tui.tui.terminal.backdrop import Backdrop
from rnn_tui.tui.widgets.key_bar import KeyBar

Answer = TypeVar("Answer")

INDENT = 3
"""Cells of a choice's letter and the blanks behind it, below which its explanation begins."""


class Dialog(ModalScreen[Answer]):
    """Subclasses give `compose_body` and call `dismiss(answer)`; None means closed."""

    FIRST_KEYS = ("enter", "down")
    """For the footer: the key that ends a dialog with an answer, and the way to another one."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]  # noqa: RUF012
    """Classes of the dialog by the height of the screen, for the style sheet."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "dialog",
        DIALOGS,
        {"close": Key("escape", "close", "close", "Close without a change")},
    )

    def __init__(self, title: str) -> None:
        super().__init__()
        self._box_title = title

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog-box") as box:
            box.border_title = Text(self._box_title)
            yield from self.compose_body()
        yield KeyBar()

    def compose_body(self) -> Iterable[Widget]:
        """Yield what stands inside the frame."""
        raise NotImplementedError

    def render(self) -> Any:
        """The screen that it stands on shines through."""
        usual = super().render()
        if isinstance(usual, BackgroundScreen):
            return Backdrop(usual.screen, usual.color)
        return usual

    def action_close(self) -> None:
        self.dismiss(None)


class DialogField(Input):
    """A text field that leaves enter and the arrows to its dialog: the footer then says what
    they do there."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in ("submit", "scroll_up", "scroll_down")


@dataclass(frozen=True, slots=True)
class Choice(Generic[Answer]):
    """`key` chooses it at once; `explanation` says what will be kept and what will be lost."""

    key: str
    label: str
    explanation: str
    answer: Answer


MOVE_BINDINGS: list[BindingType] = bindings(
    "dialog",
    DIALOGS,
    {
        "down": Key("down", "move(1)", "move", "Next line", key_display="↑/↓"),
        "up": Key("up", "move(-1)", "up", "Previous line", show=False),
    },
)
"""For dialogs where the arrows walk through a list while another part has the focus."""


class Choices(OptionList):
    """The answers of a dialog; the footer says how one is taken."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "choices",
        DIALOGS,
        {
            "take": Key("enter", "select", "choose", "Choose the selected answer"),
            "down": Key(
                "down",
                "cursor_down",
                "move",
                "Next answer (or press its letter)",
                key_display="↑/↓",
            ),
            "up": Key("up", "cursor_up", "up", "Previous answer", show=False),
        },
    )


class ChoiceDialog(Dialog[Answer]):
    """A question with a few answers, each with a key and an explanation; the first is default."""

    def __init__(self, title: str, text: str, choices: Sequence[Choice[Answer]]) -> None:
        super().__init__(title)
        self._text = text
        self._choices = tuple(choices)

    def compose_body(self) -> Iterable[Widget]:
        if self._text:
            yield Static(self._text, markup=False, classes="dialog-text")
        options = Choices(*(Option(self._prompt(choice)) for choice in self._choices))
        options.compact = True
        yield options

    def _prompt(self, choice: Choice[Answer]) -> RenderableType:
        head = Text.assemble((choice.key, "bold underline"), "  ", (choice.label, "bold"))
        if not choice.explanation:
            return head
        return Group(head, Padding(Text(choice.explanation), (0, 0, 0, INDENT)))

    def on_key(self, event: events.Key) -> None:
        for choice in self._choices:
            if event.character == choice.key:
                event.stop()
                self.dismiss(choice.answer)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._choices[event.option_index].answer)
