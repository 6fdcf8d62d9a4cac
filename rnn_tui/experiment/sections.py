"""A TOML text cut into sections, each a header with the lines below it, to change key by key.

Whatever is not changed keeps its spelling: the sections put together are the text. A comment
directly above a header belongs to that header and goes where its table goes.

tomlkit changes keys within a section only: across tables it gives a comment above a header to the
table before (`findings/tomlkit-removes-the-next-comment.sh`).
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rnn_tui.experiment.toml import parse_toml

Way = tuple[str, ...]
"""The keys that lead to a table or a value."""

_COMMENT = re.compile(r"[ \t]*#")
_MISSING = object()


@dataclass(eq=False)
class Section:
    """A table of the text. The first one, above all headers, has neither `way` nor `head`."""

    way: Way = ()
    is_entry: bool = False
    """The header is `[[…]]`: one more entry of a list."""

    head: str = ""
    """The header, with the blank lines and the comments above it."""

    body: str = ""

    @staticmethod
    def entry(way: Way) -> "Section":
        """A new and empty entry of the list at `way`."""
        return Section(way, is_entry=True, head=f"\n[[{'.'.join(way)}]]\n")

    def holds(self, way: Way) -> bool:
        """The value at `way` is written here."""
        return self._value(way) is not _MISSING

    def holds_table(self, way: Way) -> bool:
        """The value at `way` is written here and is a table, of dotted keys or in one line."""
        return isinstance(self._value(way), dict)

    def put(self, way: Way, value: Any) -> None:
        """Change the value, or add it at the end of its table."""
        with self._table(way) as (table, key):
            table[key] = _item(value)

    def drop(self, way: Way) -> None:
        """Take the value out, with its line, if it is written here."""
        if self.holds(way):
            with self._table(way) as (table, key):
                del table[key]

    def _value(self, way: Way) -> Any:
        if way[: len(self.way)] != self.way:
            return _MISSING
        value: Any = parse_toml(self.body)
        for key in way[len(self.way) :]:
            if isinstance(value, dict):
                value = value.get(key, _MISSING)
            elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
                value = value[int(key)]
            else:
                return _MISSING
        return value

    @contextmanager
    def _table(self, way: Way) -> Iterator[tuple[Any, str]]:
        """The table that holds the last key of `way`, to change; and that key."""
        import tomlkit  # late: the first frame of the app does not need it

        document = tomlkit.parse(self.body)
        *parents, last = way[len(self.way) :]
        table: Any = document
        for key in parents:
            table = table[int(key) if isinstance(table, list) else key]
        yield table, last
        self.body = tomlkit.dumps(document)


class Sections(list[Section]):
    """The sections of a whole text, in order; `tail` is the comment below them."""

    tail = ""

    @staticmethod
    def of(text: str) -> "Sections":
        """Cut a text that is valid TOML."""
        found = Sections([Section()])
        for line in re.split(r"(?<=\n)", text if text.endswith("\n") else f"{text}\n"):
            last = found[-1]
            if (header := _header(line)) is not None and _is_whole(last.body):
                last.body, lead = _without_lead(last.body)
                found.append(Section(*header, head=lead + line))
            else:
                last.body += line
        found[-1].body, found.tail = _without_lead(found[-1].body)
        return found

    def __str__(self) -> str:
        return "".join([section.head + section.body for section in self]) + self.tail

    def holds(self, way: Way) -> bool:
        """The value at `way` is written in one of them."""
        return any(section.holds(way) for section in self)

    def put(self, way: Way, value: Any) -> None:
        """Change the value where it is written; else add it to its table, or with a new one."""
        is_table = isinstance(value, dict)
        usable = (s for s in self if s.holds(way) and (is_table or s.way != way))
        if (place := next(usable, None)) is None:
            self.drop(way)
            place = self._home(way, is_table=is_table)
        if place.way == way:
            for key, entry in value.items():
                place.put((*way, key), entry)
        else:
            place.put(way, value)

    def drop(self, way: Way) -> None:
        """Take out the value or table, wherever parts of it are written."""
        for section in [*self]:
            if section.way and section.way[: len(way)] == way:
                self.remove(section)
            else:
                section.drop(way)

    def replace(self, old: Sequence[Section], new: Sequence[Section]) -> None:
        """Put the new sections where the old ones stand, in their order; none old: at the end."""
        above = dict(zip(self[1:], self, strict=False))
        waiting, placed = list(new), []
        for section in self:
            count = 1 if section in old else 0
            if section is self[-1] or (old and section is old[-1]):
                count = len(waiting)
            placed += waiting[:count] if section in old else [section, *waiting[:count]]
            del waiting[:count]
        self[:] = placed
        for one, other in pairwise(self):
            if above.get(other) is not one and not other.head.startswith("\n"):
                other.head = f"\n{other.head}"

    def _home(self, way: Way, *, is_table: bool) -> Section:
        """The section that a new value is added to: its table's, or a new one."""
        table = way[:-1]
        inside = [section for section in self if section.holds_table(table)]
        own = [section for section in inside if section.way == table]
        if inside and (own != inside or not is_table):
            return (own or inside)[-1]
        way = way if is_table else table
        near = [n for n, section in enumerate(self) if section.way[:1] == way[:1]]
        new = Section(way, head=f"\n[{'.'.join(way)}]\n")
        self.insert(near[-1] + 1 if near else len(self), new)
        return new


def _header(line: str) -> tuple[Way, bool] | None:
    """The keys that a header names, and whether it begins an entry of a list."""
    if not line.lstrip().startswith("["):
        return None
    try:
        value: Any = parse_toml(line)
    except ValueError:
        return None
    way = []
    while isinstance(value, dict) and value:
        [(key, value)] = value.items()
        way.append(key)
    return tuple(way), isinstance(value, list)


def _is_whole(text: str) -> bool:
    """No text or list goes on in the next line."""
    try:
        parse_toml(text)
    except ValueError:
        return False
    return True


def _without_lead(body: str) -> tuple[str, str]:
    """The body, and the comment right above the next header with the blank lines above that."""
    lines = re.split(r"(?<=\n)", body)[:-1]
    at = len(lines)
    while at and _COMMENT.match(lines[at - 1]):
        at -= 1
    while at and not lines[at - 1].strip():
        at -= 1
    kept = "".join(lines[:at])
    # What stands at the very top tells of the whole file, not of its first table.
    return (kept, body[len(kept) :]) if at and _is_whole(kept) else (body, "")


def _item(value: Any) -> Any:
    """The value as tomlkit takes it; a table stands in one line: a section has one header."""
    import tomlkit

    if not isinstance(value, dict):
        return value
    table = tomlkit.inline_table()
    table.update(value)
    return table
