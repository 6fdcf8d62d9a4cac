"""What may change about the experiment of a run that has begun: nothing that it has computed
depends on it.
"""

from collections.abc import Sequence
from shlex import quote

from rnn_tui.experiment import ConfigError, Experiment, dumps, load
from rnn_tui.experiment.train import CosineDecay
from rnn_tui.io.faults import reason
from rnn_tui.io.text import visible
from rnn_tui.io.writing import write_atomically
from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.state.policies import learning_rate, stops_early
from rnn_tui.runs.state.run_state import RunState

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


def stretched(state: RunState, epochs: int) -> str:
    """What a cosine schedule makes of `epochs` epochs in all after those that are trained.

    Empty where the rates that were used are also those of so many epochs in one go: that holds
    for every other schedule, and for a cosine whose own `epochs` are set.
    """
    experiment = state.experiment
    if experiment is None or not isinstance(experiment.train.schedule, CosineDecay):
        return ""
    train = experiment.train.model_copy(update={"epochs": epochs})
    longer_run = experiment.model_copy(update={"train": train})
    used = state.recorded
    if all(record.learning_rate == learning_rate(longer_run, record.epoch, []) for record in used):
        return ""
    next_epoch = len(state.epochs)
    config = quote(visible(str(state.path / "experiment.toml")))
    return (
        f"the cosine schedule is stretched to {epochs:,} epochs: the learning rate was "
        f"{used[-1].learning_rate:.3g} in epoch {used[-1].epoch + 1} and goes on with "
        f"{learning_rate(longer_run, next_epoch, []):.3g} in epoch {next_epoch + 1}, which is not "
        f"what {epochs:,} epochs in one go give; for that start a new run: "
        f"rnn-tui --batch -c {config} --set train.epochs={epochs}"
    )


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
