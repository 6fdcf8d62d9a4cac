"""The markers that tell series apart without colours, and what a character of a plot shows."""

from dataclasses import dataclass, replace
from enum import StrEnum

from rnn_tui.results.plot.curves import Role
from rnn_tui.results.plot.view import PlotLayer


class Ink(StrEnum):
    """What a character of a picture shows; a front-end has a colour for each."""

    TEXT = "text"
    TITLE = "title"
    AXIS = "axis"
    CURSOR = "cursor"
    TRACE = "trace"
    SMOOTHED = "smoothed"
    VALIDATION = "validation"
    TRAINING = "training"
    PARTIAL = "partial"
    BEST = "best"
    RUN_1 = "run-1"
    RUN_2 = "run-2"
    RUN_3 = "run-3"
    RUN_4 = "run-4"
    RUN_5 = "run-5"
    RUN_6 = "run-6"

    @property
    def ansi(self) -> str:
        """Its escape code's number, one of the 16 colours that every terminal has."""
        return _ANSI[self]


_ANSI = {
    Ink.TEXT: "0",
    Ink.TITLE: "1",
    Ink.AXIS: "2",
    Ink.CURSOR: "7",
    Ink.TRACE: "2",
    Ink.SMOOTHED: "35",
    Ink.VALIDATION: "36",
    Ink.TRAINING: "33",
    Ink.PARTIAL: "33",
    Ink.BEST: "1;32",
    Ink.RUN_1: "36",
    Ink.RUN_2: "33",
    Ink.RUN_3: "35",
    Ink.RUN_4: "32",
    Ink.RUN_5: "34",
    Ink.RUN_6: "31",
}

_RUNS = (Ink.RUN_1, Ink.RUN_2, Ink.RUN_3, Ink.RUN_4, Ink.RUN_5, Ink.RUN_6)


@dataclass(frozen=True, slots=True)
class Markers:
    """One character each, but for lines: `braille` there is plotext's name for fine dots.

    `filled` and `hollow` are the dots of training and validation where runs are compared.
    """

    training: str
    validation: str
    partial: str
    best: str
    filled: str
    hollow: str
    partial_of_run: str
    line: str
    trace: str
    smoothed: str
    frame: dict[int, int]

    def legend(self, layer: PlotLayer) -> str:
        """The mark as the legend shows it: a line as a short piece of it."""
        mark = marker_of(layer, self)
        if not layer.line:
            return mark
        if mark != "braille":
            return mark * 2
        return "⠶⠶" if layer.series.role == Role.TRACE and not layer.smoothed else "⠒⠒"


BRAILLE = Markers(
    training="●",
    validation="×",
    partial="○",
    best="◆",
    filled="●■▲▼◀▶",
    hollow="○□△▽◁▷",
    partial_of_run="◦",
    line="braille",
    trace="braille",
    smoothed="braille",
    frame={},
)

MONOCHROME = replace(BRAILLE, trace="·")
"""Without colours a smoothed line would drown in the trace that it smooths."""

ASCII = Markers(
    training="o",
    validation="x",
    partial="O",
    best="*",
    filled="abcdef",
    hollow="ABCDEF",
    partial_of_run="'",
    line="-",
    trace=".",
    smoothed="~",
    frame=str.maketrans("─│┤├┬┴┼└", "-|+++++`"),
)


def ink_of(layer: PlotLayer) -> Ink:
    """Runs that are compared have an ink each; else what is shown has."""
    if layer.several:
        return _RUNS[layer.series.run % len(_RUNS)]
    if layer.series.role == Role.TRACE and layer.smoothed:
        return Ink.SMOOTHED
    return Ink(layer.series.role.value)


def marker_of(layer: PlotLayer, markers: Markers) -> str:
    """The character that plotext is to draw it with."""
    role, run = layer.series.role, layer.series.run % len(_RUNS)
    if layer.line:
        if layer.smoothed:
            return markers.smoothed
        return markers.trace if role == Role.TRACE else markers.line
    match role:
        case Role.TRAINING:
            return markers.filled[run] if layer.several else markers.training
        case Role.PARTIAL:
            return markers.partial_of_run if layer.several else markers.partial
        case Role.BEST:
            return markers.best
        case _:
            return markers.hollow[run] if layer.several else markers.validation
