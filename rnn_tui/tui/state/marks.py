"""Which layer was marked at a moment of the history, for undo to come back to it. No Textual."""

from rnn_tui.experiment import Experiment
from rnn_tui.tui.state.document import HISTORY_KEPT


class Marks:
    """By the experiment itself, not by what it holds: undo and redo bring back the very object."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Experiment, int]] = {}

    def keep(self, experiment: Experiment, index: int) -> None:
        """`index` is marked while the experiment is left for another one."""
        self._kept.pop(id(experiment), None)
        self._kept[id(experiment)] = experiment, index  # held, so that its id stays its own
        if len(self._kept) > HISTORY_KEPT:
            del self._kept[next(iter(self._kept))]

    def of(self, experiment: Experiment) -> int | None:
        """What was marked when it was left last; None where it never was."""
        found = self._kept.get(id(experiment))
        return None if found is None else found[1]
