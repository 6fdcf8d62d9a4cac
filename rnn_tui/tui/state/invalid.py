"""Invalid values: typed into a field that does not take them, and kept until fixed. No Textual.

The old value stays in force meanwhile. So that nobody trains with it unknowingly, each such field
is a problem of the document.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

from rnn_tui.experiment import Experiment, Fix, Problem
from rnn_tui.experiment.moved_keys import key_after
from rnn_tui.experiment.problems import SetKey
from rnn_tui.wording.language import tr

Known = TypeVar("Known")

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


Invalid = Mapping[str, InvalidValue]

ALL_VALID: Invalid = MappingProxyType({})
"""No field of a form holds an invalid value."""


def inside(known: Mapping[str, Known], name: str) -> Mapping[str, Known]:
    """What is known of the fields inside the field `name`, by the rest of their keys."""
    begin = f"{name}." if name else ""
    return {key.removeprefix(begin): it for key, it in known.items() if key.startswith(begin)}


def still_invalid(
    invalid: Iterable[InvalidValue], before: Experiment, now: Experiment
) -> Iterator[InvalidValue]:
    """The invalid values whose fields the change has neither removed nor set."""
    for each in invalid:
        key = key_after(each.key, before, now)
        if key is None:
            continue
        old, new = _owner(before, each.key), _owner(now, key)
        if type(old) is type(new) and _value(old, key) == _value(new, key):
            yield replace(each, key=key)


def _owner(experiment: Experiment, key: str) -> Any:
    """The spec that has the field."""
    found: Any = experiment
    for part in key.split(".")[:-1]:
        found = found[int(part)] if isinstance(found, tuple) else getattr(found, part, None)
    return found


def _value(owner: Any, key: str) -> Any:
    return getattr(owner, key.rpartition(".")[2], None)
