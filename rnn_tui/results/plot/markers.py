"""Markers: the characters that tell series apart without colours."""

from dataclasses import dataclass, replace

from rnn_tui.results.plot import raster
from rnn_tui.results.plot.curves import Role
from rnn_tui.results.plot.inks import RUN_INKS, Ink, run_ink
from rnn_tui.results.plot.layers import PlotLayer

PRUNED = "+"
"""The end of a run that was pruned, in any terminal."""


@dataclass(frozen=True, slots=True)
class Markers:
    """One character each, or the name of one of the marks of `raster` that are finer than a cell.

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
    grid: str
    frame: dict[int, int]

    def legend(self, layer: PlotLayer) -> str:
        """The mark as the legend shows it: a line as a short piece of it."""
        mark = marker_of(layer, self)
        if layer.dots:
            return "■" if mark == raster.HALVES else mark
        if mark != raster.BRAILLE:
            return ("▄" if mark == raster.HALVES else mark) * 2
        if layer.top is not None:
            return "⢕⢕"
        return "⠶⠶" if layer.series.role == Role.TRACE and not layer.smoothed else "⠒⠒"


BRAILLE = Markers(
    training=raster.HALVES,
    validation="×",
    partial="□",
    best="◆",
    filled="●■▲▼◀▶",
    hollow="○□△▽◁▷",
    partial_of_run="◦",
    line=raster.BRAILLE,
    trace=raster.BRAILLE,
    smoothed=raster.BRAILLE,
    band=raster.BRAILLE,
    grid="·",
    frame={},
)

BLOCKS = replace(
    BRAILLE,
    training="o",
    validation="x",
    partial="O",
    best="*",
    filled="abcdef",
    hollow="ABCDEF",
    partial_of_run="'",
    line=raster.HALVES,
    trace="░",
    smoothed=raster.HALVES,
    band="░",
    grid=" ",
)
"""For the console of Linux, whose fonts hold the characters of a PC of 1981 and no braille."""

MONOCHROME = replace(BRAILLE, trace="·", grid=" ")
"""Without colours a smoothed line would drown in the trace that it smooths, and all in a grid."""

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
    grid=" ",
    frame=str.maketrans("─│┤├┬┴┼└", "-|+++++`"),
)


def ink_of(layer: PlotLayer) -> Ink:
    """Runs that are compared have an ink each; else what is shown has."""
    if layer.series.role == Role.PRUNED:
        return Ink.PRUNED
    if layer.several:
        return run_ink(layer.series.run)
    if layer.series.role == Role.TRACE and layer.smoothed:
        return Ink.SMOOTHED
    if layer.lead:
        return Ink.TRAINING
    return Ink(layer.series.role.value)


def marker_of(layer: PlotLayer, markers: Markers) -> str:
    """The character that it is drawn with, or the name of a finer mark."""
    role, run = layer.series.role, layer.series.run % len(RUN_INKS)
    if layer.top is not None:
        return markers.band
    if layer.line:
        if layer.smoothed:
            return markers.smoothed
        return markers.trace if role == Role.TRACE else markers.line
    match role:
        case Role.TRAINING | Role.MEASURE:
            return markers.filled[run] if layer.several else markers.training
        case Role.PARTIAL:
            return markers.partial_of_run if layer.several else markers.partial
        case Role.BEST:
            return markers.best
        case Role.PRUNED:
            return PRUNED
        case _:
            return markers.hollow[run] if layer.several else markers.validation


def markers_for(terminal: str, encoding: str, *, colour: bool) -> Markers:
    """The finest markers that a terminal shows well, by its TERM and the encoding of its output."""
    if encoding.lower().replace("-", "").replace("_", "") != "utf8":
        return ASCII
    if terminal == "linux":
        return BLOCKS
    return BRAILLE if colour else MONOCHROME
