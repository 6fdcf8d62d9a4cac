"""Runs that differ in nothing but their seed, taken together: how far a figure spreads.

The names of figures are those of `runs.lists.values`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rnn_tui.results.statistics import Paired, Spread, paired, spread
from rnn_tui.runs.lists.differences import OWN
from rnn_tui.runs.lists.flat_toml import Flat
from rnn_tui.runs.lists.run_summary import RunSummary
from rnn_tui.runs.lists.values import Value, first_value
from rnn_tui.runs.position import State

SEED = "seed"

_NOT_COMPUTED = frozenset((SEED, *OWN))

Configuration = frozenset[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Group:
    """Runs of one `configuration`, in the order in which they were given; one at least."""

    configuration: Configuration
    runs: tuple[RunSummary, ...]

    @property
    def name(self) -> str:
        """The name that most of the experiments have; a damaged run has only its id."""
        names = Counter(str(run.keys.get("name", run.run.run_id)) for run in self.runs)
        return names.most_common(1)[0][0]

    def value(self, name: str) -> Value:
        """What it is sorted by: of numbers the mean, of anything else what the first run has."""
        found = self.spread(name)
        return found.mean if found else first_value(self.runs[0], name)

    @property
    def keys(self) -> Flat:
        """The keys of the first run; all but the seed are those of every run."""
        return self.runs[0].keys

    @property
    def counted(self) -> tuple[RunSummary, ...]:
        """The runs whose figures count: the finished ones, or all before there is any.

        A run that was stopped early, or still trains, would pass for a bad seed.
        """
        finished = tuple(run for run in self.runs if run.state == State.FINISHED)
        return finished or self.runs

    def spread(self, name: str) -> Spread | None:
        """The spread of a figure over the runs that count; None where none of them has it."""
        found = [value for run in self.counted if _is_number(value := first_value(run, name))]
        return spread(found) if found else None

    def by_seed(self, name: str) -> dict[int, float]:
        """The figure at each seed; of two runs with one seed it is that of the first."""
        found: dict[int, float] = {}
        for run in self.counted:
            seed, value = run.keys.get(SEED), first_value(run, name)
            if isinstance(seed, int) and _is_number(value):
                found.setdefault(seed, value)
        return found


def grouped(runs: Iterable[RunSummary]) -> list[Group]:
    """The groups in the order of their first runs. Damaged runs stay by themselves."""
    found: dict[Configuration, list[RunSummary]] = {}
    for run in runs:
        own = configuration(run.keys) or frozenset({("run", str(run.run.path))})
        found.setdefault(own, []).append(run)
    return [Group(own, tuple(each)) for own, each in found.items()]


def configuration(keys: Flat) -> Configuration:
    """What is computed, but for the seed: equal for runs that belong together."""
    return frozenset(
        (key, tuple(value) if isinstance(value, list) else value)
        for key, value in keys.items()
        if key not in _NOT_COMPUTED and value is not None
    )


def compared(groups: Sequence[Group], name: str) -> Paired | None:
    """The second group minus the first, at the seeds that both have; None without any."""
    first, second = groups
    return paired(first.by_seed(name), second.by_seed(name))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
