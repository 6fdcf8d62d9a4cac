"""Numbers from -1 to 1 as colours; as coloured shades with 16; as characters without any."""

from functools import lru_cache

from rich.color import Color as RichColor
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.style import Style as TextualStyle

LEVELS = 24
"""Steps from 0 to either end."""

SHADES = "░▒▓█"
MINUSES = "-=≡"
PLUSES = "░▒█"
NOTHING = "·"

ENDS = {True: ("#e8a33d", "#1d232b", "#62c6f2"), False: ("#b86e00", "#e9e6dd", "#14618f")}
"""Minus one, zero and one, on a dark and on a light ground; amber and blue suit most eyes."""

STANDARD = {True: ((255, 255, 85), (85, 255, 255)), False: ((170, 85, 0), (0, 170, 170))}
"""Yellow and cyan of 16, bright on a dark ground."""


class Palette:
    """`cell(level)` is the character and style of a value, `ink(level)` that of a word.

    A level is a whole number from -LEVELS to LEVELS.
    """

    def __init__(self, *, dark: bool, colours: int) -> None:
        self.colours = colours
        self._cells = [_cell(level, dark, colours) for level in range(-LEVELS, LEVELS + 1)]
        self._inks = [_ink(level, dark, colours) for level in range(-LEVELS, LEVELS + 1)]

    def cell(self, level: int) -> tuple[str, Style]:
        return self._cells[level + LEVELS]

    def ink(self, level: int) -> Style:
        return self._inks[level + LEVELS]

    def legend(self, most: str, least: str) -> Content:
        """The meaning of the two ends, each looking like a word at that end."""
        signs = ("+", "-") if not self.colours else ("", "")
        pairs = zip((most, least), signs, (LEVELS, -LEVELS), strict=True)
        parts = [Content.styled(f"{sign}{word}", self._css(end)) for word, sign, end in pairs]
        return Content(" ").join(parts)

    def _css(self, level: int) -> TextualStyle:
        return TextualStyle.from_rich_style(self.ink(level))


def palette(app: App[object]) -> Palette:
    """The one that suits the terminal and the theme."""
    few = app.console.color_system == "standard"
    return _palette(app.current_theme.dark, 0 if app.no_color else 16 if few else 256)


def level(value: float, scale: float = 1.0) -> int:
    """The level of a value where `scale` is the most; NaN counts as 0."""
    share = value / scale if scale > 0 else 0.0
    return round(min(1.0, max(-1.0, share)) * LEVELS) if share == share else 0


def sign_marks(level: int) -> str:
    """Up to three signs that say how far from 0 without a colour."""
    count = -(-abs(level) * 3 // LEVELS) if abs(level) > LEVELS // 12 else 0
    return ("+" if level > 0 else "-") * count


@lru_cache
def _palette(dark: bool, colours: int) -> Palette:
    return Palette(dark=dark, colours=colours)


def _cell(level: int, dark: bool, colours: int) -> tuple[str, Style]:
    if colours > 16:
        return " ", Style(bgcolor=_blend(level, dark).rich_color)
    characters = MINUSES if level < 0 else PLUSES
    if colours == 16:
        characters = SHADES
    step = -(-abs(level) * len(characters) // LEVELS)
    if abs(level) <= LEVELS // 12:
        return NOTHING, Style()
    return characters[step - 1], _standard(level, dark) if colours else Style()


def _ink(level: int, dark: bool, colours: int) -> Style:
    """For text: a tinted ground where there are colours to mix, else a coloured text."""
    if abs(level) <= LEVELS // 12:
        return Style()
    if colours > 16:
        ground = _blend(level, dark)
        text = Color.parse("#0b0e12") if ground.brightness > 0.45 else Color.parse("#ffffff")
        return Style(color=text.rich_color, bgcolor=ground.rich_color)
    bold = abs(level) > LEVELS // 2
    return (_standard(level, dark) if colours else Style()) + Style(bold=bold)


def _blend(level: int, dark: bool) -> Color:
    minus, zero, plus = (Color.parse(each) for each in ENDS[dark])
    share = abs(level) / LEVELS
    return zero.blend(plus if level > 0 else minus, share**0.85)


def _standard(level: int, dark: bool) -> Style:
    return Style(color=RichColor.from_rgb(*STANDARD[dark][level > 0]))
