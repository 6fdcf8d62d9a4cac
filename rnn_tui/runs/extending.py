"""More epochs for a run: the one thing about its experiment that may change afterwards."""

from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.files import write_atomically
from rnn_tui.spec import ConfigError, dumps, load


def extend(run: RunDirectory, epochs: int, done: int) -> None:
    """Let the run have `epochs` epochs in all, `done` of which it has; no engine is started.

    Raises RunError where that is not more than it has done, or cannot be written.
    """
    if epochs <= done:
        raise RunError(f"{run.run_id} has done {done:,} epochs already")
    try:
        experiment = load(run.experiment, [f"train.epochs={epochs}"])
        write_atomically(run.experiment, dumps(experiment).encode())
    except ConfigError as error:
        raise RunError(f"{run.run_id} cannot be extended: {error}") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RunError(f"{run.run_id} cannot be extended: {reason}") from error
