"""A sweep as people type it: ranges and lists for keys, checked before anything is trained."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from rnn_tui.experiment import ConfigError, Experiment, Fault
from rnn_tui.experiment.loading import edited
from rnn_tui.experiment.overrides import TEXT_KEYS
from rnn_tui.experiment.space import Dimension, dimension_in
from rnn_tui.experiment.space_faults import faults_of_key
from rnn_tui.experiment.sweep import SweepSpec
from rnn_tui.io.faults import UserError
from rnn_tui.results.data.facts import check_trainable
from rnn_tui.sweeps.folder import space_of
from rnn_tui.sweeps.samplers import first_values

MOST_CHECKED = 100
"""Combinations that are looked at before the sweep is made; others fail one by one."""

SEVERAL = "give several values, as in 16,32,64, or a range, as in 1e-4..1e-2:log or 16..128:16"


def told_apart(settings: Sequence[str]) -> tuple[dict[str, Dimension], list[str]]:
    """Settings with several values by key, and the others as they are. Raises ConfigError."""
    tried: dict[str, Dimension] = {}
    fixed: list[str] = []
    faults: list[Fault] = []
    for setting in settings:
        key, equals, value = setting.partition("=")
        key = key.strip()
        try:
            dimension = dimension_in(value) if equals and key not in TEXT_KEYS else None
        except ValueError as error:
            faults.append(Fault(key, str(error)))
            continue
        if dimension is None:
            fixed.append(setting)
            tried.pop(key, None)  # the last setting of a key counts, as without a sweep
        else:
            tried[key] = dimension
    if faults:
        raise ConfigError(faults)
    return tried, fixed


def dimension_for(experiment: Experiment, key: str, text: str) -> Dimension:
    """What was typed as the values to try for a key of the experiment.

    Raises UserError with one sentence where the key does not take them.
    """
    if key in TEXT_KEYS:
        raise UserError(f"{key} is a text, of which only one can be given")
    try:
        dimension = dimension_in(text)
    except ValueError as error:
        raise UserError(str(error)) from error
    if dimension is None:
        raise UserError(f"this is one value: {SEVERAL}" if text.strip() else SEVERAL)
    for fault in faults_of_key(experiment.alone, key, dimension, edited):
        raise UserError(fault.message)
    return dimension


def with_sweep(
    experiment: Experiment, space: Mapping[str, Dimension], options: Mapping[str, Any]
) -> Experiment:
    """The experiment with a sweep over the space; `options` are keys of `[sweep]`.

    Raises ConfigError.
    """
    given = [(f"sweep.{key}", value) for key, value in options.items()]
    plain = {key: dimension.plain for key, dimension in space.items()}
    return edited(experiment, [("sweep.space", plain), *given])


def check_first_trials(experiment: Experiment) -> None:
    """Raises UserError where one of the first combinations cannot be trained."""
    spec, space = experiment.sweep or SweepSpec(), space_of(experiment)
    for values in islice(first_values(spec, space), MOST_CHECKED):
        which = ", ".join(f"{key}={value}" for key, value in values.items())
        tried = edited(experiment.alone, values.items())
        check_trainable(tried, f" with {which}" if which else "")
