"""A screen that is styled once when it is made, not twice.

Textual 8.2.8 adds the classes of a screen's breakpoints when the screen is first sized, and applies
the theme again when it is first shown; each of them styles all widgets anew. Goes once a new
screen takes both before it is composed.
"""

from collections.abc import Iterable
from typing import Any

from textual.screen import Screen


def style_once(screen: Screen[Any]) -> None:
    """Give a new screen its breakpoint classes and the present theme before it is composed."""
    width, height = screen.app.size
    for size, breakpoints in (
        (width, screen.HORIZONTAL_BREAKPOINTS),
        (height, screen.VERTICAL_BREAKPOINTS),
    ):
        screen.add_class(*_classes(screen, size, breakpoints or []))
    screen._css_update_count = screen.app._css_update_count


def _classes(screen: Screen[Any], size: int, breakpoints: list[tuple[int, str]]) -> Iterable[str]:
    return screen._get_breakpoint_classes(size, breakpoints)
