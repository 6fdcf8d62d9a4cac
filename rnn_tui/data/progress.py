"""The progress of a slow step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rnn_tui.io.child_events import ProgressPrinter


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` units of one stage; the total is None while it is unknown."""

    stage: str
    done: int
    total: int | None
    unit: str


Report = Callable[[Progress], None]
"""Called now and then during slow work; an exception that it raises ends the work."""


def ignore(progress: Progress) -> None:
    """Report to nobody."""


def reporting(report: Report) -> Callable[[Mapping[str, Any]], None]:
    """A handler that passes the progress of a child process (`io/child_process.py`) on."""
    return lambda event: report(
        Progress(event["stage"], event["done"], event["total"], event["unit"])
    )


class Printed:
    """The report of a child process: prints progress for whoever has started it."""

    def __init__(self) -> None:
        self._printer = ProgressPrinter()

    def __call__(self, progress: Progress) -> None:
        self._printer.show(progress.stage, progress.done, progress.total, progress.unit)
