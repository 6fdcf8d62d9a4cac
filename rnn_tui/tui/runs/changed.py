"""Experiments with a change that is typed for all of them. No Textual."""

import shlex
from collections.abc import Mapping

from rnn_tui.experiment import ConfigError, Experiment, Severity, problems
from rnn_tui.experiment.loading import with_settings
from rnn_tui.io.faults import UserError
from rnn_tui.results.data.facts import informed


def changed(experiments: Mapping[str, Experiment], typed: str) -> tuple[Experiment, ...]:
    """Each experiment with the `key=value` settings in the text, divided as a shell would.

    The experiments are named by their runs. Raises UserError where one of them cannot take the
    settings, or cannot be trained with them.
    """
    try:
        settings = shlex.split(typed)
    except ValueError as error:
        raise UserError("a quotation mark is opened and not closed") from error
    for setting in settings:
        if "=" not in setting:
            raise UserError(f"a change is key=value, not {setting}: train.epochs=10")
    return tuple(_changed(run, each, settings) for run, each in experiments.items())


def _changed(run: str, experiment: Experiment, settings: list[str]) -> Experiment:
    try:
        found = with_settings(experiment.alone, settings)
    except ConfigError as error:
        raise UserError(f"{run}: {error}") from error
    for problem in problems(found, informed(found, None)):
        if problem.severity == Severity.ERROR:
            raise UserError(f"{run}: {problem.sentence}")
    return found
