"""Markers: the characters that tell series apart without colours."""

from dataclasses import dataclass, replace

from rnn_tui.results.plot.curves import Role
from rnn_tui.results.plot.inks import RUN_INKS, Ink, run_ink
from rnn_tui.results.plot.view import PlotLayer


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
    band: str
    frame: dict[int, int]

    def legend(self, layer: PlotLayer) -> str:
        """The mark as the legend shows it: a line as a short piece of it."""
        mark = marker_of(layer, self)
        if layer.dots:
            return mark
        if mark != "braille":
            return mark * 2
        if layer.top is not None:
            return "⢕⢕"
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
    band="braille",
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
    band=":",
    frame=str.maketrans("─│┤├┬┴┼└", "-|+++++`"),
)


def ink_of(layer: PlotLayer) -> Ink:
    """Runs that are compared have an ink each; else what is shown has."""
    if layer.several:
        return run_ink(layer.series.run)
    if layer.series.role == Role.TRACE and layer.smoothed:
        return Ink.SMOOTHED
    return Ink(layer.series.role.value)


def marker_of(layer: PlotLayer, markers: Markers) -> str:
    """The character that plotext is to draw it with."""
    role, run = layer.series.role, layer.series.run % len(RUN_INKS)
    if layer.top is not None:
        return markers.band
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
