"""Failures of an engine, each as a sentence for people with what to do about it."""

import errno

from rnn_tui.data import DataError
from rnn_tui.engine.causes import cause_of
from rnn_tui.engine.record import Record
from rnn_tui.experiment import ConfigError
from rnn_tui.runs.files.checkpoints import CheckpointError
from rnn_tui.runs.files.events import Failed
from rnn_tui.runs.position import Position
from rnn_tui.wording.positions import place

MEMORY_HINT = (
    "free some memory and resume, or start a new run with a smaller train.batch_size, data.maxlen "
    "or layers"
)

_FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "this user's disk quota is used up",
    errno.EFBIG: "a file would exceed the allowed size (ulimit -f)",
    errno.EROFS: "the disk is read-only",
}

_EXHAUSTED = ("resource_exhausted", "out of memory", "out_of_memory", "bad_alloc")


class CountsDiffer(Exception):
    """Keras builds another model than the experiment describes: training it would be a lie."""


class CannotExport(Exception):
    """A model cannot be written, in one sentence for people."""


class DoesNotFit(Exception):
    """The checkpoint's arrays are not those of this model."""


class Diverged(Exception):
    """The loss, or a weight, is infinite or no number."""

    def __init__(self, name: str, value: float | str, where: str) -> None:
        super().__init__(f"{name} became {value} {where}")

    @staticmethod
    def at_step(name: str, value: float, epoch: int, step: int) -> "Diverged":
        """`epoch` counts from 0, `step` from 1."""
        return Diverged(name, value, f"at epoch {epoch + 1}, step {step:,}")

    @staticmethod
    def in_weights(at: Position) -> "Diverged":
        """The losses up to this position were finite."""
        where = f"by {place(at)}" if at.batch else f"by the end of epoch {at.epoch}"
        return Diverged("a weight", "infinite or not a number", where)


def explain(error: Exception, record: Record) -> Failed | None:
    """The last event of a run that cannot go on; None for an unforeseen error."""
    match error:
        case ConfigError():
            sentences = "; ".join(str(fault) for fault in error.faults)
            return Failed(kind="config", message=sentences, hint="change it and start again")
        case DataError():
            return Failed(kind="data", message=str(error), hint=_where_it_is(record))
        case Diverged():
            return Failed(kind="diverged", message=str(error), hint=_way_out(error, record))
        case DoesNotFit() | CheckpointError():
            hint = "start the experiment again, or restore the experiment.toml of this run"
            return Failed(kind="engine", message=f"cannot resume: {error}", hint=hint)
        case CountsDiffer():
            return Failed(kind="engine", message=str(error), hint="please report this stack")
        case OSError() if record.homeless:
            return homeless(record)
        case OSError() if error.errno in _FULL:
            return _disk_full(error, record)
        case _ if _is_exhausted(error):
            return Failed(kind="engine", message="out of memory", hint=MEMORY_HINT)
    return None


def may_be_inherited(error: Exception, record: Record) -> bool:
    """True for a failure in which an earlier run of the process may have a part."""
    failure = explain(error, record)
    return failure is None or (failure.kind == "engine" and not isinstance(error, OSError))


def unexplained(error: Exception, record: Record) -> Failed:
    """The last event for an unforeseen error."""
    return Failed(
        kind="engine",
        message=cause_of(error),
        hint=f"details are in {record.run.engine_log}",
    )


def homeless(record: Record) -> Failed:
    """For the engine's own log, which is all that is left of the run."""
    return Failed(
        kind="engine",
        message=f"the directory of the run is gone: {record.run.path}",
        hint="it was deleted or moved during the run; the engine has stopped",
    )


def _where_it_is(record: Record) -> str:
    """For a run that has read its data before: it may lie elsewhere."""
    if not record.before.fingerprint:
        return ""
    return (
        "if the data has moved: rnn-tui resume "
        f"{record.run.label} --set data.path=PATH continues with the same data from there"
    )


def _way_out(error: Diverged, record: Record) -> str:
    saved = place(record.saved)
    before = record.before.failure
    if before is not None and before.message == str(error):
        return (
            "this happened the last time too, and a resume computes the same numbers again; start "
            "a new run with a lower train.learning_rate or with train.clipnorm (the weights at "
            f"{saved} are kept)"
        )
    return (
        "lower train.learning_rate or set train.clipnorm and start again; the last "
        f"checkpoint with finite weights is at {saved}"
    )


def _disk_full(error: OSError, record: Record) -> Failed:
    assert error.errno is not None
    path = error.filename or record.run.path
    return Failed(
        kind="engine",
        message=f"{_FULL[error.errno]}: cannot write {path}",
        hint=f"free some space, then resume: it continues from {place(record.saved)}",
    )


def _is_exhausted(error: Exception) -> bool:
    """True if memory has run out; TensorFlow has several words for it and need not be imported."""
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return True
    kind = type(error)
    said = str(error).lower() if kind.__module__.startswith("tensorflow") else ""
    return kind.__name__ == "ResourceExhaustedError" or any(word in said for word in _EXHAUSTED)
