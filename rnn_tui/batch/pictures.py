"""The summary and the curves of the headless output, as text."""

import io
import os
import sys

from rich.console import Console

from rnn_tui.experiment import Experiment
from rnn_tui.results.plot.curves import curves_of, quantities
from rnn_tui.results.plot.markers import markers_for
from rnn_tui.results.plot.picture import draw
from rnn_tui.results.summary import summary_table
from rnn_tui.runs import RunState
from rnn_tui.wording.language import told

FULL_WIDTH = 200
"""Columns where the output is not a terminal: nothing is wrapped."""


def summary(experiment: Experiment, *, colour: bool, width: int = FULL_WIDTH) -> str:
    """The model's summary, without a newline at its end."""
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=colour,
        no_color=not colour,
        color_system="auto" if colour else None,
        highlight=False,
    )
    console.print(summary_table(experiment))
    return "\n".join(line.rstrip() for line in buffer.getvalue().rstrip().splitlines())


def curves(state: RunState, width: int, height: int, *, colour: bool) -> str:
    """One plot for each quantity, metrics first, as the introduction shows them."""
    names = quantities([state])
    ordered = [*(name for name in names if name != "loss"), "loss"]
    encoding = sys.stdout.encoding or "utf-8"
    markers = markers_for(os.environ.get("TERM", ""), encoding, colour=colour)
    return "\n".join(
        draw(found, width, height, title=told(found.title), colour=colour, markers=markers)
        for found in (curves_of(state, name) for name in ordered if name in names)
    )
