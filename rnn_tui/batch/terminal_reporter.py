"""A run on a terminal: progress bars that move, and the results with both curves at the end."""

import shutil

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.text import Text

from rnn_tui.batch.lines import (
    baseline_lines,
    closing_lines,
    computed_lines,
    data_lines,
    epoch_line,
    failure_lines,
    progress_line,
)
from rnn_tui.batch.pictures import curves
from rnn_tui.batch.warned import Warnings
from rnn_tui.io.streams import tell
from rnn_tui.io.text import printable, visible
from rnn_tui.results.summary import summary_table
from rnn_tui.results.words import start_words
from rnn_tui.runs import RunState, State

MAX_WIDTH, PLOT_HEIGHT = 120, 18


class TerminalReporter:
    """Lines for what is done, one bar below them for what is under way."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self._progress = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=16),
            TextColumn("{task.description}", markup=False),
            console=self._console,
            transient=True,
            refresh_per_second=5,
        )
        self._task: TaskID | None = None
        self._epochs = -1
        self._loaded = False
        self._compared = False
        self._computed = 0
        self._warnings = Warnings()

    def update(self, state: RunState) -> None:
        if self._task is None:
            self._begin(state)
        assert self._task is not None
        if state.sizes is not None and not self._loaded:
            self._loaded = True
            for line in data_lines(state):
                self._print(line, "dim")
        if state.baseline is not None and not self._compared:
            self._compared = True
            for line in baseline_lines(state):
                self._print(line, "dim")
        computed = computed_lines(state)
        for line in computed[self._computed :]:
            self._print(line, "dim")
        self._computed = max(self._computed, len(computed))
        for warning in self._warnings.new(state):
            self._print(f"warning: {warning}", "yellow")
        for record in state.epochs:
            if record.epoch >= self._epochs:
                self._print(epoch_line(state, record), "bold" if state.best is record else "")
        self._epochs = max(self._epochs, len(state.epochs))
        starting = state.state in (State.QUEUED, State.STARTING) or state.sizes is None
        self._progress.update(
            self._task,
            description=start_words(state) if starting else progress_line(state),
            completed=state.steps_done,
            total=state.steps_total or None,
        )

    def say(self, sentence: str) -> None:
        self._print(sentence, "bold yellow")

    def close(self, state: RunState) -> None:
        self._progress.stop()
        if state.recorded:
            width = min(MAX_WIDTH, shutil.get_terminal_size().columns - 1)
            colour = not self._console.no_color and self._console.color_system is not None
            self._console.print(
                Text.from_ansi(curves(state, width, PLOT_HEIGHT, colour=colour)), soft_wrap=True
            )
        for line in closing_lines(state):
            self._print(line)
        for line in failure_lines(state):
            tell(line)

    def _begin(self, state: RunState) -> None:
        self._epochs = len(state.epochs)
        self._warnings.skip(state)
        self._print(f"run {state.label} in {visible(str(state.path))}", "bold")
        if state.experiment is not None:
            self._console.print(summary_table(state.experiment))
        for record in state.epochs:
            self._print(epoch_line(state, record))
        self._progress.start()
        self._task = self._progress.add_task("starting", total=None)

    def _print(self, text: str, style: str = "") -> None:
        self._console.print(Text(printable(text), style=style), soft_wrap=True)
