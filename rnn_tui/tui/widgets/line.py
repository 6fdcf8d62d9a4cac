"""Texts that are drawn again only when they have changed; lines filled with short facts."""

import textwrap
from collections.abc import Iterable, Iterator

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

INDENT = "  "


class Line(Static):
    """`put` instead of `update`: the same text costs nothing, another one no new layout.

    For places whose size does not depend on the text; elsewhere call `put(…, layout=True)`.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__("", id=id, classes=classes, markup=False)
        self._shown = Content("")

    @property
    def text(self) -> str:
        """What it shows, without styles."""
        return self._shown.plain

    def put(self, content: Content, *, layout: bool = False) -> None:
        """Replace the text."""
        if not content.is_same(self._shown):
            self._shown = content
            self.update(content, layout=layout)

    def fill(self, content: Content) -> None:
        """Replace the text in a place whose width does not depend on it, but whose height does.

        The screen is laid out anew only where the text takes more lines or fewer.
        """
        width, height = self.size
        self.put(content, layout=not width or len(self.lines_of(content, width)) != height)

    def lines_of(self, content: Content, width: int) -> list[Content]:
        """The text as it stands in so many cells."""
        return content.wrap(width)


class HangingLine(Line):
    """Paragraphs whose first line stands out: what does not fit in it is indented."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines_of(self._shown, width))

    def render(self) -> Content:
        return Content("\n").join(self.lines_of(self._shown, self.size.width))

    def lines_of(self, content: Content, width: int) -> list[Content]:
        return [line for each in content.split("\n") for line in outdented(each, width)]


def outdented(text: Content, width: int) -> Iterator[Content]:
    """Lines of so many cells, all but the first one indented."""
    first, *rest = text.wrap(max(1, width)) or [Content("")]
    yield first
    if rest:
        below = text[len(first.plain) :]
        below = below[len(below.plain) - len(below.plain.lstrip(" ")) :]
        for line in below.wrap(max(1, width - len(INDENT))):
            yield Content(INDENT) + line


def filled(pieces: Iterable[Content], width: int, gap: int = 2) -> Iterator[Content]:
    """Lines of so many cells with as many pieces as fit; only one that is wider is broken."""
    line = Content("")
    for piece in pieces:
        if line and line.cell_length + gap + piece.cell_length > width:
            yield line
            line = Content("")
        line += (Content(" " * gap) if line else Content("")) + piece
        if line.cell_length > max(1, width):
            *whole, line = line.wrap(max(1, width))
            yield from whole
    if line:
        yield line


def hanging(head: Content, text: Content, width: int) -> Iterator[Content]:
    """Lines of so many cells that begin with the head, the text below its own beginning."""
    indent = head.cell_length
    first, *rest = text.wrap(max(1, width - indent)) or [Content("")]
    yield head + first
    for line in rest:
        yield Content(" " * indent) + line


def shortened(text: str, width: int) -> str:
    """The text in at most `width` cells, with an ellipsis where something is cut off."""
    if cell_len(text) <= width:
        return text
    return f"{set_cell_size(text, width - 1)}…" if width > 0 else ""


def to_the_right(text: str, width: int) -> str:
    """The text with blanks before it, so that it ends after so many cells."""
    return " " * (width - cell_len(text)) + text


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many cells."""
    if text.isascii():  # the quicker way, which counts characters
        return textwrap.wrap(text, width, break_on_hyphens=False) or [""]
    return [line.plain for line in Content(text).wrap(width)]


def entitle(pane: Widget, title: Content | None = None, below: Content | None = None) -> None:
    """Set the titles in the frame of a pane, which is drawn again only where they have changed."""
    if title is not None and pane.border_title != title.markup:
        pane.border_title = title
    if below is not None and pane.border_subtitle != below.markup:
        pane.border_subtitle = below
