"""Invalid values: typed into a field that does not take them, and kept until fixed. No Textual.

The old value stays in force meanwhile. So that nobody trains with it unknowingly, each such field
is a problem of the document.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from rnn_tui.experiment import Experiment, Fix, Problem
from rnn_tui.experiment.problems import SetKey
from rnn_tui.wording.language import tr

CODE = "no-value"
"""The code of the problems made here."""

PARTS = ("layers", "data")
"""First words of keys that have a screen of their own; all others are hyperparameters."""


@dataclass(frozen=True, slots=True)
class InvalidValue:
    """`key` is the dotted key of the field, `value` what stands in it, `message` a complaint."""

    key: str
    value: Any
    message: str

    @property
    def is_hyperparameter(self) -> bool:
        return self.key.partition(".")[0] not in PARTS

    @property
    def name(self) -> str:
        """The field as people call it."""
        part, _, rest = self.key.partition(".")
        if part != "layers":
            return rest or part
        index, _, name = rest.partition(".")
        return tr("{name} of layer {index}", name=name, index=int(index) + 1)

    def problem(self, experiment: Experiment) -> Problem:
        """Its fix takes back what was typed."""
        part, *rest = self.key.split(".")
        layer = int(rest[0]) if part == "layers" else None
        now = _value(_owner(experiment, self.key), self.key)
        if isinstance(now, int | float | str):
            label = tr("return to {now}", now=now)
        else:
            label = tr("empty the field") if now is None else tr("undo what was typed")
        fix = Fix(label, (SetKey(self.key, now),))
        return Problem(CODE, f"{self.name}: {self.message}", layer, fix)


ALL_VALID: Mapping[str, InvalidValue] = MappingProxyType({})
"""No field of a form holds an invalid value."""


def inside(invalid: Mapping[str, InvalidValue], name: str) -> Mapping[str, InvalidValue]:
    """Those of the fields inside the field `name`, by the rest of their keys."""
    begin = f"{name}."
    return {key.removeprefix(begin): it for key, it in invalid.items() if key.startswith(begin)}


def still_invalid(
    invalid: Iterable[InvalidValue], before: Experiment, now: Experiment
) -> Iterator[InvalidValue]:
    """The invalid values whose fields the change has neither removed nor set."""
    for each in invalid:
        key = _key_after(each.key, before, now)
        if key is None:
            continue
        old, new = _owner(before, each.key), _owner(now, key)
        if type(old) is type(new) and _value(old, key) == _value(new, key):
            yield replace(each, key=key)


def _key_after(key: str, before: Experiment, now: Experiment) -> str | None:
    """The key of the same field after the change: a layer may stand elsewhere, or be gone."""
    part, *rest = key.split(".")
    if part != "layers":
        return key
    index = int(rest[0])
    layer, layers = before.layers[index], now.layers
    for place in (index, *range(len(layers))):
        if place < len(layers) and layers[place] is layer:
            return ".".join(("layers", str(place), *rest[1:]))
    # Another field of the layer was changed: it is the one at the same place.
    return key if len(layers) == len(before.layers) else None


def _owner(experiment: Experiment, key: str) -> Any:
    """The spec that has the field."""
    found: Any = experiment
    for part in key.split(".")[:-1]:
        found = found[int(part)] if isinstance(found, tuple) else getattr(found, part, None)
    return found


def _value(owner: Any, key: str) -> Any:
    return getattr(owner, key.rpartition(".")[2], None)
