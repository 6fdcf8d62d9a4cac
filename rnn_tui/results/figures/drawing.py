"""Figures drawn by matplotlib: training as dots, validation as a line, as in the introduction."""

from collections.abc import Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from rnn_tui.io.text import one_line
from rnn_tui.results.figures import of_texts
from rnn_tui.results.figures.look import MOST_COLUMNS, PANEL, Look
from rnn_tui.results.figures.shown import Plot, TextPlot
from rnn_tui.results.plot.curves import Curves, Role, Series
from rnn_tui.results.plot.technical import LOGARITHMIC
from rnn_tui.wording.numbers import short_number

BAND_ALPHA = 0.18
DOT: dict[str, Any] = {"marker": "o", "markersize": 3.4, "linestyle": "none"}
RING: dict[str, Any] = DOT | {"marker": "D", "markersize": 6.5, "markerfacecolor": "none"}

LEGEND_ROW = 0.19
"""Inches for each row of a legend below the plots."""

LONGEST_NAME, LONGEST_OF_TWO = 90, 50
"""Characters of a name in a legend of one column, and in one of two."""

Named = tuple[Artist, str]


def draw(plots: Sequence[Plot], look: Look, log: bool = False) -> Figure:
    """A figure of all of the plots, in rows of two; runs that are compared are named below."""
    columns = min(MOST_COLUMNS, len(plots))
    rows = -(-len(plots) // columns)
    runs = _runs(plots, look)
    abreast = 2 if columns == 2 and all(len(name) <= LONGEST_OF_TWO for _, name in runs) else 1
    height = PANEL[1] * rows + LEGEND_ROW * -(-len(runs) // abreast)
    figure = Figure(figsize=(PANEL[0] * columns, height), layout="constrained")
    figure.set_facecolor(look.paper or "none")
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes, plot in zip(grid.flat, plots, strict=False):
        axes.set_facecolor("none")
        if isinstance(plot, TextPlot):
            of_texts.draw(axes, plot, look)
        else:
            _draw_curves(axes, plot, look, log)
    for axes in list(grid.flat)[len(plots) :]:
        axes.set_visible(False)
    if runs:
        _legend(figure, runs, look, loc="outside lower left", ncols=abreast)
    return figure


def _draw_curves(axes: Axes, curves: Curves, look: Look, log: bool) -> None:
    axes.set_title(one_line(curves.title))
    if curves.note:
        axes.text(0.5, 0.5, curves.note, ha="center", transform=axes.transAxes)
        axes.set_axis_off()
        return
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True, min_n_ticks=1))
    log = log or curves.quantity in LOGARITHMIC
    if log and any((series.y > 0).any() for series in curves.series):
        axes.set_yscale("log", nonpositive="mask")
    for series in curves.series:
        _draw_series(axes, series, look)
    if axes.get_yscale() == "log":
        _number_decades(axes)
    kinds = _kinds(curves, look.muted if curves.several else look.hue(0))
    if kinds:
        _legend(axes, kinds, look, loc="best")


def _number_decades(axes: Axes) -> None:
    """Plain numbers: matplotlib writes its own as formulas, which are off for the sake of names.

    Within one decade the numbers between are written, too.
    """
    plain = FuncFormatter(lambda value, _: short_number(value))
    axes.yaxis.set_major_formatter(plain)
    low, high = axes.get_ylim()
    axes.yaxis.set_minor_formatter(plain if high < 10 * low else NullFormatter())


def _draw_series(axes: Axes, series: Series, look: Look) -> None:
    hue, style = look.hue(series.run), look.style(series.run)
    match series.role:
        case Role.TRAINING:
            axes.plot(series.x, series.y, color=hue, zorder=3, **DOT)
        case Role.VALIDATION:
            axes.plot(series.x, series.y, style, color=hue, linewidth=1.5, zorder=4)
            if series.x.size == 1:  # a line of one point is nothing
                axes.plot(series.x, series.y, "_", color=hue, markersize=9, zorder=4)
        case Role.PARTIAL:
            axes.plot(series.x, series.y, color=hue, zorder=5, **DOT | {"markerfacecolor": "none"})
        case Role.BEST:
            axes.plot(series.x, series.y, color=hue, zorder=6, **RING)
        case Role.TRACE:  # the means over the epochs say the same, and can be read
            return
        case _:
            axes.plot(series.x, series.y, style, color=hue, linewidth=1.2, zorder=4)
    spread = series.spread
    if spread is not None and series.role is Role.VALIDATION:
        ends = (series.x, spread.low, spread.high)
        axes.fill_between(*ends, color=hue, alpha=BAND_ALPHA, linewidth=0)


def _kinds(curves: Curves, hue: str) -> list[Named]:
    """What the marks mean, as far as they occur."""
    roles = {each.role: each.name for each in curves.series}
    hollow = DOT | {"markerfacecolor": "none"}
    marks = {
        Role.TRAINING: ("training", Line2D([], [], color=hue, **DOT)),
        Role.VALIDATION: ("validation", Line2D([], [], color=hue, linewidth=1.5)),
        Role.PARTIAL: ("cut short", Line2D([], [], color=hue, **hollow)),
        Role.BEST: ("best epoch", Line2D([], [], color=hue, **RING)),
    }
    kinds: list[Named] = []
    for role, (general, mark) in marks.items():
        if role in roles:
            own = not curves.several and role in (Role.PARTIAL, Role.BEST)
            kinds.append((mark, roles[role] if own else general))
    if any(each.spread is not None for each in curves.series):
        patch = Patch(color=hue, alpha=BAND_ALPHA, linewidth=0)
        kinds.append((patch, "least to greatest"))
    return kinds


def _runs(plots: Sequence[Plot], look: Look) -> list[Named]:
    """A line and the name of each run that is compared; empty for one run."""
    shown = [plot for plot in plots if isinstance(plot, Curves) and plot.several and plot.series]
    seen = {each.run for curves in shown for each in curves.series}
    return [
        (Line2D([], [], color=look.hue(run), linestyle=look.style(run), linewidth=1.8), name)
        for run, name in enumerate(shown[0].runs if shown else ())
        if run in seen
    ]


def _legend(place: Axes | Figure, named: Sequence[Named], look: Look, **options: Any) -> None:
    """Name the marks, in the ground of the paper: what lies beneath does not disturb the words."""
    handles = [handle for handle, _ in named]
    frame = place.legend(handles, [_short(name) for _, name in named], **options).get_frame()
    frame.set_linewidth(0)
    frame.set_facecolor(look.paper or "none")


def _short(name: str) -> str:
    line = one_line(name)
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"
