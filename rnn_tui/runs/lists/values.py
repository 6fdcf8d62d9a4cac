"""What a run can be filtered and sorted by: its facts, its metrics, the keys of its experiment."""

import difflib
import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from rnn_tui.runs.lists.differences import SHORT, stack_words
from rnn_tui.runs.lists.grammar import FilterError
from rnn_tui.runs.lists.run_summary import RunSummary

Value = Any

FACTS: dict[str, Callable[[RunSummary], Value]] = {
    "run": lambda run: run.run.run_id,
    "state": lambda run: run.state,
    "epochs": lambda run: run.epochs,
    "time": lambda run: run.seconds,
    "seconds": lambda run: run.seconds,
    "age": lambda run: run.age,
    "best": lambda run: run.logs.get(run.monitor),
    "active": lambda run: run.run.last_active,
    "parameters": lambda run: run.parameters,
    "speed": lambda run: run.rate or None,
    "baseline": lambda run: run.baseline.get("acc"),
    "layers": lambda run: stack_words(run.keys) or None,
    "note": lambda run: run.note or None,
    "tag": lambda run: list(run.marks.tags) or None,
    "star": lambda run: run.marks.star,
}
"""Names that every run has, beside its metrics and the keys of its experiment.

`speed` is in samples/s, `baseline` the test accuracy of a bag of words or of the largest class.
"""

DURATIONS = ("time", "seconds", "age")
"""Facts in seconds, which take units as well: `time>10m`."""

TEST = "test_"

_LONG = {short: long for long, short in SHORT.items()}


def values(run: RunSummary, name: str) -> list[Value]:
    """All values of that name: a fact, a metric of the best epoch, `test_` and one of the test,
    or the keys of the experiment that are, or end in, the name."""
    if name in FACTS:
        return _known(FACTS[name](run))
    if name in run.logs:
        return _known(run.logs[name])
    if name.startswith(TEST) and name.removeprefix(TEST) in run.test:
        return _known(run.test[name.removeprefix(TEST)])
    meant = _meant(tuple(run.keys), name)
    return [value for key in meant for value in _known(run.keys[key])]


@lru_cache(maxsize=4096)
def _meant(keys: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Those of an experiment's keys that are, or else end in, the name.

    Most of thousands of runs have the same keys.
    """
    first, dot, last = name.rpartition(".")
    key = f"{first}{dot}{_LONG.get(last, last)}"
    return (key,) if key in keys else tuple(own for own in keys if own.endswith(f".{key}"))


def first_value(run: RunSummary, name: str) -> Value:
    """The value that a column shows and sorts by; None without one."""
    found = values(run, name)
    return found[0] if found else None


def names(runs: Iterable[RunSummary]) -> list[str]:
    """All names by which these runs can be filtered and sorted; of keys the last part."""
    found = dict.fromkeys(FACTS)
    for run in runs:
        found |= dict.fromkeys(run.logs)
        found |= dict.fromkeys(f"{TEST}{name}" for name in run.test)
        found |= dict.fromkeys(key.rpartition(".")[2] for key in run.keys)
    return list(found)


def check_name(name: str, runs: Sequence[RunSummary]) -> None:
    """Raises FilterError for a name that none of the runs has."""
    if not runs or name in FACTS or any(values(run, name) for run in runs):
        return
    known = [*names(runs), *SHORT.values()]
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]}?" if near else "the names are " + ", ".join(known[:20])
    raise FilterError(f"no run here has {name!r}; {hint}")


def metrics_of(runs: Iterable[RunSummary]) -> list[str]:
    """The metrics that a list shows: of the validation where there is one, else of the training."""
    found: dict[str, None] = {}
    for logs in dict.fromkeys(tuple(run.logs) for run in runs):
        validated = [name for name in logs if name.startswith("val_")]
        found |= dict.fromkeys(validated or logs)
    return list(found)


def is_metric(name: str, runs: Iterable[RunSummary]) -> bool:
    """Check whether it is something measured, whose best value comes first."""
    if name == "best":
        return True
    return any(name in run.logs or name.removeprefix(TEST) in run.test for run in runs)


def _known(value: Value) -> list[Value]:
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return [] if missing else [value]
