"""Lists of names as part of a sentence."""

from collections.abc import Iterable, Sequence


def joined(names: Iterable[str], last: str = "and") -> str:
    """All of them: `a`, `a and b`, `a, b and c`."""
    *others, final = list(names) or [""]
    return f"{', '.join(others)} {last} {final}" if others else final


def first_of(names: Sequence[str], most: int) -> str:
    """At most `most` of them, and how many there are besides: `a, b and 1,200 more`."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest:,} more" if rest > 0 else "")
