"""`--set key=value`: dotted keys into a configuration."""

import tomllib
from dataclasses import dataclass
from typing import Any

from rnn_tui.spec.errors import ConfigError, Fault

TEXT_KEYS = frozenset(
    {
        "name",
        "description",
        "data.path",
        "data.word_index",
        "data.url",
        "data.text_column",
        "data.label_column",
    }
)
"""Keys whose values are texts even where they look like numbers."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One dotted key (`layers.1.units`; lists count from 0) and its new value."""

    key: str
    value: Any


def parse_setting(text: str) -> Setting:
    """`key=value`; the value is read as TOML and, where it is none, taken as a text."""
    key, equals, value = text.partition("=")
    key, value = key.strip(), value.strip()
    if not equals or not key:
        raise ConfigError([Fault("", f"--set takes key=value, not {text!r}")])
    if key in TEXT_KEYS:
        return Setting(
            key, value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
        )
    try:
        return Setting(key, tomllib.loads(f"value = {value}")["value"])
    except (tomllib.TOMLDecodeError, RecursionError):
        return Setting(key, value)


def apply_setting(document: dict[str, Any], setting: Setting) -> Fault | None:
    """Put the value into `document`; tables on the way are made. A fault where it cannot go."""
    parts = setting.key.split(".")
    place: Any = document
    for depth, part in enumerate(parts):
        last = depth == len(parts) - 1
        here = ".".join(parts[: depth + 1])
        if isinstance(place, list):
            if not part.isdecimal() or int(part) > len(place):
                return Fault(here, f"there is no entry {part}; the list has {len(place)}, from 0")
            index = int(part)
            if index == len(place):
                place.append({})
            if last:
                place[index] = setting.value
            place = place[index]
        elif isinstance(place, dict):
            if last:
                place[part] = setting.value
            else:
                place = place.setdefault(part, [] if part == "layers" and depth == 0 else {})
        else:
            return Fault(here, f"{'.'.join(parts[:depth])} is a value, not a table")
    return None
