"""Errors of a configuration: all at once, each with key, value, what is allowed, nearest word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from difflib import get_close_matches
from reprlib import Repr
from typing import Any

from pydantic import BaseModel, ValidationError

from rnn_tui.experiment.fields import FieldFacts, field_facts, submodels
from rnn_tui.io.faults import UserError

MOST_FAULTS = 50
"""A text of another kind would otherwise bury its first fault under thousands."""

_MISSING = object()

_short = Repr()
_short.maxlevel = _short.maxdict = _short.maxlist = 3
_short.maxstring = _short.maxother = 60
_short.maxlong = 30


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the dotted key and a sentence about it."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{_printable(self.key)}: {self.message}" if self.key else self.message


class ConfigError(UserError, ValueError):
    """The configuration cannot be used; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault], where: str = "") -> None:
        self.faults = tuple(faults)
        self.where = where
        lines = [f"  {fault}" for fault in self.faults[:MOST_FAULTS]]
        if more := len(self.faults) - len(lines):
            lines.append(f"  and {more:,} more")
        if where:
            lines.insert(0, f"{where}:")
        super().__init__("\n".join(lines).lstrip())  # a single fault follows `error:`


def nearest(word: str, words: Iterable[str]) -> str:
    """` (did you mean …?)` with the nearest of `words`, or nothing."""
    given, original = word.lower()[:100], {w.lower(): w for w in words}
    begun = [w for w in original if given and w.startswith(given)]
    match = begun or get_close_matches(given, original, n=1, cutoff=0.5)
    return f" (did you mean {original[match[0]]}?)" if match else ""


def deeper(word: str, model: type[BaseModel]) -> str:
    """` (did you mean …?)` with the key of a section of the model that ends in the very word."""
    for section, field in model.model_fields.items():
        holders = submodels(field.annotation).values()
        if not any(word in holder.model_fields for holder in holders):
            continue
        if field_facts(model, section).many:
            return f" (did you mean {section}.N.{word}, with N from 0?)"
        return f" (did you mean {section}.{word}?)"
    return ""


def shown(value: Any) -> str:
    """The value as a person would write it, cut when it is long."""
    if value is _MISSING:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return str(value)
    if isinstance(value, int) and abs(value) >= 10**30:
        return "a number of more than 30 digits"
    return _short.repr(value)


def faults_of(error: ValidationError, model: type[BaseModel]) -> list[Fault]:
    """Pydantic's findings in our words."""
    return [_fault(found, model) for found in error.errors(include_url=False)]


def _fault(found: Mapping[str, Any], root: type[BaseModel]) -> Fault:
    place = _Place.of(root, found["loc"])
    if not found["type"].startswith("union_tag"):
        return Fault(place.key, _sentence(found, place))
    tag, words = found["ctx"]["discriminator"].strip("'"), list(place.tags)
    key = f"{place.key}.{tag}" if place.key else tag
    if found["type"] == "union_tag_not_found":
        return Fault(key, f"is missing; it takes one of {', '.join(words)}")
    given = found["input"].get(tag)
    hint = nearest(given, words) if isinstance(given, str) else ""
    return Fault(key, f"{shown(given)} is not one of {', '.join(words)}{hint}")


def _sentence(found: Mapping[str, Any], place: "_Place") -> str:
    kind, value, facts = found["type"], found.get("input", _MISSING), place.facts
    if kind == "extra_forbidden":
        known = [name for name in place.model.model_fields if name != place.name]
        hint = deeper(place.name, place.model) or nearest(place.name, known)
        hint = hint or f"; known here: {', '.join(known)}"
        return f"unknown key{hint}"
    if kind == "value_error":
        text = f"{shown(value)} " if isinstance(value, str | list) else ""
        return f"{text}{found['ctx']['error']}"
    if facts is None and kind == "string_unicode":
        return f"{shown(value)} is not UTF-8 text"
    if facts is None:
        return f"must be a table, not {shown(value)}"
    if kind == "missing":
        return f"is missing; it takes {facts.allowed}"
    if kind == "too_long":
        return f"has {len(value):,} entries; it takes {facts.allowed}"
    if kind == "string_pattern_mismatch":
        return f"{shown(value)} is not allowed: {facts.help[:1].lower()}{facts.help[1:-1]}"
    hint = nearest(value, facts.choices) if isinstance(value, str) else ""
    return f"{shown(value)} is not allowed; it takes {facts.allowed}{hint}"


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of a finding: its keys without pydantic's union tags, the model that holds
    the last of them, and the models by tag where the key itself is a choice of models."""

    keys: tuple[str | int, ...]
    model: type[BaseModel]
    tags: Mapping[str, type[BaseModel]]

    @staticmethod
    def of(root: type[BaseModel], location: Sequence[str | int]) -> "_Place":
        keys: list[str | int] = []
        holder = model = root
        tags: dict[str, type[BaseModel]] = {}
        for part in location:
            if part in tags:
                model, tags = tags[str(part)], {}
                continue
            keys.append(part)
            if isinstance(part, str):
                holder = model
                field = holder.model_fields.get(part)
                tags = submodels(field.annotation) if field else {}
                model = tags.pop("", model)
        return _Place(tuple(keys), holder, tags)

    @property
    def key(self) -> str:
        return ".".join(str(part) for part in self.keys)

    @property
    def name(self) -> str:
        return str(self.keys[-1]) if self.keys else ""

    @property
    def facts(self) -> FieldFacts | None:
        """Those of the field; of one entry where the key is an entry of a list of words."""
        *before, last = self.keys or [""]
        if isinstance(last, int) and before and before[-1] in self.model.model_fields:
            facts = field_facts(self.model, str(before[-1]))
            return replace(facts, many=False) if facts.choices else None
        return field_facts(self.model, str(last)) if last in self.model.model_fields else None


def _printable(text: str) -> str:
    """Without escape codes and the like, which a quoted key may hold; cut when it is long."""
    text = text if len(text) <= 100 else f"{text[:97]}..."
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
