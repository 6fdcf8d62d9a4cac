"""Text from data and logs, made safe for a terminal."""

import unicodedata

MAX_LINE_CHARACTERS = 1_000


def printable(text: str) -> str:
    """The text with control characters and halves of characters replaced, newlines kept.

    A terminal obeys escape codes wherever they come from, even from a class name.
    """
    if text.isprintable():
        return text
    return "".join(character if _harmless(character) else "�" for character in text)


def visible(name: str) -> str:
    """A name or a path as one line, with nothing cut or moved, so that oddities are seen."""
    return printable(name).replace("\n", "�").replace("\t", "�")


def one_line(text: str) -> str:
    """The text as one line of a bounded length."""
    line = " ".join(printable(text).split())
    if len(line) > MAX_LINE_CHARACTERS:
        line = line[: MAX_LINE_CHARACTERS - 1] + "…"
    return line


def _harmless(character: str) -> bool:
    """Check a character. Formats are harmless (joined emoji, ZWNJ in Persian), unless they turn
    the line around."""
    if character in "\n\t":
        return True
    category = unicodedata.category(character)
    turns = unicodedata.bidirectional(character) in _TURNING
    return category not in ("Cc", "Cs", "Zl", "Zp") and not turns


_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
