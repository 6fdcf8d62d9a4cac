"""What may change about the experiment of a run that has begun: nothing that it has computed
depends on it.
"""

from collections.abc import Sequence

from rnn_tui.io.faults import reason
from rnn_tui.io.writing import write_atomically
from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.policies import stops_early
from rnn_tui.runs.state import RunState
from rnn_tui.spec import ConfigError, Experiment, dumps, load

EPOCHS = "train.epochs"


def extend(run: RunDirectory, epochs: int, state: RunState) -> None:
    """Let the run, which stands as `state` says, have `epochs` epochs in all.

    No engine is started. Raises RunError where that is not more than it has done, or cannot
    be written.
    """
    done = len(state.epochs)
    if epochs <= done:
        raise RunError(f"{run.label} has done {done:,} epochs already")
    try:
        rewrite(run, longer(run, state, [f"{EPOCHS}={epochs}"]))
    except ConfigError as error:
        raise RunError(f"{run.label} cannot be extended: {error}") from error


def longer(run: RunDirectory, state: RunState, settings: Sequence[str]) -> Experiment:
    """The run's experiment with the settings, so that the epochs they ask for are trained.

    Early stopping that has ended the run would end it again before the first of them: it
    counts from there on. Raises ConfigError.
    """
    experiment = load(run.experiment, settings)
    rule, done = experiment.train.early_stopping, len(state.epochs)
    if rule is None or experiment.train.epochs <= done:
        return experiment
    watched = experiment.monitored["train.early_stopping.monitor"]
    if not stops_early(state.column(watched), watched, rule):
        return experiment
    return load(run.experiment, [*settings, f"train.early_stopping.start_from_epoch={done}"])


def keep_offline(run: RunDirectory) -> None:
    """Let no engine of the run fetch IMDB's files from the network. Raises RunError."""
    try:
        rewrite(run, load(run.experiment, ["data.download=false"]))
    except ConfigError as error:
        raise RunError(f"{run.label} cannot be kept from downloading: {error}") from error


def rewrite(run: RunDirectory, experiment: Experiment) -> None:
    """Put the experiment in place of the run's. Raises RunError."""
    try:
        write_atomically(run.experiment, dumps(experiment).encode())
    except OSError as error:
        raise RunError(f"cannot resume {run.label}: {reason(error)}: {run.experiment}") from error
