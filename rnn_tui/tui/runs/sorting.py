"""In which order the rows stand. No Textual."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rnn_tui.runs.lists.run_summary import RunSummary
from rnn_tui.runs.lists.values import is_metric
from rnn_tui.wording.language import tr

NEWEST = "age"
"""The smallest age comes first."""

FALLING = frozenset(("epochs", "time", "seconds", "speed", "parameters", "baseline", "star"))
"""Names whose largest value is wanted first, beside the metrics that should be large."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """`by` is a name of `runs.lists.values`; `turned` is the other way round than usual.

    Rows without a value come last either way.
    """

    by: str = NEWEST
    turned: bool = False

    @property
    def order(self) -> str:
        """The order as `runs.lists.filters.ordered` takes it."""
        return f"-{self.by}" if (self.by in FALLING) != self.turned else self.by

    @property
    def arrow(self) -> str:
        """Up where values rise from the first row to the last, or the best comes first."""
        return "▴" if (self.by in FALLING) == self.turned else "▾"

    def clicked(self, by: str) -> "Sorting":
        """A head that is clicked once more turns the order round."""
        return replace(self, turned=not self.turned) if by == self.by else Sorting(by)

    def beside(self, names: Sequence[str], step: int) -> "Sorting":
        """By the column so many steps to the right; from an order without a column by the first."""
        if self.by not in names:
            return Sorting(names[0 if step > 0 else -1]) if names else self
        return Sorting(names[(names.index(self.by) + step) % len(names)])

    def words(self, runs: Sequence[RunSummary]) -> str:
        """`newest first`, `by val_loss, best first`, `by units`."""
        if self.by == NEWEST:
            return tr("oldest first") if self.turned else tr("newest first")
        if is_metric(self.by, runs):
            return (
                tr("by {by}, worst first", by=self.by)
                if self.turned
                else tr("by {by}, best first", by=self.by)
            )
        return tr("by {by}", by=self.by) + (tr(", reversed") if self.turned else "")
