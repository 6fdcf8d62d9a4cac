"""In which order the runs stand, and which of them a filter leaves. No Textual."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from rnn_tui.runs import State
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.runs.state.ranking import lower_is_better
from rnn_tui.tui.runs.facts import name_of, state_word


class SortBy(StrEnum):
    """The order of the runs; each but `newest` has a column heading."""

    NEWEST = "newest"
    RUN = "run"
    STATE = "state"
    EPOCHS = "epochs"
    BEST = "best"
    TIME = "time"


STATES = (
    State.RUNNING,
    State.STOPPING,
    State.PAUSED,
    State.STARTING,
    State.QUEUED,
    State.STOPPED,
    State.LOST,
    State.FAILED,
    State.FINISHED,
)
"""States that may need attention come first."""


FALLING = frozenset({SortBy.NEWEST, SortBy.EPOCHS, SortBy.TIME})
"""Columns that usually begin with the largest value."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """`turned` is the other way round than usual. Runs without a value come last either way."""

    by: SortBy = SortBy.NEWEST
    turned: bool = False

    @property
    def arrow(self) -> str:
        """Up where values rise from the first run to the last, or the best comes first."""
        return "▴" if (self.by in FALLING) == self.turned else "▾"

    def next(self) -> "Sorting":
        orders = tuple(SortBy)
        return Sorting(orders[(orders.index(self.by) + 1) % len(orders)])

    def clicked(self, by: SortBy) -> "Sorting":
        """A head that is clicked once more turns the order round."""
        return replace(self, turned=not self.turned) if by is self.by else Sorting(by)

    @property
    def words(self) -> str:
        if self.by is SortBy.NEWEST:
            return "oldest first" if self.turned else "newest first"
        return f"by {self.by}" + (", reversed" if self.turned else "")

    def arrange(self, entries: Iterable[Entry]) -> list[Entry]:
        """Runs that are equal in this stand by their names."""
        rank = _RANKS[self.by]
        ranked = [(rank(entry), entry) for entry in entries]
        known = [(key, entry) for key, entry in ranked if key is not None]
        known.sort(key=lambda pair: (natural(name_of(pair[1])), str(pair[1].run.path)))
        known.sort(key=lambda pair: pair[0], reverse=self.turned)
        rest = [entry for key, entry in ranked if key is None]
        rest.sort(key=lambda entry: natural(name_of(entry)))
        return [entry for _, entry in known] + rest


@lru_cache(maxsize=4096)
def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts `imdb-2` before `imdb-10`."""
    parts: list[tuple[int, int, str]] = []
    digits = ""
    for character in f"{name.lower()}\0":
        if character.isascii() and character.isdigit():
            digits += character
            continue
        if digits:
            parts.append((0, int(digits), ""))
            digits = ""
        parts.append((1, 0, character))
    return tuple(parts)


def matching(entries: Sequence[Entry], words: str) -> list[Entry]:
    """The runs in whose name, state, experiment, kinds of layers or source all the words are."""
    wanted = words.lower().split()
    return [entry for entry in entries if all(word in _searched(entry) for word in wanted)]


def _searched(entry: Entry) -> str:
    parts = [entry.run.run_id, state_word(entry), "elsewhere" if entry.elsewhere else ""]
    if entry.state is not None and (experiment := entry.state.experiment) is not None:
        parts += [experiment.name, experiment.description, experiment.data.source]
        parts += [layer.kind for layer in experiment.layers]
        parts += [experiment.train.optimizer]
    return " ".join(parts).lower()


def _newest(entry: Entry) -> Any:
    """By when it was created: that stays the same while it runs."""
    return -(entry.state.created_at or entry.state.started_at) if entry.state else None


def _state(entry: Entry) -> Any:
    return STATES.index(entry.state.state) if entry.state else None


def _epochs(entry: Entry) -> Any:
    return -len(entry.state.epochs) if entry.state else None


def _best(entry: Entry) -> Any:
    """Losses among losses, accuracies among accuracies; the best first."""
    state = entry.state
    if state is None or state.best is None:
        return None
    value = state.best.logs[state.monitor]
    return (state.monitor, value if lower_is_better(state.monitor) else -value)


def _time(entry: Entry) -> Any:
    return -entry.state.worked_so_far if entry.state else None


_RANKS: dict[SortBy, Callable[[Entry], Any]] = {
    SortBy.NEWEST: _newest,
    SortBy.RUN: lambda entry: natural(name_of(entry)),
    SortBy.STATE: _state,
    SortBy.EPOCHS: _epochs,
    SortBy.BEST: _best,
    SortBy.TIME: _time,
}
