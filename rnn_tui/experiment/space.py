"""The values that a sweep tries for one key: a list of them, or a range of numbers.

In TOML `"layers.1.units" = [16, 32, 64]` and `"train.learning_rate" = {low = 1e-4, high = 1e-2,
log = true}`; on the command line `16,32,64` and `1e-4..1e-2:log`, or with a step `16..128:16`.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rnn_tui.experiment.errors import shown
from rnn_tui.experiment.toml import parse_toml

MOST_CHOICES = 1_000
DIGITS = 6
"""Significant digits of a number drawn from a range: more would be read by nobody."""

LOG = "log"

FORMS = (
    "it takes a list of values, or a table with low and high, and either log = true or a step "
    "if wanted"
)


@dataclass(frozen=True, slots=True)
class Choices:
    """Values of any kind, tried in this order."""

    values: tuple[Any, ...]

    def at(self, share: float) -> Any:
        """The value at a share of the way, 0 <= share < 1."""
        return self.values[int(share * len(self.values))]

    @property
    def points(self) -> tuple[Any, ...] | None:
        """All values, for a grid."""
        return self.values

    @property
    def plain(self) -> list[Any]:
        """The same in TOML's types."""
        return list(self.values)


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `low` to `high`, both included; whole ones if both are whole.

    With `log` each order of magnitude is as likely as the others.
    """

    low: float
    high: float
    log: bool = False
    step: float | None = None

    @property
    def whole(self) -> bool:
        """Check whether only whole numbers are tried."""
        return all(type(each) is int for each in (self.low, self.high, self.step or 1))

    @property
    def points(self) -> tuple[float, ...] | None:
        """All values of a range with a step, for a grid; None without one."""
        if self.step is None:
            return None
        return tuple(self._stepped(index) for index in range(self._steps))

    def at(self, share: float) -> float:
        """The value at a share of the way, 0 <= share < 1."""
        if self.step is not None:
            return self._stepped(int(share * self._steps))
        above = self.high + 1 if self.whole else self.high
        if self.log:
            value = math.exp(math.log(self.low) + share * math.log(above / self.low))
        else:
            value = self.low + share * (above - self.low)
        value = math.floor(value) if self.whole else float(f"{value:.{DIGITS}g}")
        return min(max(value, self.low), self.high)

    @property
    def plain(self) -> dict[str, Any]:
        """The same in TOML's types."""
        table: dict[str, Any] = {"low": self.low, "high": self.high}
        if self.log:
            table[LOG] = True
        if self.step is not None:
            table["step"] = self.step
        return table

    @property
    def _steps(self) -> int:
        assert self.step is not None
        return int((self.high - self.low) / self.step + 1e-9) + 1

    def _stepped(self, index: int) -> float:
        assert self.step is not None
        value = self.low + index * self.step
        return value if self.whole else float(f"{value:.12g}")


Dimension = Choices | Range
Space = dict[str, Dimension]
"""Dotted key -> what is tried for it."""


def dimension_of(value: Any) -> Dimension:
    """The dimension that a TOML value describes. Raises ValueError with a sentence."""
    if isinstance(value, list | tuple):
        return _choices(tuple(value))
    if isinstance(value, Mapping):
        return _range(value)
    raise ValueError(f"{shown(value)} is not allowed; {FORMS}")


def dimension_in(text: str) -> Dimension | None:
    """The dimension that a value of `--set` describes; None for a single value.

    Raises ValueError with a sentence.
    """
    if found := _RANGE.fullmatch(text.strip()):
        table: dict[str, Any] = {"low": _number(found[1]), "high": _number(found[2])}
        if found[3] == LOG:
            table[LOG] = True
        elif found[3] is not None:
            table["step"] = _number(found[3])
        return _range(table)
    values = _listed(text)
    return _choices(tuple(values)) if len(values) > 1 else None


_NUMBER = r"[+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_RANGE = re.compile(
    rf"({_NUMBER})(?<!\.)\.\.(?!\.)({_NUMBER})(?::(log|{_NUMBER}))?", re.ASCII
)  # two dots, not three: 0.1...5 could be read as 0.1 to 0.5


def _number(text: str) -> float:
    return int(text) if re.fullmatch(r"[+-]?\d[\d_]*", text) else float(text)


def _choices(values: tuple[Any, ...]) -> Choices:
    if not values:
        raise ValueError("the list is empty; give at least one value")
    if len(values) > MOST_CHOICES:
        raise ValueError(f"the list has {len(values):,} values, more than {MOST_CHOICES:,}")
    twice = [value for index, value in enumerate(values) if _is_in(value, values[:index])]
    if twice:
        raise ValueError(f"the list has {shown(twice[0])} twice")
    return Choices(values)


def _is_in(value: Any, values: tuple[Any, ...]) -> bool:
    """Check for the same value of the same type: 1 is not true."""
    return any(type(value) is type(other) and value == other for other in values)


def _range(table: Mapping[str, Any]) -> Range:
    if unknown := [key for key in table if key not in ("low", "high", LOG, "step")]:
        raise ValueError(f"{shown(unknown[0])} is unknown; {FORMS}")
    for key in ("low", "high", "step"):
        value = table.get(key, 0)
        if type(value) not in (int, float) or not math.isfinite(value):
            raise ValueError(f"{key} is {shown(value)}; it takes a number")
        if key not in table and key != "step":
            raise ValueError(f"{key} is missing; {FORMS}")
    low, high, log, step = (table.get(key) for key in ("low", "high", LOG, "step"))
    if type(log or False) is not bool:
        raise ValueError(f"log is {shown(log)}; it takes true or false")
    assert low is not None
    assert high is not None
    if not low < high:
        raise ValueError(f"low {low} is not below high {high}")
    if log and low <= 0:
        raise ValueError(f"low {low} must be above 0 where log is true")
    if step is not None and (log or not 0 < step <= high - low):
        why = "cannot be combined with log" if log else f"must be above 0, up to {high - low}"
        raise ValueError(f"step {step} {why}")
    if step is not None and (high - low) / step >= MOST_CHOICES:
        raise ValueError(f"step {step} makes more than {MOST_CHOICES:,} values; give a larger one")
    return Range(low, high, bool(log), step)


def _listed(text: str) -> list[Any]:
    """The values between the commas that stand outside of brackets, braces and quotes."""
    try:
        values = parse_toml(f"values = [{text}]")
        return list(values["values"]) if values.keys() == {"values"} else [text]
    except ValueError:
        pieces = [piece.strip() for piece in text.split(",")]
        return [_word(piece) for piece in pieces] if all(pieces) else [text]


def _word(text: str) -> Any:
    """A value without quotes, as `--set` takes single ones: adam,sgd."""
    try:
        return parse_toml(f"value = {text}")["value"]
    except ValueError:
        return text
