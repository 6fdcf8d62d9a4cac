"""Filtering and sorting runs by what is known of them: `acc>.9 units=64`, by val_loss."""

import difflib
import math
import operator
import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rnn_tui.io.faults import UserError
from rnn_tui.runs.lists.differences import SHORT
from rnn_tui.runs.lists.run_summary import RunSummary
from rnn_tui.runs.state.ranking import lower_is_better

_TERM = re.compile(r"([A-Za-z_][\w.]*)(>=|<=|!=|==|=|>|<)(.+)", re.ASCII)
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "=": operator.eq,
    "==": operator.eq,
}
FACTS: dict[str, Callable[[RunSummary], Any]] = {
    "run": lambda run: run.run.run_id,
    "state": lambda run: run.state,
    "epochs": lambda run: run.epochs,
    "seconds": lambda run: run.seconds,
    "best": lambda run: run.logs.get(run.monitor),
    "active": lambda run: run.run.last_active,
}
"""Names that every run has, beside its metrics and the keys of its experiment."""

_LONG = {short: long for long, short in SHORT.items()}
_TEST = "test_"


class FilterError(UserError):
    """One sentence about a filter or an order that makes no sense."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition of a filter."""

    name: str
    operator: str
    value: str

    def holds(self, run: RunSummary) -> bool:
        """Check whether it holds for any value of that name: a stack has many `units`."""
        found = values(run, self.name)
        if self.operator == "!=":
            return not any(_compares(operator.eq, each, self.value) for each in found)
        return any(_compares(_OPERATORS[self.operator], each, self.value) for each in found)


def parse_filter(text: str) -> tuple[Term, ...]:
    """The terms of a filter, all of which must hold. Raises FilterError."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise FilterError(f"the filter {text!r} has an unclosed quotation mark") from error
    terms = []
    for word in words:
        found = _TERM.fullmatch(word)
        if found is None:
            raise FilterError(
                f"{word!r} is not a condition: write NAME, one of = != > < >= <=, and a value, "
                "without spaces, as in acc>.9 units=64"
            )
        terms.append(Term(*found.groups()))
    return tuple(terms)


def filtered(runs: Sequence[RunSummary], terms: Sequence[Term]) -> list[RunSummary]:
    """The runs for which all terms hold. Raises FilterError for a name that none of them has."""
    for term in terms:
        _check(term.name, runs)
    return [run for run in runs if all(term.holds(run) for term in terms)]


def ordered(runs: Sequence[RunSummary], by: str) -> list[RunSummary]:
    """The runs sorted by a name; runs without a value come last.

    Of metrics the best comes first, of everything else the smallest; `-` before the name
    reverses that. Raises FilterError for a name that none of them has.
    """
    turned, name = by.startswith("-"), by.removeprefix("-")
    _check(name, runs)
    falls = _is_metric(name, runs) and not lower_is_better(_measured(name, runs))
    keyed = [(_first(values(run, name)), run) for run in runs]
    known = [pair for pair in keyed if pair[0] is not None]
    known.sort(key=lambda pair: _rank(pair[0]), reverse=falls != turned)
    return [run for _, run in known] + [run for value, run in keyed if value is None]


def values(run: RunSummary, name: str) -> list[Any]:
    """All values of that name: a fact, a metric of the best epoch, `test_` and one of the test,
    or the keys of the experiment that are, or end in, the name."""
    if name in FACTS:
        return _known(FACTS[name](run))
    if name in run.logs:
        return _known(run.logs[name])
    if name.startswith(_TEST) and name.removeprefix(_TEST) in run.test:
        return _known(run.test[name.removeprefix(_TEST)])
    first, dot, last = name.rpartition(".")
    key = f"{first}{dot}{_LONG.get(last, last)}"
    if key in run.keys:
        return _known(run.keys[key])
    return [value for own, value in run.keys.items() if own.endswith(f".{key}")]


def names(runs: Iterable[RunSummary]) -> list[str]:
    """All names by which these runs can be filtered and sorted; of keys the last part."""
    found = dict.fromkeys(FACTS)
    for run in runs:
        found |= dict.fromkeys(run.logs)
        found |= dict.fromkeys(f"{_TEST}{name}" for name in run.test)
        found |= dict.fromkeys(key.rpartition(".")[2] for key in run.keys)
    return list(found)


def _check(name: str, runs: Sequence[RunSummary]) -> None:
    if not runs or any(values(run, name) for run in runs) or name in FACTS:
        return
    known = [*names(runs), *SHORT.values()]
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]}?" if near else "the names are " + ", ".join(known[:20])
    raise FilterError(f"no run here has {name!r}; {hint}")


def _is_metric(name: str, runs: Sequence[RunSummary]) -> bool:
    if name == "best":
        return True
    return any(name in run.logs or name.removeprefix(_TEST) in run.test for run in runs)


def _measured(name: str, runs: Sequence[RunSummary]) -> str:
    monitors = [run.monitor for run in runs if run.logs] or ["loss"]
    return monitors[0] if name == "best" else name.removeprefix(_TEST)


def _known(value: Any) -> list[Any]:
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return [] if missing else [value]


def _first(found: list[Any]) -> Any:
    return found[0] if found else None


def _rank(value: Any) -> tuple[int, Any]:
    """A key that sorts numbers before texts."""
    number = isinstance(value, (int, float))
    return (0, value) if number else (1, str(value))


def _compares(holds: Callable[[Any, Any], bool], value: Any, text: str) -> bool:
    """Compare them as numbers where both are, else as texts."""
    if isinstance(value, bool):
        return holds(str(value).lower(), text.lower())
    if isinstance(value, (int, float)):
        try:
            return holds(value, float(text))
        except ValueError:
            return False
    if isinstance(value, list):
        return any(_compares(holds, each, text) for each in value)
    return holds(str(value).casefold(), text.casefold())
