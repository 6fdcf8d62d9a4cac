"""Plain lines, for logs and pipes: no escape codes, no carriage returns."""

import time

from rnn_tui.batch.lines import (
    baseline_lines,
    closing_lines,
    computed_lines,
    data_lines,
    epoch_line,
    failure_lines,
    progress_line,
)
from rnn_tui.batch.pictures import curves, summary
from rnn_tui.batch.warned import Warnings
from rnn_tui.io.streams import tell, write
from rnn_tui.io.text import visible
from rnn_tui.results.words import start_words
from rnn_tui.runs import RunState, State

PROGRESS_SECONDS = 10.0
WIDTH, HEIGHT = 78, 18


class PlainReporter:
    """Prints a line for each thing that is new, and one now and then in between."""

    def __init__(self) -> None:
        self._epochs = -1
        self._doing = ""
        self._loaded = False
        self._compared = False
        self._computed = 0
        self._warnings = Warnings()
        self._progress_at = time.monotonic()

    def update(self, state: RunState) -> None:
        if self._epochs < 0:
            self._begin(state)
        if state.state in (State.QUEUED, State.STARTING) and self._news(state):
            write(self._doing.partition(":")[0])
        if state.sizes is not None and not self._loaded:
            self._loaded = True
            for line in data_lines(state):
                write(line)
        if state.baseline is not None and not self._compared:
            self._compared = True
            for line in baseline_lines(state):
                write(line)
        computed = computed_lines(state)
        for line in computed[self._computed :]:
            write(line)
        self._computed = max(self._computed, len(computed))
        for warning in self._warnings.new(state):
            write(f"warning: {warning}")
        for record in state.epochs:
            if record.epoch >= self._epochs:
                write(epoch_line(state, record))
                self._progress_at = time.monotonic()
        self._epochs = max(self._epochs, len(state.epochs))
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

    def _begin(self, state: RunState) -> None:
        self._epochs = len(state.epochs)
        self._warnings.skip(state)
        write(f"run {state.label} in {visible(str(state.path))}")
        if state.experiment is not None:
            write(summary(state.experiment, colour=False))
        for record in state.epochs:
            write(epoch_line(state, record))

    def _news(self, state: RunState) -> bool:
        """Whether the start has come to something new; percentages alone are nothing new."""
        if state.status is None or not state.status.doing:
            return False
        before = self._doing.partition(":")[0]
        self._doing = start_words(state)
        return self._doing.partition(":")[0] != before
