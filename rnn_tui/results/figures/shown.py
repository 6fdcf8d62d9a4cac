"""The plots of some runs: curves of a quantity, or what an evaluation found. No matplotlib."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rnn_tui.io.faults import UserError
from rnn_tui.results.evaluate import Evaluation, evaluate
from rnn_tui.results.groups import configuration
from rnn_tui.results.plot.bands import grouped
from rnn_tui.results.plot.curves import Curves, curves_of, overlay, quantities
from rnn_tui.results.plot.technical import GRADIENTS, LEARNING_RATE, SPEED, technical_curves
from rnn_tui.results.predict import open_predictor
from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.runs.lists.differences import differing
from rnn_tui.runs.lists.flat_toml import Flat
from rnn_tui.runs.lists.run_summary import summaries
from rnn_tui.wording.lists import joined

TECHNICAL = {"gradients": GRADIENTS, "learning_rate": LEARNING_RATE, "speed": SPEED}
"""Names of the plots of a training besides loss and metrics, and the quantities."""

OF_TEXTS = ("confusion", "lengths", "calibration")
"""Plots of a single run on its test part; the others are named after what is measured."""


@dataclass(frozen=True, slots=True)
class TextPlot:
    """One of `OF_TEXTS`, of an evaluation."""

    kind: str
    found: Evaluation


Plot = Curves | TextPlot


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs to be drawn together, each with its state and the keys of its experiment.

    Those that differ in nothing but the seed are one group, drawn as a band, unless `apart`.
    """

    runs: tuple[RunDirectory, ...]
    states: tuple[RunState, ...]
    keys: tuple[Flat, ...]
    apart: bool = False

    @property
    def groups(self) -> dict[str, list[RunState]]:
        """The states by the name of their group: a run's id and what differs, or the name of the
        experiment and how many runs it has."""
        found: dict[object, list[int]] = {}
        for number, keys in enumerate(self.keys):
            alone: object = ("run", number)
            own = alone if self.apart else configuration(keys) or alone
            found.setdefault(own, []).append(number)
        firsts = [self.keys[members[0]] for members in found.values()]
        words = differing([_without_seed(keys) for keys in firsts])
        return {
            self._name(members, said): [self.states[each] for each in members]
            for members, said in zip(found.values(), words, strict=True)
        }

    def _name(self, members: list[int], differs: str) -> str:
        first = self.states[members[0]]
        if len(members) == 1:
            return f"{first.label} {differs}".rstrip()
        return f"{differs or first.name} ({len(members)} seeds)"


def runs_of(runs: Sequence[RunDirectory], states: Sequence[RunState], apart: bool) -> Runs:
    """Read the keys of the runs, whose states are known."""
    keys = [each.keys for each in summaries(runs)]
    return Runs(tuple(runs), tuple(states), tuple(keys), apart)


def plots(runs: Runs, wanted: Sequence[str] = ()) -> list[Plot]:
    """The plots that are wanted, by default all curves: metrics first, as the introduction has
    them. Raises UserError for one that there is not, PredictError and DataError."""
    known = quantities(runs.states)
    every = [*(name for name in known if name != "loss"), *(["loss"] if "loss" in known else [])]
    there = (*every, *TECHNICAL, *OF_TEXTS)
    unknown = [name for name in wanted if name not in there]
    if unknown:
        raise UserError(f"no plot is called {unknown[0]!r}; these are: {joined(there)}")
    alone = [name for name in wanted if name in ("gradients", *OF_TEXTS)]
    if alone and len(runs.runs) > 1:
        raise UserError(f"--plot {alone[0]} is of one run: name one")
    found: Evaluation | None = None
    shown: list[Plot] = []
    for name in dict.fromkeys(wanted or every):
        if name in OF_TEXTS:
            found = found or evaluate(open_predictor(runs.runs[0]))
            shown.append(TextPlot(name, found))
        elif name in TECHNICAL:
            shown.append(_technical(runs, TECHNICAL[name]))
        else:
            shown.append(curves(runs, name))
    return shown


def curves(runs: Runs, quantity: str) -> Curves:
    """The quantity of one run or of several, with bands over seeds."""
    if len(runs.states) == 1:
        return curves_of(runs.states[0], quantity)
    groups = runs.groups
    if all(len(states) == 1 for states in groups.values()):
        found = overlay(runs.states, quantity)
        return Curves(quantity, tuple(groups), found.series, found.note)
    return grouped(groups, quantity)


def _technical(runs: Runs, quantity: str) -> Curves:
    """Of one run, or of several, each for itself: how fast they were is no matter of the seed."""
    found = [technical_curves(state, quantity) for state in runs.states]
    if len(found) == 1:
        return found[0]
    series = [replace(each, run=run) for run, curves in enumerate(found) for each in curves.series]
    names = replace(runs, apart=True).groups
    return Curves(quantity, tuple(names), tuple(series), "" if series else found[0].note)


def _without_seed(keys: Flat) -> Flat:
    return {key: value for key, value in keys.items() if key != "seed"}
