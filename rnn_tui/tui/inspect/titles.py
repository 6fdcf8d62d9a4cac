"""Titles in the frame of a pane."""

from textual.content import Content
from textual.widget import Widget


def entitle(pane: Widget, title: Content | None = None, below: Content | None = None) -> None:
    """Setting a title draws the whole pane anew: only where it is another one."""
    if title is not None and pane.border_title != title.markup:
        pane.border_title = title
    if below is not None and pane.border_subtitle != below.markup:
        pane.border_subtitle = below
