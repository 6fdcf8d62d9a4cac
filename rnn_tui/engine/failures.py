"""What can go wrong in an engine, in a sentence for people, and what to do about it."""

import errno

from rnn_tui.data import DataError
from rnn_tui.engine.record import Record
from rnn_tui.runs.checkpoints import CheckpointError
from rnn_tui.runs.events import Failed
from rnn_tui.runs.history import place
from rnn_tui.spec import ConfigError

MEMORY_HINT = "make train.batch_size, data.maxlen or the layers smaller, then resume or start anew"


class CountsDiffer(Exception):
    """Keras and the spec do not agree on the model: training it would be a lie."""


class DoesNotFit(Exception):
    """The checkpoint's arrays are not those of this model."""


class Diverged(Exception):
    """The loss is infinite or no number."""

    def __init__(self, name: str, value: float, epoch: int, step: int) -> None:
        """`epoch` counts from 0, `step` from 1."""
        super().__init__(f"{name} became {value} at epoch {epoch + 1}, step {step:,}")


def explain(error: Exception, record: Record) -> Failed:
    """The last event of a run that cannot go on."""
    match error:
        case ConfigError():
            sentences = "; ".join(str(fault) for fault in error.faults)
            return Failed(kind="config", message=sentences, hint="change it and start again")
        case DataError():
            return Failed(kind="data", message=str(error))
        case Diverged():
            hint = (
                "lower train.learning_rate or set train.clipnorm and start again; the last "
                f"checkpoint with finite weights stands at {place(record.saved)}"
            )
            return Failed(kind="diverged", message=str(error), hint=hint)
        case DoesNotFit() | CheckpointError():
            hint = "start the experiment anew, or bring back the experiment.toml of this run"
            return Failed(kind="engine", message=f"cannot resume: {error}", hint=hint)
        case CountsDiffer():
            return Failed(kind="engine", message=str(error), hint="please report this stack")
        case _ if isinstance(error, MemoryError) or _is_exhausted(error):
            return Failed(kind="engine", message="out of memory", hint=MEMORY_HINT)
        case OSError() if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return Failed(
                kind="engine",
                message=f"the disk is full: {error.filename or record.run.path}",
                hint="make room and resume; the last checkpoint is whole",
            )
    text = " ".join(str(error).split())[:500]
    return Failed(
        kind="engine",
        message=f"{type(error).__name__}: {text}",
        hint=f"the whole story is in {record.run.engine_log}",
    )


def _is_exhausted(error: Exception) -> bool:
    """Whether it is TensorFlow's own word for out of memory; it need not be imported for that."""
    return type(error).__name__ == "ResourceExhaustedError"
