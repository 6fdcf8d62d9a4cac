"""The line of a run in a list, read in a fraction of a millisecond and without pydantic.

`RunState` holds all that is known of a run, checked; thousands of them take too long. Whatever
is odd here is read again as a RunState, so that both always say the same.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import time as now
from typing import TYPE_CHECKING, Any

from rnn_tui.io.reading import MALFORMED, read_bounded
from rnn_tui.runs.directory import RunDirectory
from rnn_tui.runs.files.marks import NO_MARKS, Marks, marks_of
from rnn_tui.runs.files.note import note_of
from rnn_tui.runs.files.status import read_status
from rnn_tui.runs.lists.differences import stack_words
from rnn_tui.runs.lists.flat_toml import Flat, flat_toml
from rnn_tui.runs.lists.quick_fold import QuickFold, simple_rule
from rnn_tui.runs.position import State
from rnn_tui.runs.state.liveness import conclude, is_running, worked_so_far
from rnn_tui.runs.state.ranking import best_epoch

if TYPE_CHECKING:
    from rnn_tui.runs.lists.overview import Entry
    from rnn_tui.runs.state.run_state import RunState

UNREADABLE, UNREAD = "damaged", "…"
"""The state of a run that cannot be read, and of one that has not been read yet."""

LIVE = frozenset(state.value for state in State if state.live)

MAX_LOG, MAX_EXPERIMENT = 16_000_000, 200_000
"""Bytes that are read here; larger files are read the slow way, in bounded memory."""

LAST_SECOND = 250_000_000_000.0

LONGEST_TREND = 256
"""Values of a curve that are kept for its picture in one line: no line is as wide."""


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a number of JSON")


_JSON = json.JSONDecoder(parse_constant=_refuse)


@dataclass(frozen=True)
class RunSummary:
    """One run in a list.

    `epochs` of `total` are complete, `logs` are those of the best one (`best`, from 0) by
    `monitor`, `trend` is that of its validation loss or else its loss, `rate` the samples/s of
    the last one (0 where unknown). `baseline` holds the figures of a simple rule. `keys` are the
    dotted keys of its experiment. `error` says why a damaged run cannot be read.
    """

    run: RunDirectory
    state: str
    epochs: int = 0
    total: int = 0
    seconds: float = 0.0
    monitor: str = "loss"
    best: int | None = None
    logs: dict[str, float] = field(default_factory=dict)
    test: dict[str, float] = field(default_factory=dict)
    keys: Flat = field(default_factory=dict)
    error: str = ""
    created: float = 0.0
    parameters: int | None = None
    rate: float = 0.0
    baseline: dict[str, float] = field(default_factory=dict)
    trend: tuple[float, ...] = ()
    marks: Marks = NO_MARKS
    note: str = ""
    elsewhere: bool = False

    @property
    def age(self) -> float | None:
        """Seconds since it was created; None where that is unknown."""
        return max(0.0, now() - self.created) if self.created else None

    @property
    def live(self) -> bool:
        """True while an engine works on it."""
        return self.state in LIVE

    @cached_property
    def searched(self) -> str:
        """What a word of a filter is looked for in: names, state, layers, source, optimizer, note
        and tags. Kept, since a list of thousands is filtered at each letter."""
        named = ("name", "description", "data.source", "train.optimizer")
        parts = [self.run.run_id, self.state, *(str(self.keys.get(key, "")) for key in named)]
        parts += [stack_words(self.keys), self.note, *self.marks.tags, self.error]
        parts += ["starred"] * self.marks.star + ["elsewhere"] * self.elsewhere
        return " ".join(parts).casefold()


def summary_of(run: RunDirectory) -> RunSummary:
    """The run as it is now; never raises for what is in it."""
    (found,) = summaries([run])
    return found


def summaries(runs: Sequence[RunDirectory]) -> list[RunSummary]:
    """These runs as they are now, in their order. An odd one does not delay the others."""
    quick = [_quick_or_none(run) for run in runs]
    odd = [run for run, found in zip(runs, quick, strict=True) if found is None]
    checked = iter(_checked(odd))
    return [found or next(checked) for found in quick]


def _quick_or_none(run: RunDirectory) -> RunSummary | None:
    try:
        return quick_summary(run)
    except (OSError, *MALFORMED):
        return None


def quick_summary(run: RunDirectory, longest: int = MAX_LOG) -> RunSummary:
    """Read the run the quick way. Raises whatever its content leads to, and where its log has
    more than `longest` bytes."""
    status = read_status(run.status)
    running = None if status is None else is_running(run, status)
    keys = flat_toml(read_bounded(run.experiment, MAX_EXPERIMENT).decode())
    fold = QuickFold()
    for event in _events(read_bounded(run.events, longest)):
        fold.add(event)
    if fold.empty:
        raise ValueError("an event log without an event")
    state, _ = conclude(run, fold, status, running)
    if not isinstance(keys["name"], str) or "layers.0.kind" not in keys:
        raise ValueError("not an experiment")
    found = _summary(run, state, fold.logs, keys)
    return replace(
        found,
        seconds=worked_so_far(fold, state, status),
        test=fold.test,
        created=fold.created_at or fold.started_at,
        parameters=fold.parameters,
        rate=fold.rate,
        baseline=fold.baseline,
    )


def _events(log: bytes) -> Iterable[dict[str, Any]]:
    """The complete lines; a torn last one waits for its rest."""
    lines = [line for line in log.decode().split("\n")[:-1] if line]
    events = _JSON.decode(f"[{','.join(lines)}]")  # at once: that is several times quicker
    if len(events) != len(lines):
        raise ValueError("a line that is not one event")
    for event in events:
        if event["v"] != 1 or not 0 <= event["at"] <= LAST_SECOND:
            raise ValueError("not an event of this version")
        yield event


def _summary(
    run: RunDirectory, state: State, epochs: list[dict[str, float]], keys: Flat
) -> RunSummary:
    """What both ways of reading have in common."""
    falling = "val_loss" if any("val_loss" in logs for logs in epochs) else "loss"
    monitor = str(keys.get("train.monitor") or falling)
    best = best_epoch([logs.get(monitor, math.nan) for logs in epochs], monitor)
    step = -(-len(epochs) // LONGEST_TREND) or 1
    return RunSummary(
        run,
        state.value,
        epochs=len(epochs),
        total=int(keys.get("train.epochs", 0)),
        monitor=monitor,
        best=best,
        logs=epochs[best] if best is not None else {},
        keys=keys,
        trend=tuple(logs.get(falling, math.nan) for logs in epochs[::step]),
        marks=marks_of(run),
        note=note_of(run),
    )


def _checked(runs: Sequence[RunDirectory]) -> list[RunSummary]:
    """Read the runs as RunStates; those that cannot be read say why."""
    if not runs:
        return []
    from rnn_tui.runs.lists.overview import look_once

    return [_of_entry(entry) for entry in look_once(runs)]


def _of_entry(entry: "Entry") -> RunSummary:
    from rnn_tui.runs.lists.overview import reason, too_long

    run = entry.run
    if (state := entry.state) is None:
        return RunSummary(run, UNREADABLE, error=reason(run, entry.error or too_long(run)))
    return of_state(run, state)


def of_state(run: RunDirectory, state: "RunState", before: "Entry | None" = None) -> RunSummary:
    """The line of a run that has been read as a whole; the keys are those of `before` where its
    experiment is the same."""
    from rnn_tui.experiment import dumps

    if before is not None and before.state and before.state.experiment is state.experiment:
        keys = before.summary.keys
    else:
        keys = flat_toml(dumps(state.experiment)) if state.experiment else {}
    found = _summary(run, state.state, [record.logs for record in state.epochs], keys)
    baseline = state.baseline
    return replace(
        found,
        keys={} if state.imported else keys,  # those of an imported history are nobody's choice
        seconds=state.worked_so_far,
        test=state.test.logs if state.test else {},
        created=state.created_at or state.started_at,
        parameters=state.parameters,
        rate=state.epochs[-1].samples_per_second if state.epochs else 0.0,
        baseline=simple_rule(baseline.words, baseline.constant) if baseline else {},
    )
