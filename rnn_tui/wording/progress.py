"""Progress: the part of something that is done, and the step that a start is waiting for."""

from typing import Protocol

from rnn_tui.wording.language import told, tr
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
    """`1,200 of 25,000 texts`, `3.1 MB of 16.7 MB`; without a total just how much is done.

    In the language of this process.
    """
    if unit == "bytes":
        return _of(byte_size(done), byte_size(total) if total else "")
    return f"{_of(f'{done:,}', f'{total:,}' if total else '')} {tr(unit)}".rstrip()


def _of(done: str, total: str) -> str:
    return tr("{done} of {total}", done=done, total=total) if total else done


def starting(run: Starting) -> str:
    """The step that a start is waiting for: `loading data: 3.1 MB of 16.7 MB`.

    In the language of this process.
    """
    status = run.status
    if status is None or not status.doing:
        return tr("the engine is starting") if run.state == "queued" else tr(run.state)
    if not status.total:
        return told(status.doing)
    return f"{told(status.doing)}{tr(': ')}{amount(status.done, status.total, status.unit)}"
