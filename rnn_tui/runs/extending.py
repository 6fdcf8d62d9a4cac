"""What may change about the experiment of a run that has begun: nothing that it has computed
depends on it.
"""

from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.files import write_atomically
from rnn_tui.spec import ConfigError, dumps, load


def extend(run: RunDirectory, epochs: int, done: int) -> None:
    """Let the run have `epochs` epochs in all, `done` of which it has; no engine is started.

    Raises RunError where that is not more than it has done, or cannot be written.
    """
    if epochs <= done:
        raise RunError(f"{run.label} has done {done:,} epochs already")
    _change(run, f"train.epochs={epochs}", "be extended")


def keep_offline(run: RunDirectory) -> None:
    """Let no engine of the run fetch IMDB's files from the network. Raises RunError."""
    _change(run, "data.download=false", "be kept from downloading")


def _change(run: RunDirectory, setting: str, what: str) -> None:
    try:
        experiment = load(run.experiment, [setting])
        write_atomically(run.experiment, dumps(experiment).encode())
    except ConfigError as error:
        raise RunError(f"{run.label} cannot {what}: {error}") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RunError(f"{run.label} cannot {what}: {reason}") from error
