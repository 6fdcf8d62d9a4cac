"""The position of a run: epoch, batch, phase; and the states that a run can be in."""

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """The use that is made of the batches."""

    TRAIN = "train"
    VALIDATE = "validate"
    TEST = "test"


class State(StrEnum):
    """The states of a run. `LOST` is never written: a reader concludes it."""

    QUEUED = "queued"
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"
    LOST = "lost"

    @property
    def live(self) -> bool:
        """Check whether an engine should be running."""
        return self in _LIVE

    @property
    def resumable(self) -> bool:
        return self in (State.STOPPED, State.LOST, State.FAILED)


_LIVE = frozenset({State.QUEUED, State.STARTING, State.RUNNING, State.PAUSED, State.STOPPING})

_ORDER = {Phase.TRAIN: 0, Phase.VALIDATE: 1, Phase.TEST: 2}


@dataclass(frozen=True, slots=True)
class Position:
    """`batch` batches of `phase` of epoch `epoch` (from 0) are done.

    The test comes after the last epoch: its `epoch` is the number of epochs trained.
    """

    epoch: int = 0
    batch: int = 0
    phase: Phase = Phase.TRAIN

    @property
    def key(self) -> tuple[int, int, int]:
        """Sorts positions in the order in which a run passes them."""
        return (self.epoch, _ORDER[self.phase], self.batch)
