"""The lines that each new state of a run adds to its output."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from rnn_tui.batch.lines import baseline_lines, computed_lines, data_lines, epoch_line
from rnn_tui.io.text import visible
from rnn_tui.runs import RunState
from rnn_tui.wording.language import tr


class LineKind(Enum):
    """The kinds of lines; a terminal tells them apart by their style."""

    RUN = "run"
    FACT = "fact"
    WARNING = "warning"
    EPOCH = "epoch"
    BEST_EPOCH = "best epoch"


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line of the output."""

    kind: LineKind
    text: str


class NewLines:
    """Remembers what has been printed of a run."""

    def __init__(self) -> None:
        self._epochs = 0
        self._loaded = self._compared = False
        self._computed = 0
        self._next_note = 0

    def begin(self, state: RunState) -> tuple[NewLine, list[NewLine]]:
        """The heading, and the epochs so far; warnings so far were printed by others."""
        self._epochs = len(state.epochs)
        self._skip_notes(state)
        path = visible(str(state.path))
        heading = NewLine(LineKind.RUN, tr("run {label} in {path}", label=state.label, path=path))
        return heading, [NewLine(LineKind.EPOCH, epoch_line(state, each)) for each in state.epochs]

    def update(self, state: RunState) -> Iterator[NewLine]:
        """The lines that are new with this state."""
        for text in self._facts(state):
            yield NewLine(LineKind.FACT, text)
        for text in self._warnings(state):
            yield NewLine(LineKind.WARNING, tr("warning: {text}", text=text))
        for record in state.epochs:
            if record.epoch >= self._epochs:
                kind = LineKind.BEST_EPOCH if state.best is record else LineKind.EPOCH
                yield NewLine(kind, epoch_line(state, record))
        self._epochs = max(self._epochs, len(state.epochs))

    def _facts(self, state: RunState) -> Iterator[str]:
        if state.sizes is not None and not self._loaded:
            self._loaded = True
            yield from data_lines(state)
        if state.baseline is not None and not self._compared:
            self._compared = True
            yield from baseline_lines(state)
        computed = computed_lines(state)
        yield from computed[self._computed :]
        self._computed = max(self._computed, len(computed))

    def _warnings(self, state: RunState) -> list[str]:
        """Warnings since the last state; the reason of a failure is printed at the end."""
        seen = self._next_note
        self._skip_notes(state)
        return [
            note.text
            for note in state.notes
            if note.number >= seen and note.warning and not note.ends
        ]

    def _skip_notes(self, state: RunState) -> None:
        """Take the notes as printed, by their number: the state keeps only the last ones."""
        self._next_note = state.notes[-1].number + 1 if state.notes else 0
