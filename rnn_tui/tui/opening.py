"""The frame of the app in plain escape codes: it stands while Textual and the experiment are read.

Importing them takes a third of a second; this is drawn in a tenth of that. What it shows is
in the place and the colours in which the app shows it then.
"""

import os
from collections.abc import Callable
from unicodedata import east_asian_width

from rnn_tui.tui.preferences.colours import COLOURS, USUAL, VARIABLES
from rnn_tui.tui.tabs import TABS
from rnn_tui.wording.language import tr

RESET = "\x1b[0m"
WIDE = 120
FIELDS, FIELDS_WIDE = 34, 38
"""Columns of the pane at the right on the Model screen, from WIDE columns on the second."""

ROOMY = (100, 24)
"""Columns and rows from which two panes stand at the left: where they part is not yet known."""

PROBLEMS = 3
SMALLEST = (60, 10)
"""Columns and rows from which panes are drawn."""


def opening_frame(terminal: int, mode: str, theme: str = USUAL) -> str:
    """The frame for a terminal (a file descriptor), with the tab of `mode` as the current one."""
    try:
        width, height = os.get_terminal_size(terminal)
    except OSError:
        return ""
    return drawn(width, height, mode, _pen(theme))


Pen = Callable[[str, str, str], str]
"""Text in two of the theme's colours: ink and ground."""


def drawn(width: int, height: int, mode: str, pen: Pen) -> str:
    """All rows, each at its place."""
    body = [" " * width] * (height - 2)
    if mode == "model" and width >= SMALLEST[0] and height >= SMALLEST[1]:
        body = _panes(width, height - 2)
    rows = [
        _header(width, mode, pen),
        *(pen(row, "border-blurred", "background") for row in body),
        pen(" " * width, "foreground", "footer-background"),
    ]
    return "".join(f"\x1b[{y};1H{row}" for y, row in enumerate(rows[:height], 1))


def _header(width: int, mode: str, pen: Pen) -> str:
    parts, used = "", 0
    for key, name, title in TABS:
        text = _cut(f" {key} {tr(title)} ", width - used)
        current = name == mode
        parts += pen(text, *(("background", "primary") if current else ("foreground", "surface")))
        used += _cells(text)
    return parts + pen(" " * (width - used), "foreground", "surface")


def _panes(width: int, height: int) -> list[str]:
    """The panes of the Model screen: the stack, its fields, the problems."""
    right = FIELDS_WIDE if width >= WIDE else FIELDS
    stack, fields = (
        _pane(tr("Stack"), width - right, height - PROBLEMS),
        _pane("", right, height - PROBLEMS),
    )
    if width >= ROOMY[0] and height + 2 >= ROOMY[1]:
        stack[1:-1] = [" " * len(stack[0])] * (len(stack) - 2)
    above = [left + beside for left, beside in zip(stack, fields, strict=True)]
    return above + _pane(tr("Problems"), width, PROBLEMS)


def _pane(title: str, width: int, height: int) -> list[str]:
    head = f"─ {title} " if title else ""
    return [
        f"╭{head}{'─' * (width - 2 - _cells(head))}╮",
        *[f"│{' ' * (width - 2)}│"] * (height - 2),
        f"╰{'─' * (width - 2)}╯",
    ]


def _cells(text: str) -> int:
    """The columns that it takes: two for each Chinese character."""
    return sum(1 + (east_asian_width(character) in "WF") for character in text)


def _cut(text: str, width: int) -> str:
    """The beginning of the text, in at most so many columns."""
    while _cells(text) > max(0, width):
        text = text[:-1]
    return text


def _pen(theme: str) -> Pen:
    """Writes in the colours of the theme; plainly where they are not known, or too many."""
    many = os.environ.get("COLORTERM", "") in ("truecolor", "24bit")
    if theme not in COLOURS or not many or os.environ.get("NO_COLOR"):
        return lambda text, _ink, _ground: text
    shades = COLOURS[theme] | VARIABLES[theme]

    def pen(text: str, ink: str, ground: str) -> str:
        return f"\x1b[38;2;{_rgb(shades[ink])};48;2;{_rgb(shades[ground])}m{text}{RESET}"

    return pen


def _rgb(shade: str) -> str:
    return ";".join(str(int(shade[at : at + 2], 16)) for at in (1, 3, 5))
