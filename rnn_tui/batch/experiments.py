"""The experiment that was typed on the command line."""

from pathlib import Path

from rnn_tui.experiment import Experiment, load, preset_names
from rnn_tui.io.places import expanded

QUICKSTART = "quickstart"


def experiment_of(config: str | None, settings: tuple[str, ...]) -> Experiment:
    """The file or preset with the settings; the quick-start without one. Raises ConfigError."""
    return load(QUICKSTART if config is None else config, settings)


def file_of(config: str | None) -> Path | None:
    """The file that `-c` names; None for a preset."""
    return None if config is None or config in preset_names() else expanded(config)


def trainable(config: str | None, settings: tuple[str, ...]) -> Experiment:
    """The experiment that was typed. Raises UserError where it cannot be trained."""
    from rnn_tui.results.data.facts import check_trainable

    experiment = experiment_of(config, settings)
    check_trainable(experiment)
    return experiment
