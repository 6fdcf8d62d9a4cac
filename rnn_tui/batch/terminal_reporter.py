"""A run on a terminal: progress bars that move, and the results with both curves at the end."""

import shutil

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.text import Text

from rnn_tui.batch.lines import closing_lines, failure_lines, progress_line
from rnn_tui.batch.new_lines import LineKind, NewLine, NewLines
from rnn_tui.batch.pictures import curves
from rnn_tui.io.streams import tell
from rnn_tui.io.text import printable
from rnn_tui.results.summary import summary_table
from rnn_tui.runs import RunState, State
from rnn_tui.wording.language import tr
from rnn_tui.wording.progress import starting

MAX_WIDTH, PLOT_HEIGHT = 120, 18
STYLES = {
    LineKind.RUN: "bold",
    LineKind.FACT: "dim",
    LineKind.WARNING: "yellow",
    LineKind.EPOCH: "",
    LineKind.BEST_EPOCH: "bold",
}


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
        self._lines = NewLines()

    def update(self, state: RunState) -> None:
        task = self._task = self._begin(state) if self._task is None else self._task
        for line in self._lines.update(state):
            self._print_line(line)
        is_starting = state.state in (State.QUEUED, State.STARTING) or state.sizes is None
        self._progress.update(
            task,
            description=starting(state) if is_starting else progress_line(state),
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

    def _begin(self, state: RunState) -> TaskID:
        heading, epochs = self._lines.begin(state)
        self._print_line(heading)
        if state.experiment is not None:
            self._console.print(summary_table(state.experiment))
        for line in epochs:
            self._print_line(line)
        self._progress.start()
        return self._progress.add_task(tr("starting"), total=None)

    def _print_line(self, line: NewLine) -> None:
        self._print(line.text, STYLES[line.kind])

    def _print(self, text: str, style: str = "") -> None:
        self._console.print(Text(printable(text), style=style), soft_wrap=True)
