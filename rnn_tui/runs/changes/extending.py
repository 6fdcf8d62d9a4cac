"""Changes to the experiment of a run that has begun: only what its results do not depend on."""

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
    """Give the run in this state `epochs` epochs in all. No engine is started.

    Raises RunError where it has done as many already, or the file cannot be written.
    """
    done = len(state.epochs)
    if epochs <= done:
        raise RunError(f"{run.label} has already done {done:,} epochs")
    try:
        rewrite(run, longer(run, state, [f"{EPOCHS}={epochs}"]))
    except ConfigError as error:
        raise RunError(f"{run.label} cannot be extended: {error}") from error


def longer(run: RunDirectory, state: RunState, settings: Sequence[str]) -> Experiment:
    """The run's experiment with the settings, made to train the epochs that they ask for.

    Early stopping that has ended the run would end it again before the first of them, so it
    counts from there on. Raises ConfigError, and RunError for a history without a network.
    """
    if state.imported:
        raise RunError(f"{run.label} cannot be trained: it is a history {state.imported}")
    experiment = load(run.experiment, settings)
    rule, done = experiment.train.early_stopping, len(state.epochs)
    if rule is None or experiment.train.epochs <= done:
        return experiment
    watched = experiment.monitored["train.early_stopping.monitor"]
    if not stops_early(state.column(watched), watched, rule):
        return experiment
    return load(run.experiment, [*settings, f"train.early_stopping.start_from_epoch={done}"])


def stretched(state: RunState, epochs: int) -> str:
    """A sentence about the learning rates of a cosine schedule that gets `epochs` epochs in all.

    Empty where the rates so far are also those of as many epochs in one go: so for every other
    schedule, and for a cosine whose own `epochs` are set.
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
        f"{used[-1].learning_rate:.3g} in epoch {used[-1].epoch + 1} and is "
        f"{learning_rate(longer_run, next_epoch, []):.3g} in epoch {next_epoch + 1}, unlike in a "
        f"run of {epochs:,} epochs from the start; for that, start a new run: "
        f"rnn-tui --batch -c {config} --set train.epochs={epochs}"
    )


def keep_offline(run: RunDirectory) -> None:
    """Keep the run's engines from downloading IMDB's files. Raises RunError."""
    try:
        rewrite(run, load(run.experiment, ["data.download=false"]))
    except ConfigError as error:
        raise RunError(f"cannot set data.download = false in {run.label}: {error}") from error


def rewrite(run: RunDirectory, experiment: Experiment) -> None:
    """Replace the run's experiment. Raises RunError."""
    try:
        write_atomically(run.experiment, dumps(experiment).encode())
    except OSError as error:
        raise RunError(f"cannot resume {run.label}: {reason(error)}: {run.experiment}") from error
