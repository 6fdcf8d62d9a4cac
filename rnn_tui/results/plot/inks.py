"""Inks: the meanings of a plot's characters, and the colour of each, in the app and in a shell."""

from enum import StrEnum
from typing import NamedTuple


class Colour(NamedTuple):
    """Its name in the app's theme, and its number among the eight of any terminal.

    Red 1, green 2, yellow 3, blue 4, magenta 5, cyan 6; None for the terminal's own.
    """

    theme: str
    ansi: int | None


OWN = Colour("$foreground", None)


class Ink(StrEnum):
    """The meanings of a picture's characters; `run-1` and so on are runs that are compared."""

    TEXT = "text"
    TITLE = "title"
    AXIS = "axis"
    GRID = "grid"
    CURSOR = "cursor"
    TRACE = "trace"
    SMOOTHED = "smoothed"
    VALIDATION = "validation"
    TRAINING = "training"
    PARTIAL = "partial"
    BEST = "best"
    MEASURE = "measure"
    PRUNED = "pruned"
    RUN_1 = "run-1"
    RUN_2 = "run-2"
    RUN_3 = "run-3"
    RUN_4 = "run-4"
    RUN_5 = "run-5"
    RUN_6 = "run-6"

    @property
    def colour(self) -> Colour:
        return COLOURS.get(self, OWN)

    @property
    def escape(self) -> str:
        """The numbers of its escape code in a shell."""
        number = [] if self.colour.ansi is None else [f"3{self.colour.ansi}"]
        return ";".join([*_ATTRIBUTES.get(self, []), *number]) or "0"


COLOURS = {
    Ink.SMOOTHED: Colour("$secondary", 5),
    Ink.VALIDATION: Colour("$primary", 6),
    Ink.TRAINING: Colour("$accent", 3),
    Ink.PARTIAL: Colour("$accent", 3),
    Ink.BEST: Colour("$success", 2),
    Ink.MEASURE: Colour("$primary", 6),
    Ink.PRUNED: Colour("$error", 1),
    Ink.RUN_1: Colour("$primary", 6),
    Ink.RUN_2: Colour("$accent", 3),
    Ink.RUN_3: Colour("$success", 2),
    Ink.RUN_4: Colour("$error", 1),
    Ink.RUN_5: Colour("$secondary", 5),
    Ink.RUN_6: Colour("$foreground", 4),  # the terminal's own is that of the text
}

_ATTRIBUTES = {
    Ink.TITLE: ["1"],  # bold
    Ink.BEST: ["1"],
    Ink.AXIS: ["2"],  # dim
    Ink.GRID: ["2"],
    Ink.TRACE: ["2"],
    Ink.CURSOR: ["7"],  # reverse
}

RUN_INKS = tuple(ink for ink in Ink if ink.startswith("run-"))


def run_ink(number: int) -> Ink:
    """The ink of a run among those that are compared, counted from 0."""
    return RUN_INKS[number % len(RUN_INKS)]
