"""The runs that a filter leaves (`grammar` says how one is written), and their order."""

import difflib
import math
import operator
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from rnn_tui.runs.lists.grammar import (
    ORDERS,
    All,
    Condition,
    Either,
    Filter,
    FilterError,
    Not,
    Word,
    conditions,
    parse_filter,
)
from rnn_tui.runs.lists.run_summary import UNREADABLE, RunSummary
from rnn_tui.runs.lists.values import (
    DURATIONS,
    TEST,
    Value,
    check_name,
    first_value,
    is_metric,
    values,
)
from rnn_tui.runs.position import State
from rnn_tui.runs.state.ranking import lower_is_better
from rnn_tui.wording.times import DAY, HOUR, MINUTE

STATES = (
    State.RUNNING,
    State.STOPPING,
    State.PAUSED,
    State.STARTING,
    State.QUEUED,
    State.STOPPED,
    State.LOST,
    State.FAILED,
    State.FINISHED,
)
"""States that may need attention come first."""

NOTHING = "none"
"""The value of a name that a run does not have: `note=none`."""

Item = TypeVar("Item")

_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
_DURATION = re.compile(r"(\d*\.?\d+)([smhd])")
_SECONDS = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY}
_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")


def filtered(runs: Sequence[RunSummary], tree: Filter) -> list[RunSummary]:
    """The runs for which it holds.

    Raises FilterError for a name that none of them has, and for a value that cannot be compared
    with theirs.
    """
    for condition in conditions(tree):
        check_name(condition.name, runs)
        _check_values(condition, runs)
    return [run for run in runs if holds(tree, run)]


def holds(tree: Filter, run: RunSummary) -> bool:
    """Check one run, which may lack the names."""
    match tree:
        case Word(text):
            return text.casefold() in run.searched
        case Condition():
            return _condition_holds(tree, run)
        case Not(part):
            return not holds(part, run)
        case All(parts):
            return all(holds(part, run) for part in parts)
        case Either(parts):
            return any(holds(part, run) for part in parts)


def ordered(runs: Sequence[RunSummary], by: str) -> list[RunSummary]:
    """The runs sorted by a name; runs without a value come last.

    Of metrics the best comes first, of everything else the smallest; `-` before the name
    reverses that. Raises FilterError for a name that none of them has.
    """
    return arranged(runs, by, first_value, runs)


def arranged(
    items: Sequence[Item], by: str, value: Callable[[Item, str], Value], runs: Sequence[RunSummary]
) -> list[Item]:
    """Sort whatever has a `value` under a name that the `runs` have, as `ordered` does runs."""
    turned, name = by.startswith("-"), by.removeprefix("-")
    check_name(name, runs)
    keyed = [(value(item, name), item) for item in items]
    known = [pair for pair in keyed if pair[0] is not None]
    rises = rises_first(name, runs)
    known.sort(key=lambda pair: rank(name, pair[0]), reverse=rises == turned)
    return [item for _, item in known] + [item for found, item in keyed if found is None]


def rises_first(name: str, runs: Sequence[RunSummary]) -> bool:
    """Check whether the smallest value comes first: of all but metrics that should be large."""
    if not is_metric(name, runs):
        return True
    monitors = [run.monitor for run in runs if run.logs] or ["loss"]
    return lower_is_better(monitors[0] if name == "best" else name.removeprefix(TEST))


def rank(name: str, value: Value) -> tuple[int, Any]:
    """A key that sorts numbers before texts, states by how urgent they are, ids by their parts."""
    if name == "state":
        return (0, STATES.index(State(value)) if value in tuple(State) else -1)
    if isinstance(value, (int, float)):
        return (0, value)
    return (1, natural(str(value)))


@lru_cache(maxsize=16_384)
def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts `imdb-2` before `imdb-10`."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part)


def _check_values(condition: Condition, runs: Sequence[RunSummary]) -> None:
    """Refuse words where the runs have numbers, and an order of words."""
    found = [value for run in runs for value in values(run, condition.name)]
    numeric = bool(found) and all(_is_number(value) for value in found)
    ordering = condition.operator in ORDERS
    if ordering and found and not any(_is_number(value) for value in found):
        raise FilterError(
            f"{condition}: the values of {condition.name} are words here, which have no order; "
            "= != and : compare them"
        )
    for value in condition.values:
        if value == NOTHING and not ordering:
            continue
        _check_choice(condition, found, value)
        if (ordering or numeric) and _number(condition, value) is None:
            units = " (with s, m, h or d)" if condition.name in DURATIONS else ""
            raise FilterError(f"{condition}: {value!r} is not a number{units}")


def _check_choice(condition: Condition, found: Sequence[Value], value: str) -> None:
    """Refuse a value that no run can have: a state that there is not, a yes or no that is none."""
    if found and all(isinstance(each, bool) for each in found):
        if value.casefold() not in (*_YES, *_NO):
            raise FilterError(f"{condition}: {value!r} is neither yes nor no")
    elif condition.name == "state" and condition.operator in ("=", "!="):
        states = (*STATES, UNREADABLE)
        if value.casefold() not in states:
            near = difflib.get_close_matches(value.casefold(), states, 1)
            hint = f"did you mean {near[0]}?" if near else f"the states are {', '.join(states)}"
            raise FilterError(f"{condition}: no run can be {value!r}; {hint}")


def _condition_holds(condition: Condition, run: RunSummary) -> bool:
    """Check whether it holds for any value of that name: a stack has many `units`."""
    found = [value for value in values(run, condition.name) if value is not None]
    if condition.operator == "!=":
        return not any(_equals(condition, found, text) for text in condition.values)
    if condition.operator in ORDERS:
        limit = _number(condition, condition.values[0])
        compares = _HOLDS[condition.operator]
        return limit is not None and any(
            compares(each, limit) for each in found if _is_number(each)
        )
    return any(_equals(condition, found, text) for text in condition.values)


def _equals(condition: Condition, found: Sequence[Value], text: str) -> bool:
    if text == NOTHING and not found:
        return True
    return any(_fits(condition, value, text) for value in found)


def _fits(condition: Condition, value: Value, text: str) -> bool:
    """Compare them as numbers where both are, else as words; `:` asks for a part of a word."""
    if isinstance(value, bool):
        return text.casefold() in (_YES if value else _NO)
    if isinstance(value, (int, float)):
        number = _number(condition, text)
        return number is not None and math.isclose(value, number, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(value, list):
        return any(_fits(condition, each, text) for each in value)
    own, wanted = str(value).casefold(), text.casefold()
    return wanted in own if condition.operator == ":" else wanted == own


def _number(condition: Condition, text: str) -> float | None:
    """`.88`, `1e-3`; of a duration also `10m`. None for anything else."""
    if condition.name in DURATIONS and (match := _DURATION.fullmatch(text)):
        return float(match[1]) * _SECONDS[match[2]]
    try:
        number = float(text)
    except ValueError:
        return None
    return None if math.isnan(number) else number


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


__all__ = ["FilterError", "filtered", "holds", "ordered", "parse_filter"]
