"""Differences between runs, in as few words as tell them apart: `units=64 dropout=0.2`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rnn_tui.io.text import visible
from rnn_tui.runs.lists.flat_toml import Flat

SHORT = {"learning_rate": "lr", "batch_size": "batch"}
"""Short names of keys; `filters` takes them as well."""

OWN = ("name", "description", "data.download", "train.checkpoint_seconds", "train.tensorboard")
"""Keys that say nothing about what is computed."""

PARTS = ("train.early_stopping", "train.schedule")
"""Optional tables: where only some runs have one, it differs as a whole."""

ABSENT = "-"
LONGEST = 40


def differing(runs: Sequence[Flat]) -> list[str]:
    """The keys that are not the same in all runs, with the values of each run."""
    known = [keys for keys in runs if keys]
    shared = _Shared.of(known)
    whole = [_comparable(keys, shared) for keys in known]
    names = _order({key for keys in whole for key in _unlike(keys, whole[0])})
    shown = short_names(names)
    words = iter(
        " ".join(f"{shown[key]}={short_value(keys.get(key))}" for key in names) for keys in whole
    )
    return [next(words) if keys else "" for keys in runs]


def short_names(keys: Sequence[str]) -> dict[str, str]:
    """The last part of each key, with the part before it where two would be the same."""
    ends = [_last(key) for key in keys]
    return {
        key: end if ends.count(end) == 1 else f"{key.split('.')[-2]}.{end}"
        for key, end in zip(keys, ends, strict=True)
    }


def short_value(value: Any) -> str:
    """A value in few characters: `0.2`, `1e-3`, `true`, `acc+auc`; `-` for none."""
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return _short_float(value)
    if isinstance(value, list):
        return "+".join(map(short_value, value)) or ABSENT
    text = visible(str(value))
    return text if len(text) <= LONGEST else f"…{text[1 - LONGEST :]}"


def stack_words(keys: Flat) -> str:
    """`Embedding+GRU+Dense`: the kinds of the layers."""
    return "+".join(map(str, _kinds(keys)))


@dataclass(frozen=True, slots=True)
class _Shared:
    """The part of the experiments that can be compared: `layers` are the first ones, of the same
    kinds in all stacks; `stacks` says whether the stacks differ; `broken` are the PARTS that only
    some runs have."""

    layers: int
    stacks: bool
    broken: tuple[str, ...]

    @staticmethod
    def of(runs: Sequence[Flat]) -> "_Shared":
        kinds = {_kinds(keys) for keys in runs}
        broken = [part for part in PARTS if len({_has(part, keys) for keys in runs}) > 1]
        return _Shared(_common(list(kinds)), len(kinds) > 1, tuple(broken))


def _comparable(keys: Flat, shared: _Shared) -> Flat:
    """The keys that can be compared; a part that cannot is one key."""
    found: Flat = {"layers": stack_words(keys)} if shared.stacks else {}
    for part in shared.broken:
        found[part] = keys.get(f"{part}.kind", "on") if _has(part, keys) else None
    within = tuple(f"{part}." for part in shared.broken)
    for key, value in keys.items():
        first, _, rest = key.partition(".")
        if key in OWN or (within and key.startswith(within)):
            continue
        if first == "layers":
            if not rest:  # a stack without layers
                continue
            number, _, last = rest.partition(".")
            if last == "kind" or int(number) >= shared.layers:
                continue
        found[key] = value
    return found


def _kinds(keys: Flat) -> tuple[Any, ...]:
    kinds: list[Any] = []
    while (kind := keys.get(f"layers.{len(kinds)}.kind")) is not None:
        kinds.append(kind)
    return tuple(kinds)


def _common(kinds: Sequence[tuple[Any, ...]]) -> int:
    """The number of first layers that are of the same kinds in all stacks."""
    count = 0
    for layers in zip(*kinds, strict=False):
        if len(set(layers)) > 1:
            break
        count += 1
    return count


def _has(part: str, keys: Flat) -> bool:
    return any(key.startswith(f"{part}.") for key in keys)


def _unlike(keys: Flat, others: Flat) -> set[str]:
    """The keys that only one of them has, or with another value."""
    found = {key for key, value in keys.items() if others.get(key) != value}
    if len(keys) != len(others):
        found |= {key for key in others if key not in keys and others[key] is not None}
    return found


def _order(keys: Iterable[str]) -> list[str]:
    """The keys of the layers first, then of the training: people change these most."""
    order = ("layers", "train", "data", "seed")
    return sorted(keys, key=lambda key: (order.index(key.partition(".")[0]), key))


def _last(key: str) -> str:
    end = key.rpartition(".")[2]
    return SHORT.get(end, end)


def _short_float(value: float) -> str:
    if value and abs(value) < 0.01:
        digits, _, power = f"{value:e}".partition("e")
        return f"{float(digits):g}e{int(power)}"
    return f"{value:g}"
