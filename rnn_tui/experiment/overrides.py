"""`--set key=value`: dotted keys into a configuration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rnn_tui.experiment.data import SOURCES
from rnn_tui.experiment.errors import Fault, shown
from rnn_tui.experiment.fields import field_facts
from rnn_tui.experiment.toml import parse_toml

TEXT_KEYS = frozenset({"name", "description"}) | {
    f"data.{name}"
    for source in SOURCES.values()
    for name in source.model_fields
    if (facts := field_facts(source, name)).type is str and not facts.choices
}
"""Keys whose values are texts even where they look like numbers."""

MAX_DEPTH = 16
"""Our keys have at most five parts."""


@dataclass(frozen=True, slots=True)
class Override:
    """One dotted key (`layers.1.units`; lists count from 0) and its new value."""

    key: str
    value: Any


def parse_overrides(texts: Sequence[str]) -> tuple[list[Override], list[Fault]]:
    """The overrides in `key=value` texts, and a fault for each text of another form."""
    overrides, faults = [], []
    for text in texts:
        key, equals, value = text.partition("=")
        key = key.strip()
        if not equals or not key:
            faults.append(Fault("", f"--set takes key=value, not {shown(text)}"))
        elif not all(part.strip() for part in key.split(".")):
            faults.append(
                Fault("", f"--set {shown(key)}: a key cannot have an empty part between dots")
            )
        else:
            overrides.append(Override(key, _value(key, value.strip())))
    return overrides, faults


def _value(key: str, text: str) -> Any:
    """The text read as TOML; as it stands where it is not TOML."""
    if key in TEXT_KEYS:
        quoted = len(text) > 1 and text[0] == text[-1] == '"'
        return text[1:-1] if quoted else text
    try:
        document = parse_toml(f"value = {text}")
    except ValueError:
        return text
    return document["value"] if document.keys() == {"value"} else text


def apply_override(document: dict[str, Any], override: Override) -> Fault | None:
    """Put the value into `document`; tables on the way are made. A fault where it cannot go."""
    parts = override.key.split(".")
    if len(parts) > MAX_DEPTH:
        return Fault(override.key, f"unknown key: it has {len(parts):,} parts")
    *way, last = parts
    place: Any = document
    for depth, part in enumerate(way):
        if fault := _misfit(place, parts, depth):
            return fault
        if isinstance(place, list):
            place = _entry(place, int(part))
        else:
            place = place.setdefault(part, [] if part == "layers" and depth == 0 else {})
    if fault := _misfit(place, parts, len(way)):
        return fault
    if isinstance(place, list):
        _entry(place, int(last))
        place[int(last)] = override.value
    else:
        place[last] = override.value
    return None


def _misfit(place: Any, parts: list[str], depth: int) -> Fault | None:
    """The fault where the parts before `parts[depth]` lead to no table or list that has it."""
    part, here = parts[depth], ".".join(parts[: depth + 1])
    if isinstance(place, dict):
        return None
    if not isinstance(place, list):
        return Fault(here, f"{'.'.join(parts[:depth])} is a value, not a table")
    if part.isdecimal() and len(part) < 10 and int(part) <= len(place):
        return None
    return Fault(here, f"no entry {shown(part)}; the list has {len(place)}, counted from 0")


def _entry(place: list[Any], index: int) -> Any:
    """The entry, which may be a new one at the end."""
    if index == len(place):
        place.append({})
    return place[index]
