"""The sweep that was typed: `--set` with ranges and lists, and the options, into an experiment."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from rnn_tui.batch.experiments import experiment_of
from rnn_tui.experiment import ConfigError, Experiment, Fault, Severity, problems
from rnn_tui.experiment.loading import edited
from rnn_tui.experiment.overrides import TEXT_KEYS
from rnn_tui.experiment.space import Dimension, dimension_in
from rnn_tui.experiment.sweep import SweepSpec
from rnn_tui.io.faults import UserError
from rnn_tui.results.data.facts import informed
from rnn_tui.sweeps.folder import space_of
from rnn_tui.sweeps.samplers import first_values

MOST_CHECKED = 100
"""Combinations that are looked at before the sweep is made; others fail one by one."""


def sweep_of(config: str | None, settings: Sequence[str], options: Mapping[str, Any]) -> Experiment:
    """The experiment with the sweep that was typed. Raises UserError.

    `options` are keys of `[sweep]`; None where nothing was typed.
    """
    tried, fixed = _told_apart(settings)
    experiment = experiment_of(config, tuple(fixed))
    given = {f"sweep.{key}": value for key, value in options.items() if value is not None}
    space = dict(experiment.sweep.space) if experiment.sweep else {}
    for setting in fixed:
        space.pop(setting.partition("=")[0].strip(), None)
    space |= {key: dimension.plain for key, dimension in tried.items()}
    found = edited(experiment, [("sweep.space", space), *given.items()])
    _check(found)
    spec = found.sweep or SweepSpec()
    if not spec.space and spec.seeds == 1 and options.get("seeds") is None:
        raise UserError(
            "nothing varies in this sweep: --seeds 5 trains each combination with five seeds, "
            "--set layers.1.units=16,32 tries values; rnn-tui --batch trains a single run"
        )
    return found


def _told_apart(settings: Sequence[str]) -> tuple[dict[str, Dimension], list[str]]:
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


def _check(experiment: Experiment) -> None:
    """Raises UserError where one of the first combinations cannot be trained."""
    spec, space = experiment.sweep or SweepSpec(), space_of(experiment)
    for values in islice(first_values(spec, space), MOST_CHECKED):
        tried = edited(experiment.alone, values.items())
        found = problems(tried, informed(tried, None))
        errors = [each.sentence_to_type for each in found if each.severity == Severity.ERROR]
        if errors:
            lines = "\n  ".join(errors)
            which = ", ".join(f"{key}={value}" for key, value in values.items())
            where = f" with {which}" if which else ""
            raise UserError(f"the experiment{where} cannot be trained:\n  {lines}")
