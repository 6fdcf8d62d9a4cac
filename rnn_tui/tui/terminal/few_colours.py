"""Text that stays readable on a terminal of 16 colours.

Each shade is sent there as the nearest of 16, and two shades of one theme, a border and its
ground say, may have the same nearest one, or the two lightest, which many terminals show alike.
"""

from rich.color import Color, ColorSystem
from rich.style import Style

BLACK, LIGHT_GREY, DARK_GREY, WHITE = 0, 7, 8, 15
"""ANSI numbers."""

ALIKE = frozenset({LIGHT_GREY, WHITE})

MUTED = {BLACK: DARK_GREY, DARK_GREY: LIGHT_GREY, LIGHT_GREY: BLACK, WHITE: DARK_GREY}
"""The least conspicuous grey that can still be read, by the ground."""

DEEP = frozenset({1, 4, 5})
"""Red, blue, magenta: white is read on them, black on the others."""


def told_apart(style: Style) -> Style:
    """The style, with another grey for the text where it would vanish in its ground."""
    if style.color is None or style.bgcolor is None:
        return style
    ink, ground = _nearest(style.color), _nearest(style.bgcolor)
    if ink is None or ground is None or _is_hidden(style.color, style.bgcolor):
        return style
    if ink != ground and not {ink, ground} <= ALIKE:
        return style
    instead = MUTED.get(ground, WHITE if ground in DEEP else BLACK)
    return style + Style(color=Color.from_ansi(instead))


def _nearest(color: Color) -> int | None:
    """None for the terminal's own colour, which may be any."""
    return color.downgrade(ColorSystem.STANDARD).number


def _is_hidden(ink: Color, ground: Color) -> bool:
    """Tell whether the text is invisible with any number of colours."""
    return ink == ground
