"""How far a slow step has come."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` units of one stage; the total is None while it is not known."""

    stage: str
    done: int
    total: int | None
    unit: str


Report = Callable[[Progress], None]
"""Called now and then while something slow goes on; what it raises ends the work."""


def ignore(progress: Progress) -> None:
    """The report of those who do not want to know."""
