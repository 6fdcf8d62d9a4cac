"""Errors of a configuration: all at once, each with key, value, what is allowed, nearest word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from rnn_tui.spec.fields import field_facts, submodels

MISSING = object()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the dotted key and a sentence about it."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.message}" if self.key else self.message


class ConfigError(ValueError):
    """The configuration cannot be used; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault], where: str = "") -> None:
        self.faults = tuple(faults)
        self.where = where
        head = f"{where}:\n" if where else ""
        super().__init__(head + "\n".join(f"  {fault}" for fault in self.faults))


def nearest(word: str, words: Iterable[str]) -> str:
    """` (did you mean …?)` with the nearest of `words`, or nothing."""
    match = get_close_matches(word.lower(), {w.lower(): w for w in words}, n=1, cutoff=0.5)
    original = {w.lower(): w for w in words}
    return f" (did you mean {original[match[0]]}?)" if match else ""


def faults_of(error: ValidationError, model: type[BaseModel]) -> list[Fault]:
    """Pydantic's findings in our words."""
    return [_fault(found, model) for found in error.errors(include_url=False)]


def _fault(found: Mapping[str, Any], root: type[BaseModel]) -> Fault:
    kind, value = found["type"], found.get("input", MISSING)
    keys, model = _walk(root, found["loc"])
    key = ".".join(str(part) for part in keys)
    name = str(keys[-1]) if keys else ""
    if kind == "extra_forbidden" and model is not None:
        known = [field for field in model.model_fields if field != name]
        hint = nearest(name, known) or f"; known here: {', '.join(known)}"
        return Fault(key, f"unknown key{hint}")
    if kind == "union_tag_invalid":
        words = [word.strip("' ") for word in found["ctx"]["expected_tags"].split(",")]
        given = str(found["ctx"]["tag"])
        tag = found["ctx"]["discriminator"].strip("'")
        return Fault(
            f"{key}.{tag}" if key else tag,
            f"{given!r} is not one of {', '.join(words)}{nearest(given, words)}",
        )
    if kind == "union_tag_not_found":
        tag = found["ctx"]["discriminator"].strip("'")
        return Fault(f"{key}.{tag}" if key else tag, "is missing")
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return Fault(key, f"must be a table, not {_shown(value)}")
    if kind in ("tuple_type", "list_type"):
        return Fault(key, f"must be a list, not {_shown(value)}")
    if kind == "value_error":
        return Fault(key, str(found["ctx"]["error"]))
    if model is not None and name in model.model_fields:
        facts = field_facts(model, name)
        if kind == "missing":
            return Fault(key, f"is missing; it takes {facts.allowed}")
        hint = nearest(value, facts.choices) if isinstance(value, str) and facts.choices else ""
        allowed = facts.allowed
        if kind == "string_pattern_mismatch":
            allowed = facts.help
        return Fault(key, f"{_shown(value)} is not allowed; it takes {allowed}{hint}")
    expected = found.get("ctx", {}).get("expected")
    if kind == "literal_error" and isinstance(value, str):
        words = expected.replace("'", "").replace(" or ", ", ").split(", ")
        return Fault(key, f"{value!r} is not one of {', '.join(words)}{nearest(value, words)}")
    return Fault(key, f"{_shown(value)} is not allowed; {found['msg'].lower()}")


def _walk(
    root: type[BaseModel], loc: Sequence[str | int]
) -> tuple[list[str | int], type[BaseModel] | None]:
    """The dotted key without pydantic's union tags, and the model that holds its last part."""
    keys: list[str | int] = []
    model: type[BaseModel] | None = root
    choices: dict[str, type[BaseModel]] = {}
    holder = model
    for part in loc:
        if choices and part in choices:
            model, choices = choices[str(part)], {}
            holder = model
            continue
        keys.append(part)
        if isinstance(part, int):
            continue
        holder = model if model is not None else holder
        if model is not None and part in model.model_fields:
            choices = submodels(model.model_fields[part].annotation)
            model = choices.pop("", None)
        else:
            model = None
    return keys, holder


def _shown(value: Any) -> str:
    """The value as a person would write it, cut when it is long."""
    if value is MISSING:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
