"""Plain lines, for logs and pipes: no escape codes, no carriage returns."""

import time

from rnn_tui.batch.lines import closing_lines, failure_lines, progress_line
from rnn_tui.batch.new_lines import LineKind, NewLines
from rnn_tui.batch.pictures import curves, summary
from rnn_tui.io.streams import tell, write
from rnn_tui.runs import RunState, State
from rnn_tui.wording.language import told

PROGRESS_SECONDS = 10.0
WIDTH, HEIGHT = 78, 18


class PlainReporter:
    """Prints a line for each thing that is new, and one now and then in between."""

    def __init__(self) -> None:
        self._lines: NewLines | None = None
        self._doing = ""
        self._progress_at = time.monotonic()

    def update(self, state: RunState) -> None:
        lines = self._lines = self._lines or self._begin(state)
        if state.state in (State.QUEUED, State.STARTING) and self._starts_anew(state):
            write(told(self._doing))
        for line in lines.update(state):
            write(line.text)
            if line.kind in (LineKind.EPOCH, LineKind.BEST_EPOCH):
                self._progress_at = time.monotonic()
        if time.monotonic() - self._progress_at >= PROGRESS_SECONDS and state.sizes is not None:
            self._progress_at = time.monotonic()
            write(f"  {progress_line(state)}")

    def say(self, sentence: str) -> None:
        write(sentence)

    def close(self, state: RunState) -> None:
        if state.recorded:
            write(curves(state, WIDTH, HEIGHT, colour=False))
        for line in closing_lines(state):
            write(line)
        for line in failure_lines(state):
            tell(line)

    def _begin(self, state: RunState) -> NewLines:
        lines = NewLines()
        heading, epochs = lines.begin(state)
        write(heading.text)
        if state.experiment is not None:
            write(summary(state.experiment, colour=False))
        for line in epochs:
            write(line.text)
        return lines

    def _starts_anew(self, state: RunState) -> bool:
        """Check whether the start does something new, not just another percentage."""
        if state.status is None or not state.status.doing:
            return False
        before, self._doing = self._doing, state.status.doing
        return self._doing != before
