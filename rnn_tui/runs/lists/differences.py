"""Differences between runs, in as few words as tell them apart: `units=64 dropout=0.2`."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from rnn_tui.io.text import visible
from rnn_tui.runs.lists.flat_toml import Flat

SHORT = {"learning_rate": "lr", "batch_size": "batch"}
"""Short names of keys; `filters` takes them as well."""

OWN = ("name", "description", "data.download", "train.checkpoint_seconds", "train.tensorboard")
"""Keys that say nothing about what is computed."""

PARTS = ("train.early_stopping", "train.schedule")
"""Optional tables: where only some runs have one, it differs as a whole."""

OF_DATA = ("input_dim", "mask_zero")
"""Keys of an Embedding that follow from the data."""

ABSENT = "-"
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Differences:
    """The keys that are not the same in all runs: those of the layers first, then the training.

    `shown` are their short names. The kinds of the layers are one key, and so is a part that only
    some runs have. From the first layer of another kind on, layers are compared only where all
    stacks have one length: otherwise a number means another layer in each.
    """

    shown: dict[str, str]
    stack: tuple[int, int | None] = (0, None)
    """From where to where the layers are not of the same kinds in all runs."""

    @staticmethod
    def of(runs: Iterable[Flat], ignored: Collection[str] = ()) -> "Differences":
        """Those of the runs whose experiment is known."""
        known = [keys for keys in runs if keys]
        if not known:
            return Differences({})
        unlike = _unlike(known)
        names = _comparable(unlike, known) - {*ignored}
        return Differences(short_names(_order(names)), _unlike_layers(_all_kinds(unlike, known)))

    def words(self, keys: Flat) -> str:
        """`units=64 dropout=0.2`: the values of one run; empty where its experiment is unknown."""
        if not keys:
            return ""
        return " ".join(f"{shown}={short_value(self._value(key, keys))}" for key, shown in self)

    def _value(self, key: str, keys: Flat) -> Any:
        """The value of a run under one of the keys that can be compared."""
        if key == "layers":
            return "+".join(map(str, _kinds(keys)[slice(*self.stack)])) or stack_words(keys)
        if key in PARTS:
            return keys.get(f"{key}.kind", "on") if _has(key, keys) else None
        return keys.get(key)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.shown.items())


def differing(runs: Sequence[Flat]) -> list[str]:
    """What differs, in words for each of the runs."""
    found = Differences.of(runs)
    return [found.words(keys) for keys in runs]


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


def _unlike(runs: Sequence[Flat]) -> set[str]:
    """The keys that some run has with another value than the first one. None is like nothing."""
    first, found = runs[0], set[str]()
    names = alike = tuple(first)  # nearly all runs of a search have the same keys in one order
    values = itemgetter(*alike)
    for keys in runs:
        if tuple(keys) != names:
            found.update(key for key in keys | first if keys.get(key) != first.get(key))
        elif values(keys) != values(first):
            found.update(key for key in alike if keys[key] != first[key])
            alike = tuple(key for key in alike if key not in found) or names
            values = itemgetter(*alike)
    return found


def _comparable(keys: set[str], runs: Sequence[Flat]) -> set[str]:
    """Those of the keys that mean the same in all runs; what cannot be compared is one key."""
    kinds = _all_kinds(keys, runs)
    layers, of_one_length = _common(kinds), len({len(each) for each in kinds}) == 1
    unlike = [part for part in PARTS if any(key.startswith(f"{part}.") for key in keys)]
    broken = [part for part in unlike if len({_has(part, each) for each in runs}) > 1]
    within = tuple(f"{part}." for part in broken)

    def compares(key: str) -> bool:
        first, _, rest = key.partition(".")
        number, _, last = rest.partition(".")
        if first == "layers":  # a stack without layers is a key of its own
            if not rest or last == "kind":
                return False
            return int(number) < layers or (
                of_one_length and _in_all(key, int(number), kinds, runs)
            )
        return key not in OWN and not (within and key.startswith(within))

    found = {key for key in keys if compares(key)} | set(broken)
    return found | {"layers"} if len(kinds) > 1 else found


def _in_all(key: str, number: int, kinds: Sequence[tuple[Any, ...]], runs: Sequence[Flat]) -> bool:
    """Check whether the layer of this number has the key in all runs, whatever its kind."""
    return len({each[number] for each in kinds}) == 1 or all(key in each for each in runs)


def _all_kinds(unlike: set[str], runs: Sequence[Flat]) -> list[tuple[Any, ...]]:
    """The kinds of the layers of each stack that is not like the others; `unlike` are the keys
    that tell them apart, so that equal stacks of thousands of runs are not looked at."""
    if not any(key.startswith("layers.") and key.endswith(".kind") for key in unlike):
        return [_kinds(runs[0])]
    return list(dict.fromkeys(_kinds(keys) for keys in runs))


def _unlike_layers(kinds: Sequence[tuple[Any, ...]]) -> tuple[int, int | None]:
    """Where the stacks begin and end without the first and the last layers that all have."""
    first = _common(kinds)
    last = _common([each[first:][::-1] for each in kinds])
    return first, -last or None


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


def _order(keys: Iterable[str]) -> list[str]:
    """The keys of the layers first, then of the training: people change these most. What a layer
    only takes over from the data stands with the data."""
    order = ("layers", "train", "data", "seed")

    def place(key: str) -> tuple[int, str]:
        own = "data" if key.rpartition(".")[2] in OF_DATA else key.partition(".")[0]
        return order.index(own), key

    return sorted(keys, key=place)


def _last(key: str) -> str:
    end = key.rpartition(".")[2]
    return SHORT.get(end, end)


def _short_float(value: float) -> str:
    if value and abs(value) < 0.01:
        digits, _, power = f"{value:e}".partition("e")
        return f"{float(digits):g}e{int(power)}"
    return f"{value:g}"
