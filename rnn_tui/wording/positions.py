"""Positions in a training, counted from 1 as people count."""

from collections.abc import Sized
from typing import Protocol

from rnn_tui.wording.language import tr

STEPS = {"train": "step", "validate": "validation", "test": "test"}
"""Names of the batches of each phase where they are counted: `step 12/782`."""


class Placed(Protocol):
    """`batch` batches of `phase` (train, validate, test) of epoch `epoch`, from 0, are done."""

    @property
    def epoch(self) -> int: ...

    @property
    def batch(self) -> int: ...

    @property
    def phase(self) -> str: ...


def place(at: Placed) -> str:
    """The position of a run: `epoch 2, batch 1,080`; between two epochs `the end of epoch 2`."""
    if at.phase == "test":
        return f"batch {at.batch:,} of the test" if at.batch else "the start of the test"
    if at.phase == "validate":
        of = f"the validation of epoch {at.epoch + 1}"
        return f"batch {at.batch:,} of {of}" if at.batch else f"the start of {of}"
    if at.batch:
        return f"epoch {at.epoch + 1}, batch {at.batch:,}"
    return f"the end of epoch {at.epoch}" if at.epoch else "the start"


class Progressing(Protocol):
    """A run: its state, where it stands, and how many epochs it has and is to have."""

    @property
    def state(self) -> str: ...

    @property
    def position(self) -> Placed: ...

    @property
    def epochs(self) -> Sized: ...

    @property
    def total_epochs(self) -> int: ...


def progress_words(run: Progressing) -> str:
    """`running 3/10` in its third epoch, `stopped 2/10` after two; `finished`, `starting`."""
    if run.state in ("running", "paused", "stopping"):
        return f"{run.state} {min(run.position.epoch + 1, run.total_epochs)}/{run.total_epochs}"
    if run.state in ("stopped", "failed", "lost"):
        return f"{run.state} {len(run.epochs)}/{run.total_epochs}"
    return f"{run.state}"


def progress_shown(run: Progressing) -> str:
    """The same in the language of this process."""
    state, blank, numbers = progress_words(run).partition(" ")
    return f"{tr(state)}{blank}{numbers}"
