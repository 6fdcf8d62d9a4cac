"""Positions in a training, counted from 1 as people count."""

from typing import Protocol

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
