"""The line of `evaluate --json`."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """A network on labelled texts: those at `data`, or the test part of its run.

    `confusion[true][predicted]` counts texts, in the order of `classes`.
    """

    v: Literal[1] = 1
    run: str
    checkpoint: str
    data: str | None
    texts: int
    logs: dict[str, float]
    classes: list[str]
    confusion: list[list[int]]
