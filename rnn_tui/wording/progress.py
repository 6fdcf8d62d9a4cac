"""Progress: the part of something that is done, and the step that a start is waiting for."""

from typing import Protocol

from rnn_tui.wording.numbers import byte_size

STOPPING_WORDS = "stopping: everything trained so far is kept"
"""True at any moment, also before the first batch, when there is nothing to save."""


class Doing(Protocol):
    """Something that takes a while: `done` of `total` (None or 0 where unknown) of `unit`."""

    @property
    def doing(self) -> str: ...

    @property
    def done(self) -> int: ...

    @property
    def total(self) -> int | None: ...

    @property
    def unit(self) -> str: ...


class Starting(Protocol):
    """A run and the last status of its engine."""

    @property
    def state(self) -> str: ...

    @property
    def status(self) -> Doing | None: ...


def amount(done: int, total: int | None, unit: str) -> str:
    """`1,200 of 25,000 texts`, `3.1 MB of 16.7 MB`; without a total just how much is done."""
    if unit == "bytes":
        return f"{byte_size(done)} of {byte_size(total)}" if total else byte_size(done)
    numbers = f"{done:,} of {total:,}" if total else f"{done:,}"
    return f"{numbers} {unit}".rstrip()


def starting(run: Starting) -> str:
    """The step that a start is waiting for: `loading data: 3.1 MB of 16.7 MB`."""
    status = run.status
    if status is None or not status.doing:
        return "the engine is starting" if run.state == "queued" else run.state
    if not status.total:
        return status.doing
    return f"{status.doing}: {amount(status.done, status.total, status.unit)}"
