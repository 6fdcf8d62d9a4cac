"""The sweeps of a runs folder, as rows of its list. No Textual."""

from collections import Counter
from pathlib import Path

from rich.cells import cell_len

from rnn_tui.io.faults import UserError
from rnn_tui.io.reading import Stamp, stamp
from rnn_tui.io.text import one_line
from rnn_tui.runs.lists.differences import short_names
from rnn_tui.sweeps.folder import Sweep, list_sweeps
from rnn_tui.sweeps.names import QUEUE
from rnn_tui.sweeps.overview import SweepView, look
from rnn_tui.wording.language import listed, tr
from rnn_tui.wording.numbers import figure

COUNTED = ("running", "pruned", "failed", "stopped")
"""States of trials that are counted in a row, beside the finished ones."""

STATES = {"running": "good", "waiting": "warning", "held": "warning", "stopped": "warning"}

OPENS = "≡"

STILL = ("finished", "stopped", "held")
"""States of a sweep in which only a new line of its journal can change anything."""


class Sweeps:
    """Keeps what is known of the sweeps between two looks. Not thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: Stamp | None = None
        self._sweeps: list[Sweep] = []
        self._views: dict[Path, tuple[Stamp | None, SweepView]] = {}

    def look(self) -> tuple[SweepView, ...]:
        """The sweeps as they are now, the last one written to first; not those that are damaged,
        nor the queue, whose runs are listed one by one."""
        if (now := stamp(self._folder)) != self._stamp:
            self._stamp = now
            known = {sweep.path: sweep for sweep in self._sweeps}
            found = [known.get(each.path, each) for each in list_sweeps(self._folder)]
            self._sweeps = [each for each in found if each.name != QUEUE]
        views = ((sweep.begun, self._view(sweep)) for sweep in self._sweeps)
        seen = [(begun, view) for begun, view in views if view is not None]
        return tuple(view for _, view in sorted(seen, key=lambda each: -each[0]))

    def _view(self, sweep: Sweep) -> SweepView | None:
        written = stamp(sweep.journal.path)
        before = self._views.get(sweep.path)
        if before and before[0] == written and before[1].state in STILL:
            return before[1]
        try:
            view = look(sweep)
        except UserError:
            return None
        self._views[sweep.path] = (written, view)
        return view


def sweep_name(view: SweepView) -> str:
    """Begins with the sign of what is opened by enter."""
    return f"{OPENS} {one_line(view.name)}"


def counts_words(view: SweepView, width: int | None = None) -> str:
    """`5/12 finished, 2 running, 3 pruned`: its trials; those of one combination are runs.

    Of the counts those are left out at the end that do not fit into so many cells.
    """
    states = [trial.state for trial in view.trials]
    wanted = view.wanted
    if not view.keys:
        states, wanted = [unit.state for trial in view.trials for unit in trial.runs], view.seeds
    counts = Counter(states)
    parts = [tr("{done}/{wanted} finished", done=counts["finished"], wanted=wanted)]
    parts += [f"{counts[each]} {tr(each)}" for each in COUNTED if counts[each]]
    while width is not None and len(parts) > 1 and cell_len(listed(parts)) > width:
        parts.pop()
    return listed(parts)


def band_words(view: SweepView) -> str:
    """`val_loss 0.4210 to 0.6932`: the best of the finished trials and the worst; empty without.

    Where one combination is trained with several seeds, they are those of its runs.
    """
    values = _values(view)
    if not values:
        return ""
    ends = (
        figure(values[0])
        if len(values) == 1
        else tr("{low} to {high}", low=figure(values[0]), high=figure(values[-1]))
    )
    return one_line(f"{view.objective} {ends}")


def best_words(view: SweepView) -> str:
    """`0.4210`: the best value of the objective so far; empty without one."""
    return figure(values[0]) if (values := _values(view)) else ""


def keys_words(view: SweepView) -> str:
    """`units lr`: the keys that are tried; empty of seeds alone."""
    return one_line(" ".join(short_names(view.keys).values()))


def _values(view: SweepView) -> list[float]:
    """What `band_words` tells the ends of, the best first."""
    trials = [trial.value for trial in view.trials if trial.value is not None]
    return sorted(trials if view.keys else _of_seeds(view), reverse=not view.lower)


def _of_seeds(view: SweepView) -> list[float]:
    runs = [unit for trial in view.trials for unit in trial.runs if unit.state == "finished"]
    return [unit.value for unit in runs if unit.value is not None]
