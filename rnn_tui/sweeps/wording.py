"""How the trials of a sweep read: their values, the best one, its test."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rnn_tui.io.text import one_line, visible
from rnn_tui.results.statistics import spread
from rnn_tui.sweeps.forecast import Forecast
from rnn_tui.sweeps.overview import SweepView, TrialView
from rnn_tui.wording.lists import first_of
from rnn_tui.wording.numbers import counted, figure, short_number
from rnn_tui.wording.times import rough_time

MOST_NAMED = 3
"""Runs of the best trial that are named."""


def best_sentences(view: SweepView) -> Iterator[str]:
    """What makes runs incomparable, the best trial so far, and its test, in a sentence each."""
    yield from result_sentences(view)
    yield from test_sentences(view)


def result_sentences(view: SweepView, *, values: bool = True) -> Iterator[str]:
    """What makes runs incomparable, and the best trial so far, with its `values` or without."""
    if view.other_data:
        runs = first_of([visible(run) for run in view.other_data], MOST_NAMED)
        yield f"the data has changed between the runs, and their figures cannot be compared: {runs}"
    best = _best(view)
    if best is None:
        yield from _so_far(view)
        return
    value = _objective(view, [unit.value for unit in best.runs])
    if not view.chooses:
        yield value
        return
    runs = first_of([visible(unit.run) for unit in best.runs], MOST_NAMED)
    if values:
        yield f"best: {runs}, {value}; {values_words(best.values)}"
    else:
        yield f"best: {runs}, {value}"


def _best(view: SweepView) -> TrialView | None:
    return next((trial for trial in view.trials if trial.trial == view.best), None)


def _so_far(view: SweepView) -> Iterator[str]:
    """What the seeds of the only trial have come to while some of them are open."""
    units = [unit for trial in view.trials for unit in trial.runs if unit.state == "finished"]
    if not view.chooses and any(unit.value is not None for unit in units):
        yield f"so far {_objective(view, [unit.value for unit in units])}"


def _objective(view: SweepView, values: Iterable[float | None]) -> str:
    found = [value for value in values if value is not None]
    return f"{view.objective} {spread(found).words if len(found) > 1 else figure(found[0])}"


def test_sentences(view: SweepView) -> Iterator[str]:
    """The test of the best trial, and how often the test part was looked at."""
    if (best := _best(view)) is None:
        return
    tests = [unit.test for unit in best.runs if unit.test]
    figures = ", ".join(
        f"{name} {spread(test[name] for test in tests if name in test).words}"
        if len(tests) > 1
        else f"{name} {figure(tests[0][name])}"
        for name in (tests[0] if tests else ())
    )
    if figures and view.chooses:
        yield f"test, looked at once, for this one only: {figures}"
    elif figures:
        yield f"test: {figures}"
    elif view.chooses and view.state != "finished":
        yield "test: not looked at before all trials are over, and then for the best one only"


def values_words(values: Mapping[str, Any]) -> str:
    """`train.learning_rate 0.001, layers.1.units 32`."""
    return one_line(", ".join(f"{key} {value_words(value)}" for key, value in values.items()))


def value_words(value: Any) -> str:
    """A value as a configuration has it, numbers short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return short_number(value)
    return visible(str(value))


def forecast_sentences(found: Forecast) -> Iterator[str]:
    """`9 runs: 3 trials of 3 seeds, 2 at a time.`, `About 12 min, at 3 s per epoch, as in …`"""
    if found.minutes is not None and found.speed is None:
        yield f"Trials are begun for {found.minutes:g} min, {found.workers:,} at a time."
        return
    runs = counted(found.runs, "run")
    if found.trials > 1 and found.seeds > 1:
        runs += f": {counted(found.trials, 'trial')} of {counted(found.seeds, 'seed')}"
    elif found.trials == 1 and found.seeds > 1:
        runs += ", each with its own seed"
    if found.runs == 1:
        yield f"{runs}."
    elif found.workers > 1:
        yield f"{runs}, {found.workers:,} at a time."
    else:
        yield f"{runs}, one after the other."
    yield time_sentence(found)


def time_sentence(found: Forecast) -> str:
    """`About 12 min, at 3 s per epoch, as in gru-1.`, or that the time is not known."""
    if found.seconds is None or found.speed is None:
        return "The time is not known before the first run of this network here."
    total, pace = rough_time(found.seconds), short_number(found.speed.seconds)
    if found.at_most:
        return f"At most about {total}, at {pace} s per epoch, as in {found.speed.run}."
    return f"About {total}, at {pace} s per epoch, as in {found.speed.run}."
