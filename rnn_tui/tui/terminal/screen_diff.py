"""The difference between what the terminal shows and the next picture, character by character.

Textual 8.2.8 sends the whole screen again whenever anything may have moved, and whole rows of two
plots that stand side by side. Over a slow line that is felt at every key. Goes once Textual
compares with what it has sent.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from rnn_tui.io.text import printable
from rnn_tui.tui.terminal.few_colours import told_apart

GAP = 8
"""Characters that are sent again rather than to move the cursor over them."""

RESET = "\x1b[0m"

Row = tuple[str, list[str]]
"""The characters of a line, and for each the codes of its style."""


class ScreenDiff:
    """The rows that the terminal shows; None where that is uncertain.

    Rows with characters that are not one column wide are known only as a whole: terminals
    do not agree about the width of all of them.
    """

    def __init__(self) -> None:
        self._rows: list[Row | None] = []

    def forget(self) -> None:
        """The terminal may show anything: the next pictures are sent as they come."""
        self._rows = []

    def difference(self, update: CompositorUpdate, console: Console) -> CompositorUpdate | None:
        """The part of an update that has to be sent, None where it is empty."""
        if isinstance(update, LayoutUpdate):
            if update.region.x or update.region.y:
                self.forget()
                return update
            rows = [Strip.join(list(strips)) for strips in update.strips]
            sent = self._whole(rows, console)
        elif isinstance(update, ChopsUpdate):
            sent = self._parts(update, console)
        else:
            self.forget()
            return update
        return Sent(sent + RESET) if sent else None

    def _whole(self, strips: list[Strip], console: Console) -> str:
        if len(strips) != len(self._rows):
            self._rows = [None] * len(strips)
        pen = Pen()
        for y, strip in enumerate(strips):
            before, now = self._rows[y], row_of(strip, console)
            self._rows[y] = now
            if before == now:
                continue
            if before is None or not (_is_narrow(before) and _is_narrow(now)):
                pen.write(y, 0, now)
                continue
            for start, end in changes(before, now):
                pen.write(y, start, (now[0][start:end], now[1][start:end]))
        return pen.text

    def _parts(self, update: ChopsUpdate, console: Console) -> str:
        pen = Pen()
        for y, left, right in update.spans:
            ends = update.chop_ends[y]
            known = self._rows[y] if y < len(self._rows) else None
            new = known
            for end, (x, strip) in zip(ends, update.chops[y].items(), strict=False):
                if strip is None or x > right or end <= left:
                    continue
                part = row_of(strip, console)
                new = _pasted(new, x, part)
                if known is None or new is None:
                    pen.write(y, x, part)
            if known is not None and new is not None:
                for start, end in changes(known, new):
                    pen.write(y, start, (new[0][start:end], new[1][start:end]))
            if y < len(self._rows):
                self._rows[y] = new
        return pen.text


class Pen:
    """Writes text with its styles, and what changes of the style between two characters."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._codes = ""

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def write(self, y: int, x: int, row: Row) -> None:
        characters, codes = row
        self._parts.append(f"\x1b[{y + 1};{x + 1}H")
        start = 0
        for end in range(1, len(characters) + 1):
            if end < len(characters) and codes[end] == codes[start]:
                continue
            if codes[start] != self._codes:
                self._codes = codes[start]
                self._parts.append(f"\x1b[0;{self._codes}m" if self._codes else RESET)
            self._parts.append(characters[start:end])
            start = end


class Sent(CompositorUpdate):
    """Text that is ready for the terminal."""

    def __init__(self, text: str) -> None:
        self._text = text

    def render_segments(self, console: Console) -> str:
        return self._text

    def __rich_console__(self, console: Console, options: object) -> Iterator[Segment]:
        yield Segment(self._text)


def row_of(strip: Strip, console: Console) -> Row:
    """Characters and codes of a strip."""
    characters, codes = [], list[str]()
    for text, style, control in strip:
        if control:
            continue
        text = text if text.isprintable() else _harmless(text)
        characters.append(text)
        codes += [_codes(style, console._color_system)] * len(text)
    return "".join(characters), codes


def _harmless(text: str) -> str:
    """The text, as wide as before, without escape codes, which even file names may hold."""
    return "".join(
        each if printable(each) == each != "\n" else "�" * get_character_cell_size(each)
        for each in text
    )


def changes(before: Row, now: Row) -> Iterable[tuple[int, int]]:
    """The ranges in which two rows differ; those that lie close are joined."""
    if before == now:
        return []
    length = max(len(before[0]), len(now[0]))
    if len(before[0]) != len(now[0]):
        return [(0, length)]
    pairs = zip(before[0], now[0], before[1], now[1], strict=True)
    differ = [at for at, (a, b, old, new) in enumerate(pairs) if a != b or old != new]
    runs = [[differ[0], differ[0] + 1]]
    for at in differ[1:]:
        if at - runs[-1][1] <= GAP:
            runs[-1][1] = at + 1
        else:
            runs.append([at, at + 1])
    return [(start, end) for start, end in runs]


def _pasted(row: Row | None, x: int, part: Row) -> Row | None:
    """The row with a part of it replaced; None where it is not sure what that gives."""
    if row is None or not (_is_narrow(row) and _is_narrow(part)):
        return None
    end = x + len(part[0])
    if end > len(row[0]):
        return None
    return row[0][:x] + part[0] + row[0][end:], row[1][:x] + part[1] + row[1][end:]


def _is_narrow(row: Row) -> bool:
    """Tell whether each character of a row is one column wide."""
    text = row[0]
    return text.isascii() or all(get_character_cell_size(each) == 1 for each in set(text))


@lru_cache(4096)
def _codes(style: Style | None, system: ColorSystem | None) -> str:
    """The codes between `ESC [` and `m`; empty for the terminal's own style."""
    if style is None or system is None:
        return ""
    if system is ColorSystem.STANDARD:
        style = told_apart(style)
    return style.render(" ", color_system=system).partition("m")[0].removeprefix("\x1b[").strip()
