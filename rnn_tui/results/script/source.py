"""Values and calls as Python source text: safe for any text, laid out as a formatter would."""

from collections.abc import Iterable
from textwrap import wrap
from typing import Any

WIDTH = 88
INDENT = "    "


def literal(value: Any) -> str:
    """Source of a constant or a list of constants.

    A text stays one literal whatever it holds: characters that do not print are escaped.
    """
    if isinstance(value, list | tuple):
        return "[" + ", ".join(literal(entry) for entry in value) + "]"
    text = repr(value)
    if isinstance(value, str) and text.startswith("'") and '"' not in text:
        return f'"{text[1:-1]}"'  # no quote of either kind is inside
    return text


def docstring(*paragraphs: str) -> str:
    """The paragraphs, wrapped, as a docstring that any text leaves whole."""
    text = "\n\n".join("\n".join(wrap(paragraph, WIDTH - 4)) for paragraph in paragraphs)
    shown = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)
    escaped = shown.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{escaped}\n"""'


def comment(text: str) -> str:
    """The text as part of one comment line: what does not print is replaced."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def keyword(name: str, value: Any) -> str:
    """`name=value`, the value as a literal."""
    return f"{name}={literal(value)}"


def call(function: str, arguments: Iterable[str], room: int = WIDTH) -> str:
    """A call on one line of up to `room` columns, else with one argument a line.

    `arguments` are source texts, which may have several lines.
    """
    given = list(arguments)
    line = f"{function}({', '.join(given)})"
    if "\n" not in line and len(line) <= room:
        return line
    return function + brackets("(", given, ")")


def brackets(opening: str, entries: Iterable[str], closing: str) -> str:
    """The entries one below the other, indented between the brackets."""
    lines = "".join(indented(f"{entry},") + "\n" for entry in entries)
    return f"{opening}\n{lines}{closing}"


def indented(text: str) -> str:
    """Every line one level further in."""
    return "\n".join(f"{INDENT}{line}" if line else line for line in text.split("\n"))
