"""The TOML that this program writes, read line by line into dotted keys, many files a second.

A whole TOML parser takes a millisecond a file: seconds for thousands of runs.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from sys import intern
from typing import Any

Flat = dict[str, Any]
"""Dotted key -> value; an entry of a list of tables has its number in the key, from 0."""

_KEY = re.compile(r"([A-Za-z0-9_-]+) = (.+)", re.ASCII)
_HEADER = re.compile(r"(\[\[?)([A-Za-z0-9_.-]+)\]\]?", re.ASCII)


def flat_toml(text: str) -> Flat:
    """All keys of the document. Raises ValueError where it is not TOML."""
    try:
        return _by_lines(text)
    except (ValueError, LookupError):  # edited by hand, perhaps
        return flattened(tomllib.loads(text))


def flattened(document: Any, prefix: str = "") -> Flat:
    """All keys of a document that has been parsed."""
    if isinstance(document, dict):
        entries = document.items()
    elif isinstance(document, list) and document and isinstance(document[0], dict):
        entries = enumerate(document)  # type: ignore[assignment]
    else:
        return {prefix: document}
    flat: Flat = {}
    for key, value in entries:
        flat |= flattened(value, f"{prefix}.{key}" if prefix else str(key))
    return flat


def _by_lines(text: str) -> Flat:
    """Read it by lines. Raises ValueError or LookupError unless it is written as we write it."""
    flat: Flat = {}
    counts: dict[str, int] = {}
    size = 0
    for table in text.rstrip("\n").split("\n\n"):
        header, prefix = "", ""
        if table.startswith("["):
            header, _, table = table.partition("\n")
            prefix = _prefix(header, counts)
        entries = _table(table, prefix)
        flat.update(entries)
        size += len(entries)
    if len(flat) != size:
        raise ValueError("a key occurs twice")
    return flat


def _prefix(header: str, counts: dict[str, int]) -> str:
    """The beginning of the keys of a table; `counts` are the numbers of tables in lists so far."""
    found = _HEADER.fullmatch(header)
    if found is None:
        raise ValueError("not a header of ours")
    name = found[2]
    if found[1] == "[[":
        counts[name] = counts.get(name, -1) + 1
        return f"{name}.{counts[name]}."
    first, dot, rest = name.partition(".")
    return f"{first}.{counts[first]}.{rest}." if dot and first in counts else f"{name}."


@lru_cache(maxsize=4096)
def _table(text: str, prefix: str) -> tuple[tuple[str, Any], ...]:
    """The keys and values of one table; in many runs most tables are the same.

    Equal keys are one object, in all runs: they take memory once, and are compared at once.
    """
    found, lines = [], iter(text.split("\n") if text else ())
    for line in lines:
        key, value = _entry(_joined(line, lines) if line.endswith("[") else line)
        found.append((intern(prefix + key), value))
    return tuple(found)


def _joined(line: str, lines: Iterator[str]) -> str:
    """Join an array over several lines into one."""
    parts = [line]
    for part in lines:
        parts.append(part.strip())
        if part == "]":
            return re.sub(r",\]$", "]", "".join(parts))
    raise ValueError("an array without an end")


@lru_cache(maxsize=65_536)
def _entry(line: str) -> tuple[str, Any]:
    """The key and the value, which means the same in JSON. Most lines of many runs are the same."""
    found = _KEY.fullmatch(line)
    if found is None or found[2].startswith("{"):
        raise ValueError("not a line of ours")
    return found[1], json.loads(found[2], parse_constant=_refuse)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
