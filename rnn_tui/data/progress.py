"""The progress of a slow step."""

from collections.abc import Callable
from dataclasses import dataclass


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
