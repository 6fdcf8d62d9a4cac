"""Differences between the configurations of several runs, as dotted keys and values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from rnn_tui.experiment import Experiment, Layer, infer
from rnn_tui.experiment.base import NONE_WORD
from rnn_tui.runs.state.run_state import RunState

ABSENT = "-"
"""Stands where a configuration has no such key."""

WORDS_FOR_PEOPLE = ("name", "description")
"""Keys that say nothing about what is computed."""

NOT_TRAINED = "sweep"
"""The part of a configuration that no run is trained by."""

_DISCRIMINATORS = ("source", "kind")
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One key that is not the same everywhere; a value for each experiment, in their order."""

    key: str
    values: tuple[str, ...]


def differences(experiments: Sequence[Experiment]) -> tuple[Difference, ...]:
    """The keys that differ, in the order of a configuration file.

    Where parts are of different kinds (sources, schedules), a key that only some of them
    have counts where it was given a value of its own. Stacks of different kinds of layers
    differ as a whole, in the key `layers`, and key by key up to the first other kind.
    """
    found: list[Difference] = []
    for name in Experiment.model_fields:
        if name == "layers":
            found += _stacks(experiments)
        elif name not in (*WORDS_FOR_PEOPLE, NOT_TRAINED):
            found += _walk(name, [getattr(each, name) for each in experiments])
    return tuple(found)


def differences_of(states: Sequence[RunState]) -> tuple[Difference, ...]:
    """The same of runs. One without an experiment, as an imported history is, has `ABSENT` for
    each key."""
    known = [None if state.imported else state.experiment for state in states]
    found = differences([each for each in known if each is not None])
    return tuple(Difference(each.key, _placed(each.values, known)) for each in found)


def _placed(values: Sequence[str], known: Sequence[Experiment | None]) -> tuple[str, ...]:
    """The values with `ABSENT` where there is no experiment."""
    rest = iter(values)
    return tuple(ABSENT if each is None else next(rest) for each in known)


def _walk(key: str, values: Sequence[Any]) -> list[Difference]:
    models = [value for value in values if isinstance(value, BaseModel)]
    if len(models) < len(values) or not models:
        equal = all(value == values[0] for value in values)
        return [] if equal else [Difference(key, tuple(_written(value) for value in values))]
    found: list[Difference] = []
    for name in _names(models):
        shared = all(name in type(model).model_fields for model in models)
        found += _walk(f"{key}.{name}", [_value(model, name, shared) for model in models])
    return found


def _names(models: Sequence[BaseModel]) -> list[str]:
    """All fields once; what tells the kind of the part comes first."""
    names = dict.fromkeys(name for model in models for name in type(model).model_fields)
    return sorted(names, key=lambda name: name not in _DISCRIMINATORS)


def _value(model: BaseModel, name: str, shared: bool) -> Any:
    field = type(model).model_fields.get(name)
    if field is None:
        return _NOTHING
    value = getattr(model, name)
    return _NOTHING if not shared and value == field.get_default() else value


def _stacks(experiments: Sequence[Experiment]) -> list[Difference]:
    stacks = [each.layers for each in experiments]
    kinds = [[layer.kind for layer in stack] for stack in stacks]
    found = []
    if any(each != kinds[0] for each in kinds):
        found.append(Difference("layers", tuple(_stack_words(each) for each in experiments)))
    for index, layers in enumerate(zip(*stacks, strict=False)):
        if len({layer.kind for layer in layers}) > 1:
            break
        found += _walk(f"layers.{index}", layers)
    return found


def _stack_words(experiment: Experiment) -> str:
    """`Embedding 32, SimpleRNN 32, Dense 1`: with the features of layers that have weights."""
    rows = infer(experiment.layers, experiment.data.maxlen).rows
    words = [
        f"{_kind(layer)} {row.shape[-1]}" if row.shape and row.params else _kind(layer)
        for layer, row in zip(experiment.layers, rows, strict=True)
    ]
    return ", ".join(words) or "empty"


def _kind(layer: Layer) -> str:
    return f"{layer.keras_class} {layer.kind}" if layer.keras_class != layer.kind else layer.kind


def _written(value: Any) -> str:
    """As a configuration file has it, without quotes and brackets."""
    if value is _NOTHING:
        return ABSENT
    if value is None:
        return NONE_WORD
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, BaseModel):
        own = value.model_dump(exclude_none=True, exclude=set(_DISCRIMINATORS))
        kind = next((getattr(value, name) for name in _DISCRIMINATORS if hasattr(value, name)), "")
        parts = [str(kind), *(f"{name} {_written(each)}" for name, each in own.items())]
        return ", ".join(part for part in parts if part)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_written(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_written(each) for each in value) or NONE_WORD
    return str(value)
