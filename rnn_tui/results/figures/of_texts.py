"""What an evaluation found, drawn by matplotlib: confusion, accuracy by length, calibration."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from rnn_tui.io.text import one_line
from rnn_tui.results.evaluate import Evaluation
from rnn_tui.results.figures.look import Look
from rnn_tui.results.figures.shown import TextPlot
from rnn_tui.results.plot import axes as ticks
from rnn_tui.wording.evaluation import length_range, off, probabilities_of

MOST_NUMBERS = 20
"""Classes up to which each cell of the matrix has its count."""

LONGEST_NAME = 18

DEEPEST = 0.65
"""The opacity of a cell with all texts of its row: the number on it must be read."""


def draw(axes: Axes, plot: TextPlot, look: Look) -> None:
    """Draw the plot on the axes."""
    DRAWINGS[plot.kind](axes, plot.found, look)


def _confusion(axes: Axes, found: Evaluation, look: Look) -> None:
    """Each row in shades of its share: rows are the true classes.

    The cells are rectangles, not an image: a page has none, and its colours follow its reader.
    """
    counts = np.array(found.confusion, float)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    for (row, column), share in np.ndenumerate(shares):
        right = row == column
        hue, corner = look.hue(0 if right else 1), (column - 0.5, row - 0.5)
        axes.add_patch(Rectangle(corner, 1, 1, color=hue, alpha=DEEPEST * share, linewidth=0))
    axes.set_xlim(-0.5, len(counts) - 0.5)
    axes.set_ylim(len(counts) - 0.5, -0.5)
    axes.set_aspect("equal")
    axes.grid(False)
    axes.set_title("confusion matrix")
    names, every = [_short(name) for name in found.classes], range(len(found.classes))
    axes.set_xticks(every, names, rotation=45 if len(names) > 4 else 0)
    axes.set_yticks(every, names)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    if len(names) > MOST_NUMBERS:
        return
    size = 9 if len(names) <= 8 else 5
    for row, line in enumerate(found.confusion):
        for column, count in enumerate(line):
            axes.text(column, row, f"{count:,}", ha="center", va="center", fontsize=size)


def _lengths(axes: Axes, found: Evaluation, look: Look) -> None:
    """Bars from a round number below the lowest accuracy: those are what is compared."""
    shares = [band.accuracy for band in found.bands]
    span = max(shares) - min(shares)
    scale = ticks.linear(min(shares) - 0.15 * span, max(shares), 5)
    axes.bar(range(len(shares)), shares, color=look.hue(0), width=0.75)
    axes.set_ylim(max(0.0, scale.low), min(1.0, scale.high))
    axes.set_title("accuracy by length")
    names = [length_range(band.shortest, band.longest) for band in found.bands]
    axes.set_xticks(range(len(names)), names, rotation=45)
    axes.grid(False, axis="x")
    axes.set_xlabel("words")
    axes.set_ylabel("accuracy")


def _calibration(axes: Axes, found: Evaluation, look: Look) -> None:
    """Points beside the line on which what is predicted comes true; each as large as its texts."""
    curve = found.calibration
    filled = [each for each in curve.bins if each.texts]
    most = max(each.texts for each in filled)
    axes.plot([0, 1], [0, 1], "--", color=look.muted, linewidth=1)
    predicted, observed = ([getattr(each, name) for each in filled] for name in _ENDS)
    axes.plot(predicted, observed, "-", color=look.hue(0), linewidth=1.2)
    sizes = [12 + 70 * each.texts / most for each in filled]
    axes.scatter(predicted, observed, s=sizes, color=look.hue(0), zorder=3, clip_on=False)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_title(f"calibration, {off(curve.error)}")
    axes.set_xlabel(one_line(probabilities_of(found.classes, curve.positive)))
    axes.set_ylabel("share that came true")


_ENDS = ("predicted", "observed")

DRAWINGS = {"confusion": _confusion, "lengths": _lengths, "calibration": _calibration}


def _short(name: str) -> str:
    line = one_line(name)
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"
