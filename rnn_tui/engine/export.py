"""`python -m rnn_tui.engine.export RUN_DIRECTORY TARGET [--best] [--to FORMAT]`: a checkpoint as
a Keras model, or as the files of another format.

TARGET is the number of a file descriptor that is open for writing, for a plain `.keras` file of
Keras's own layers; with `--to` it is a folder for the files of that format (`engine/formats`).
On stdout one event (`io/child_events.py`): `exported` (epoch, batch and phase of the checkpoint,
complaints about damaged ones that were passed over, notes about what was written), or `failed` with
exit status 1. An engine may be running meanwhile: nothing of the run is written.
"""

import argparse
import os
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from rnn_tui.engine import tf_environment
from rnn_tui.engine.failures import CannotExport, CountsDiffer, DoesNotFit
from rnn_tui.experiment import ConfigError, Experiment, load
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.io.child_events import fail, say
from rnn_tui.io.faults import reason
from rnn_tui.runs.directory import RunDirectory
from rnn_tui.runs.files import checkpoints
from rnn_tui.runs.files.checkpoints import Checkpoint, CheckpointError
from rnn_tui.runs.files.size_limits import checkpoint_bytes

ATTEMPTS = 5


QUANTIZED = ("int8",)


def main(arguments: list[str]) -> int:
    """Exit status 0, 1 for what the run lacks, 2 for a wrong call."""
    parser = argparse.ArgumentParser("python -m rnn_tui.engine.export")
    parser.add_argument("run", type=Path)
    parser.add_argument("target")
    parser.add_argument("--best", action="store_true")
    parser.add_argument("--to", default="")
    parser.add_argument("--quantize", choices=QUANTIZED)
    given = parser.parse_args(arguments)
    tf_environment.prepare()
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"  # the GPU's memory belongs to those who train
    run = RunDirectory(given.run)
    try:
        if given.to:
            folder, quantize = Path(given.target), bool(given.quantize)
            told = export_folder(run, folder, given.to, best=given.best, quantize=quantize)
        else:
            with os.fdopen(int(given.target), "wb") as file:
                told = export_checkpoint(run, file, best=given.best)
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
    _, model, told = _of_run(run, best=best)
    from rnn_tui.engine.keras_file import write_model

    try:
        write_model(model, file)
        file.flush()
    except OSError as error:
        raise CannotExport(f"cannot write the model: {reason(error)}") from error
    return told


def export_folder(
    run: RunDirectory, folder: Path, to: str, *, best: bool, quantize: bool
) -> dict[str, Any]:
    """Write the files of a format into the folder, and run them once. Raises CannotExport."""
    experiment, model, told = _of_run(run, best=best)
    from rnn_tui.engine.formats import EXACT, written
    from rnn_tui.engine.formats.quantized import quantized

    tables = [layer.input_dim for layer in experiment.layers if isinstance(layer, Embedding)]
    ids = min(tables, default=2)
    try:
        difference = written(model, to, folder, ids, experiment.data.maxlen)
        notes = [f"tried on made-up texts: at most {difference:.1e} from Keras's probabilities"]
        if difference > EXACT:
            notes.append(
                "that is rounding, which this network multiplies from timestep to timestep"
            )
        if quantize:
            notes = quantized(model, folder, experiment)
    except OSError as error:
        raise CannotExport(f"cannot write the model: {reason(error)}") from error
    return told | {"notes": notes, "difference": difference}


def _of_run(run: RunDirectory, *, best: bool) -> tuple[Experiment, Any, dict[str, Any]]:
    """The model with the weights of a checkpoint, and what that says about itself.

    Raises CannotExport.
    """
    try:
        experiment = load(run.experiment)
    except ConfigError as error:
        raise CannotExport(f"run {run.label} cannot be read: {error}") from error
    limit = checkpoint_bytes(experiment)
    found, complaints = _best(run, limit) if best else _last(run, limit)
    position = found.position
    return (
        experiment,
        _model(experiment, found),
        {
            "epoch": position.epoch,
            "batch": position.batch,
            "phase": position.phase.value,
            "complaints": complaints,
        },
    )


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
