"""The screen behind a dialog, tinted with the dialog's own background.

Textual 8.2.8 draws the same, and blends the style of each piece of text anew; a dialog that opens
is laid out and drawn several times, and all of the screen behind it with it. Goes once Textual
blends each style once.
"""

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.css.styles import RulesMap
from textual.screen import Screen
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.visual import RenderOptions, Visual


class Backdrop(Visual):
    """The strips of a screen under a tint, each style blended once."""

    def __init__(self, screen: Screen[object], tint: Color) -> None:
        self._screen = screen
        self._tint = tint

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        return self._screen.size.height

    def render_strips(
        self, width: int, height: int | None, style: VisualStyle, options: RenderOptions
    ) -> list[Strip]:
        strips = self._screen._compositor.render_strips()[:height]
        return [tinted(strip, self._tint).crop(0, width) for strip in strips]


def tinted(strip: Strip, tint: Color) -> Strip:
    """Lay a colour, which may be translucent, over a strip."""
    parts = [Segment(text, _blended(style, tint)) for text, style, control in strip if not control]
    return Strip(parts, strip.cell_length)


@lru_cache(4096)
def _blended(style: Style | None, tint: Color) -> Style:
    """Blend the colours of a style with the tint; links and what a click would do are dropped."""
    if style is None:
        return Style.null()
    plain = style.clear_meta_and_links()
    if tint.a == 0:
        return plain
    text, back = (
        None if color is None else (Color.from_rich_color(color) + tint).rich_color
        for color in (plain.color, plain.bgcolor)
    )
    return plain + Style.from_color(text, back)
