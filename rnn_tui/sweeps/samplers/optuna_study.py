"""Optuna says what to try next and which run does poorly, from what the journal holds.

A study is made of the journal for each question, in memory: the journal remains the only place
where anything is kept, one whole line for each fact. Optuna's own journal writes a new trial in
several lines, the trial and then each of its values, so that a worker killed in between would
leave half a trial. `seeded` gives each trial a sampler of its own: with one for a whole sweep, a
worker that is started again would repeat its first draws.

The one module that imports Optuna, which comes with `rnn-tui[sweep]`.
"""

import json
import math
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState, create_trial

from rnn_tui.experiment.space import Choices, Dimension, Space
from rnn_tui.experiment.sweep import SweepSpec
from rnn_tui.runs.state.ranking import lower_is_better
from rnn_tui.sweeps.state import SweepState, Trial

REDUCTION = 3
"""Of the runs that reach a rung of asha, one in so many goes on."""

SEEDS = 2**32

Distributions = dict[str, BaseDistribution]

_STATES = {
    "pruned": TrialState.PRUNED,
    "failed": TrialState.FAIL,
    "stopped": TrialState.FAIL,
    "finished": TrialState.COMPLETE,
}
"""The first outcome that a run of a trial has is that of the trial."""


class PointOfNumber(optuna.samplers.QMCSampler):  # type: ignore[misc]
    """Sobol's sequence, scrambled by the seed: the trial's number is the number of the point.

    Optuna's own counts in its storage, and draws the first trial at random.
    """

    def __init__(self, seed: int, number: int, distributions: Distributions) -> None:
        super().__init__(seed=seed, scramble=True)
        self._number = number
        self._distributions = distributions

    def infer_relative_search_space(
        self, study: optuna.Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        return self._distributions

    def _find_sample_id(
        self, study: optuna.Study, search_space: dict[str, BaseDistribution]
    ) -> int:
        return self._number


def qmc_values(space: Space, seed: int, number: int) -> dict[str, Any]:
    """The values of the point of this number."""
    distributions = _distributions(space)
    with _quiet():
        sampler = PointOfNumber(seed, number, distributions)
        trial = optuna.create_study(sampler=sampler).ask(distributions)
    return _decoded(space, trial.params)


def tpe_values(
    state: SweepState, space: Space, seed: int, number: int, objective: str
) -> dict[str, Any]:
    """The values that the results so far suggest; those of running trials count as poor ones."""
    distributions = _distributions(space)
    with _quiet():
        sampler = optuna.samplers.TPESampler(seed=seeded(seed, number), constant_liar=True)
        study = _study(state, space, objective, sampler=sampler)
        trial = study.ask(distributions)
    return _decoded(space, trial.params)


def seeded(seed: int, number: int) -> int:
    """The seed of the sampler for one trial."""
    return Random(f"{seed}/{number}").randrange(SEEDS)


def judge(
    state: SweepState,
    space: Space,
    spec: SweepSpec,
    trial: int,
    objective: str,
    report: tuple[int, float],
) -> tuple[bool, dict[str, Any]]:
    """Whether the trial's run is to stop after this report, and the marks that the pruner keeps.

    A `report` is an epoch, from 0, and the objective after it. A trial outside of the space
    is not judged.
    """
    with _quiet():
        first = state.trials[trial].units[0]
        first.reports[report[0]] = report[1]
        try:
            study = _study(state, space, objective, pruner=_pruner(spec))
        finally:
            del first.reports[report[0]]
        own = [each for each in study.get_trials() if each.user_attrs["trial"] == trial]
        if not own:
            return False, {}
        does_poorly = study.pruner.prune(study, own[0])
        after = study.get_trials()[own[0].number]
    return bool(does_poorly), dict(after.system_attrs)


def _pruner(spec: SweepSpec) -> optuna.pruners.BasePruner:
    if spec.prune == "median":
        return optuna.pruners.MedianPruner(n_warmup_steps=spec.prune_after)
    return optuna.pruners.SuccessiveHalvingPruner(
        min_resource=spec.prune_after, reduction_factor=REDUCTION
    )


def write_study(path: Path, name: str, state: SweepState, space: Space, objective: str) -> int:
    """Write the sweep as a study into a new journal of Optuna's, for its dashboard and its plots.

    Returns the number of trials. Raises FileExistsError, and OSError.
    """
    with path.open("xb"):
        pass
    with _quiet():
        storage = JournalStorage(JournalFileBackend(str(path)))
        study = _study(state, space, objective, storage=storage, study_name=name)
        return len(study.get_trials(deepcopy=False))


def importances(state: SweepState, space: Space, objective: str) -> dict[str, float]:
    """The share of each key in how good the finished trials are, by PED-ANOVA.

    Source: Watanabe, Bansal and Hutter (2023), "PED-ANOVA: Efficiently Quantifying Hyperparameter
    Importance in Arbitrary Subspaces". The shares add up to 1; empty where nothing can be told.
    """
    with _quiet():
        study = _study(state, space, objective)
        evaluator = optuna.importance.PedAnovaImportanceEvaluator()
        try:
            found = optuna.importance.get_param_importances(study, evaluator=evaluator)
        except ValueError:  # no key has two values
            return {}
    return {key: float(share) for key, share in found.items() if math.isfinite(share)}


def frozen(trial: Trial, space: Space) -> FrozenTrial | None:
    """The trial as Optuna has them; None for one outside of the space.

    Its steps are complete epochs, from 1. What a pruner knows is that of the first seed.
    """
    first = trial.units[0]
    state = TrialState.RUNNING
    if trial.over:
        outcomes = {unit.told.outcome for unit in trial.units if unit.told is not None}
        state = next(_STATES[each] for each in _STATES if each in outcomes)
    value = trial.value if state == TrialState.COMPLETE else None
    if state == TrialState.COMPLETE and value is None:
        state = TrialState.FAIL
    try:
        return create_trial(
            state=state,
            value=value,
            params=_encoded(space, trial.asked.values),
            distributions=_distributions(space),
            user_attrs={"trial": trial.number, "runs": [unit.run for unit in trial.units]},
            system_attrs=dict(first.marks),
            intermediate_values={epoch + 1: value for epoch, value in first.reports.items()},
        )
    except ValueError:  # added by hand, with other keys or values
        return None


def _study(state: SweepState, space: Space, objective: str, **parts: Any) -> optuna.Study:
    """The sweep as a study. Trials stand in their order, whatever ended first."""
    study = optuna.create_study(
        direction="minimize" if lower_is_better(objective) else "maximize", **parts
    )
    asked = sorted(state.trials.values(), key=lambda trial: trial.number)
    found = (frozen(trial, space) for trial in asked if not trial.removed)
    study.add_trials([each for each in found if each is not None])
    return study


def _distributions(space: Space) -> Distributions:
    return {key: _distribution(dimension) for key, dimension in space.items()}


def _distribution(dimension: Dimension) -> BaseDistribution:
    if isinstance(dimension, Choices):
        return CategoricalDistribution([_word(value) for value in dimension.values])
    low, high, log, step = dimension.low, dimension.high, dimension.log, dimension.step
    if dimension.whole:
        return IntDistribution(int(low), int(high), log=log, step=int(step or 1))
    return FloatDistribution(low, high, log=log, step=step)


def _word(value: Any) -> str | int | float | bool | None:
    """A choice as Optuna takes it: lists and tables as JSON."""
    return value if isinstance(value, str | int | float | None) else json.dumps(value)


def _encoded(space: Space, values: Mapping[str, Any]) -> dict[str, Any]:
    if values.keys() != space.keys():
        raise ValueError("other keys than those of the space")
    return {
        key: _word(value) if isinstance(space[key], Choices) else value
        for key, value in values.items()
    }


def _decoded(space: Space, params: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for key, dimension in space.items():
        value = params[key]
        if isinstance(dimension, Choices):
            value = next(each for each in dimension.values if _is(_word(each), value))
        found[key] = value
    return found


def _is(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing is printed: a worker's output is its own."""
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        optuna.logging.set_verbosity(before)
