"""The colours of a plot on a terminal that has 16.

The nearest of 16 to any of a theme's soft shades is grey; the series of a plot should still
differ by colour too.
"""

from rich.color import Color
from rich.style import Style

from rnn_tui.results.plot.inks import Ink

BROWN = (170, 85, 0)
"""Yellow's stand-in among the eight darker ones of a PC's palette, which Rich goes by."""


def sixteen(ink: Ink, *, dark: bool) -> Style:
    """The colour as such, bright on a dark ground; nothing for what may well be grey."""
    number = ink.colour.ansi
    if number is None:
        return Style()
    least, most = (85, 255) if dark else (0, 170)
    red, green, blue = (most if number & bit else least for bit in (1, 2, 4))
    if number == 3 and not dark:
        red, green, blue = BROWN
    return Style(color=Color.from_rgb(red, green, blue))
