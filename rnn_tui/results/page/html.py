"""HTML in which every text is escaped, and the page around it."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from rnn_tui import __version__
from rnn_tui.io.text import printable

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""A browser loads nothing for the page and runs nothing in it."""

STYLE = Path(__file__).with_name("page.css")


class Html(str):
    """Text that is HTML already; any other is escaped where it becomes part of an element."""

    __slots__ = ()


def element(name: str, *children: str, **attributes: str) -> Html:
    """An element; `class_` is the attribute `class`."""
    given = "".join(f' {key.rstrip("_")}="{_safe(text)}"' for key, text in attributes.items())
    return Html(f"<{name}{given}>{joined(children)}</{name}>")


def joined(children: Iterable[str]) -> Html:
    """The children one after the other."""
    return Html("".join(each if isinstance(each, Html) else _safe(each) for each in children))


def table(head: Iterable[str], rows: Iterable[Iterable[str]], class_: str = "") -> Html:
    """A table; the cells are texts, or `td` elements of one's own. It scrolls where it is wide."""
    cells = [
        element("tr", *(each if _is_cell(each) else element("td", each) for each in row))
        for row in rows
    ]
    heading = element("thead", element("tr", *(element("th", each) for each in head)))
    return element(
        "div", element("table", heading, element("tbody", *cells), class_=class_), class_="wide"
    )


def section(title: str, *children: str) -> Html:
    """A part of the page under its heading."""
    return element("section", element("h2", title), *children)


def document(title: str, *children: str) -> str:
    """The whole page."""
    style = Html(STYLE.read_text("utf-8"))
    head = element(
        "head",
        Html('<meta charset="utf-8">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark">'),
        element("title", title),
        element("style", style),
    )
    footer = element("footer", f"rnn-tui {__version__}")
    body = element("body", element("main", *children, footer))
    return f'<!doctype html>\n<html lang="en">{head}{body}</html>\n'


def _is_cell(child: str) -> bool:
    return isinstance(child, Html) and child.startswith(("<td", "<th"))


def _safe(text: str) -> str:
    return escape(printable(text))
