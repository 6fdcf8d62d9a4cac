"""`python -m rnn_tui.engine.export RUN_DIRECTORY FILE [--best]`: a checkpoint as a Keras model.

FILE is the number of a file descriptor that is open for writing. What is written is a plain
`.keras` file of Keras's own layers. On stdout one event (`io/child_events.py`): `exported` (epoch,
batch and phase of the checkpoint, complaints about damaged ones that were passed over), or `failed`
with exit status 1. An engine may be running meanwhile: nothing of the run is written.
"""

import os
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from rnn_tui.engine import tf_environment
from rnn_tui.engine.failures import CountsDiffer, DoesNotFit
from rnn_tui.experiment import ConfigError, Experiment, load
from rnn_tui.io.child_events import fail, say
from rnn_tui.io.faults import reason
from rnn_tui.runs.directory import RunDirectory
from rnn_tui.runs.files import checkpoints
from rnn_tui.runs.files.checkpoints import Checkpoint, CheckpointError
from rnn_tui.runs.files.size_limits import checkpoint_bytes

ATTEMPTS = 5


class CannotExport(Exception):
    """One sentence for people."""


def main(arguments: list[str]) -> int:
    """Exit status 0, 1 for what the run lacks, 2 for a wrong call."""
    best = "--best" in arguments
    paths = [argument for argument in arguments if argument != "--best"]
    if len(paths) != 2 or not paths[1].isdecimal():
        print("usage: python -m rnn_tui.engine.export RUN_DIRECTORY FILE [--best]", file=sys.stderr)
        return 2
    tf_environment.prepare()
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"  # the GPU's memory belongs to those who train
    try:
        with os.fdopen(int(paths[1]), "wb") as file:
            told = export_checkpoint(RunDirectory(Path(paths[0])), file, best=best)
    except CannotExport as error:
        fail(str(error), 1)
    except Exception as error:  # a damaged file can raise anything: whoever waits is told
        traceback.print_exc()
        why = f"{type(error).__name__}: {error}".partition("\n")[0]
        fail(f"the model cannot be made: {why}", 1)
    say("exported", **told)
    return 0


def export_checkpoint(run: RunDirectory, file: BinaryIO, *, best: bool) -> dict[str, Any]:
    """Write the model into the file; what the checkpoint says about itself. Raises CannotExport."""
    try:
        experiment = load(run.experiment)
    except ConfigError as error:
        raise CannotExport(f"run {run.label} cannot be read: {error}") from error
    limit = checkpoint_bytes(experiment)
    found, complaints = _best(run, limit) if best else _last(run, limit)
    model = _model(experiment, found)
    from rnn_tui.engine.keras_file import write_model

    try:
        write_model(model, file)
        file.flush()
    except OSError as error:
        raise CannotExport(f"cannot write the model: {reason(error)}") from error
    position = found.position
    return {
        "epoch": position.epoch,
        "batch": position.batch,
        "phase": position.phase.value,
        "complaints": complaints,
    }


def _best(run: RunDirectory, limit: int) -> tuple[Checkpoint, list[str]]:
    path = run.checkpoints / checkpoints.BEST
    try:
        return checkpoints.load(path, limit), []
    except FileNotFoundError as error:
        raise CannotExport(
            f"run {run.label} has no best epoch yet: its first epoch is not complete"
        ) from error
    except (CheckpointError, OSError) as error:
        raise CannotExport(
            f"the best checkpoint of run {run.label} cannot be used: {error}; "
            "export the last one instead"
        ) from error


def _last(run: RunDirectory, limit: int) -> tuple[Checkpoint, list[str]]:
    """The last good one; a running engine may drop the listed ones before they are opened."""
    complaints: list[str] = []
    for _ in range(ATTEMPTS):
        found, complaints = checkpoints.load_last(run.checkpoints, limit)
        if found is not None:
            return found, complaints
        if not complaints:
            raise CannotExport(
                f"run {run.label} has no checkpoint yet: stop it, or wait for the first one"
            )
    raise CannotExport(f"run {run.label} has no checkpoint that can be read: {complaints[0]}")


def _model(experiment: Experiment, checkpoint: Checkpoint) -> Any:
    """Keras's own layers with the weights of the checkpoint; states of dropout are no weights.

    The optimizer's state goes along, so that whoever loads the model can train it further.
    """
    from rnn_tui.engine.build import build_stock  # seconds: not for a refusal
    from rnn_tui.engine.variables import assign

    try:
        model = build_stock(experiment)
        weights = [
            array
            for array, about in zip(checkpoint.model, checkpoint.variables, strict=True)
            if about["weight"]
        ]
        model.set_weights(weights)
        model.optimizer.build(model.trainable_variables)
        assign(model.optimizer.variables, checkpoint.optimizer, "optimizer")
    except (CountsDiffer, DoesNotFit, ValueError, KeyError, TypeError) as error:
        why = str(error).partition("\n")[0]
        raise CannotExport(f"the checkpoint does not fit the experiment: {why}") from error
    return model


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
