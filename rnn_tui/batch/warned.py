"""Warnings of a run, each told once."""

from rnn_tui.runs import RunState


class Warnings:
    """Remembers how far the notes of a run have been read; the state keeps the last ones only."""

    def __init__(self) -> None:
        self._next = 0

    def skip(self, state: RunState) -> None:
        """What is there already has been told by another front-end."""
        self._next = state.notes[-1].number + 1 if state.notes else 0

    def new(self, state: RunState) -> list[str]:
        """The warnings since the last look; why a run has failed is told at its end."""
        seen = self._next
        self.skip(state)
        return [
            note.text
            for note in state.notes
            if note.number >= seen and note.warning and not note.ends
        ]
