"""The page about one run, and the page that puts several side by side."""

import math
from collections.abc import Iterator, Sequence

from rnn_tui.results.compare import differences_of
from rnn_tui.results.figures.shown import Runs
from rnn_tui.results.page import parts
from rnn_tui.results.page.html import Html, document, element, joined, section, table
from rnn_tui.results.statistics import spread
from rnn_tui.runs import RunState
from rnn_tui.runs.files.note import note_of
from rnn_tui.runs.state.ranking import best_epoch
from rnn_tui.wording.numbers import counted, figure
from rnn_tui.wording.times import clock

ABSENT = "-"


def page(runs: Runs, curves: str) -> str:
    """The page; `curves` is an SVG element, empty where there is nothing to draw."""
    drawn = section("Curves", element("figure", Html(curves))) if curves else Html("")
    if len(runs.states) > 1:
        return _comparison(runs, drawn)
    state = runs.states[0]
    return document(
        state.label,
        parts.head(state, note_of(runs.runs[0])),
        parts.cards(state),
        parts.verdicts(state),
        drawn,
        *_about(state),
    )


def _about(state: RunState) -> Iterator[Html]:
    yield parts.test(state)
    yield parts.network(state)
    yield parts.configuration(state)
    yield parts.environment(state)
    yield parts.warnings(state)


def _comparison(runs: Runs, drawn: Html) -> str:
    title = f"{len(runs.states)} runs compared"
    names = ", ".join(state.label for state in runs.states)
    details = [
        element("details", element("summary", state.label), parts.verdicts(state), *_about(state))
        for state in runs.states
    ]
    return document(
        title,
        element("header", element("h1", title), element("p", names, class_="sub")),
        _groups(runs),
        section("Results", _results(runs.states)),
        drawn,
        _differences(runs.states),
        section("Each run", *details),
    )


def _groups(runs: Runs) -> Html:
    """Mean and deviation over the seeds of each group; empty where no run has another seed."""
    groups = runs.groups
    if all(len(states) == 1 for states in groups.values()):
        return Html("")
    names = _figures(runs.states)
    rows = []
    for group, states in groups.items():
        found = [
            [value for state in states if (value := _value(state, name)) is not None]
            for name in names
        ]
        cells = [spread(values).short if values else ABSENT for values in found]
        rows.append((group, f"{len(states)}", *cells))
    note = element("p", "mean ± deviation over the runs of a group", class_="sub")
    return section("Seeds", table(("", "runs", *names), rows, class_="numbers"), note)


def _results(states: Sequence[RunState]) -> Html:
    names = _figures(states)
    best = {name: _best(name, [_value(state, name) for state in states]) for name in names}
    rows = [
        (
            state.label,
            state.state.value,
            f"{len(state.epochs)}/{state.total_epochs}",
            *(_cell(_value(state, name), best[name]) for name in names),
            ABSENT if state.parameters is None else f"{state.parameters:,}",
            clock(state.worked_so_far),
        )
        for state in states
    ]
    head = ("run", "state", "epochs", *names, "parameters", "time")
    note = f"figures of the best epoch, and of the test; the best of {counted(len(states), 'run')}"
    return joined(
        [table(head, rows, class_="numbers"), element("p", f"{note} stands out", class_="sub")]
    )


def _differences(states: Sequence[RunState]) -> Html:
    found = differences_of(states)
    if not found:
        same = element("p", "The experiments are the same.")
        return section("Differences", same) if all(not each.imported for each in states) else Html()
    rows = [(each.key, *each.values) for each in found]
    return section("Differences", table(("", *(state.label for state in states)), rows))


def _figures(states: Sequence[RunState]) -> list[str]:
    """The figures of the best epochs, then those of the tests, in their order."""
    best = [name for state in states if state.best for name in state.best.logs]
    tested = [f"test {name}" for state in states if state.test for name in state.test.logs]
    return list(dict.fromkeys([*best, *tested]))


def _value(state: RunState, name: str) -> float | None:
    if name.startswith("test "):
        return state.test.logs.get(name.removeprefix("test ")) if state.test else None
    return state.best.logs.get(name) if state.best else None


def _best(name: str, values: Sequence[float | None]) -> float | None:
    known = [math.nan if value is None else value for value in values]
    index = best_epoch(known, name.removeprefix("test "))
    return None if index is None or len(set(values)) == 1 else known[index]


def _cell(value: float | None, best: float | None) -> Html:
    text = ABSENT if value is None else figure(value)
    stands_out = value is not None and value == best
    return element("td", text, class_="best") if stands_out else element("td", text)
