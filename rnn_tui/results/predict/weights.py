"""Weights of a run: those of its last checkpoint or of its best one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rnn_tui.cells.base import Array
from rnn_tui.experiment import Experiment
from rnn_tui.io.faults import UserError, reason
from rnn_tui.io.reading import Stamp, stamp
from rnn_tui.runs import Phase, Position, RunDirectory, RunError, RunState, read_state
from rnn_tui.runs.files.checkpoints import (
    BEST,
    CheckpointError,
    file_name,
    list_checkpoints,
    load_weights,
)
from rnn_tui.runs.files.size_limits import checkpoint_bytes
from rnn_tui.wording.positions import place

Which = Literal["last", "best"]

ATTEMPTS = 5


class PredictError(UserError):
    """One sentence: why nothing can be predicted, and what to do where there is something."""


@dataclass(frozen=True, slots=True, eq=False)
class ChosenWeights:
    """The weights of a checkpoint, in the order of Keras's `model.weights`.

    `position` is where the training stood, None where that is not known; `notes` tell of
    damaged checkpoints that were passed over.
    """

    which: Which
    path: Path
    weights: Sequence[Array]
    position: Position | None
    notes: tuple[str, ...]
    stamp: Stamp | None

    @property
    def words(self) -> str:
        """`last checkpoint, epoch 3, batch 1,080`, or `best checkpoint, after epoch 2`."""
        at = self.position
        if at is None:
            return f"{self.which} checkpoint"
        between = at.phase == Phase.TEST or (at.phase == Phase.TRAIN and at.batch == 0)
        where = f"after epoch {at.epoch}" if between else place(at)
        return f"{self.which} checkpoint, {where}"

    @property
    def is_outdated(self) -> bool:
        """True once the run has written another such checkpoint."""
        paths = _candidates(RunDirectory(self.path.parent.parent), self.which)
        return bool(paths) and (paths[0] != self.path or stamp(paths[0]) != self.stamp)


def kept_weights(run: RunDirectory, experiment: Experiment) -> Which:
    """The weights that the run itself would test and save if it ended now."""
    best = experiment.train.restore_best and (run.checkpoints / BEST).is_file()
    return "best" if best else "last"


def choose_weights(run: RunDirectory, which: Which | None = None) -> tuple[RunState, ChosenWeights]:
    """The run's state and its weights; without a wish those that it keeps. Raises PredictError.

    A damaged last checkpoint gives way to the one before it.
    """
    if not run.is_run:
        raise PredictError(f"no run {run.label} in {run.path.parent}")
    try:
        state = read_state(run)
    except (RunError, OSError) as error:
        raise PredictError(str(error)) from error
    assert state.experiment is not None  # read_state has loaded it
    which = which or kept_weights(run, state.experiment)
    notes: list[str] = []
    for _ in range(ATTEMPTS):  # an engine may drop what was listed before it is opened
        notes.clear()
        for path in _candidates(run, which):
            before = stamp(path)
            try:
                weights = load_weights(path, checkpoint_bytes(state.experiment))
            except (CheckpointError, OSError) as error:
                notes.append(f"cannot use the checkpoint {path}: {reason(error)}")
                continue
            return state, ChosenWeights(
                which, path, weights, _position(state, which, path), tuple(notes), before
            )
        if not notes:
            break
    raise PredictError(_why_none(run, state, which, notes))


def _candidates(run: RunDirectory, which: Which) -> list[Path]:
    """The files to try, in this order."""
    if which == "last":
        return list_checkpoints(run.checkpoints)[::-1]
    best = run.checkpoints / BEST
    return [best] if best.is_file() else []


def _position(state: RunState, which: Which, path: Path) -> Position | None:
    if which == "best":
        return Position(state.best.epoch + 1) if state.best is not None else None
    at = state.checkpoint
    return at if at is not None and file_name(at) == path.name else None


def _why_none(run: RunDirectory, state: RunState, which: Which, notes: Sequence[str]) -> str:
    if not run.is_run:
        return f"run {run.label} is gone from {run.path.parent}"
    if state.imported:
        return f"run {run.label} has no network: it is a history {state.imported}"
    if notes:
        other = "; use the last one instead" if which == "best" else ""
        return f"run {run.label} has no {which} checkpoint that can be read: {notes[0]}{other}"
    if which == "best":
        return (
            f"run {run.label} has no best checkpoint before its first epoch is complete; use "
            "the last one"
        )
    what = "wait for the first one, or stop it" if state.state.live else "resume it"
    return f"run {run.label} has no checkpoint yet: {what}"
