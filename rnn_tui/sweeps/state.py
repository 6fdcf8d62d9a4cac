"""The sum of a journal: the trials, what became of their runs, and what is asked of workers."""

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rnn_tui.sweeps.lines import (
    AnyLine,
    Asked,
    CreatedSweep,
    Moved,
    Removed,
    Reported,
    Requested,
    Submitted,
    Taken,
    TestedRun,
    Told,
)

OUTCOMES = ("finished", "pruned", "failed", "stopped")


@dataclass(slots=True)
class Unit:
    """One run of a trial: what a worker takes.

    `worker` is the last one that took it, of `takes`. `reports` maps an epoch, from 0, to the
    objective after it; `marks` are the pruner's, which has decided to stop it if `does_poorly`.
    `tested` is what the test of the best trial has found.
    """

    trial: int
    seed: int
    run: str
    worker: str = ""
    takes: int = 0
    told: Told | None = None
    reports: dict[int, float] = field(default_factory=dict)
    marks: dict[str, Any] = field(default_factory=dict)
    does_poorly: bool = False
    tested: TestedRun | None = None


@dataclass(slots=True)
class Trial:
    """A combination of values. `units` are its runs, in the order of its seeds."""

    asked: Asked
    units: list[Unit]
    turn: float
    removed: bool = False

    @property
    def number(self) -> int:
        return self.asked.trial

    @property
    def pruned(self) -> bool:
        """Check whether a run of it was pruned, so that its other seeds are not run."""
        return any(unit.told is not None and unit.told.outcome == "pruned" for unit in self.units)

    @property
    def over(self) -> bool:
        """Check whether nothing of it is left to be run."""
        return self.removed or self.pruned or all(unit.told is not None for unit in self.units)

    @property
    def values(self) -> list[float]:
        """The objective of each run that has one."""
        told = [unit.told for unit in self.units if unit.told is not None]
        return [each.value for each in told if each.value is not None]

    @property
    def value(self) -> float | None:
        """The mean of the objective over the seeds; None until all runs are finished."""
        outcomes = [unit.told.outcome if unit.told else "" for unit in self.units]
        complete = all(outcome == "finished" for outcome in outcomes)
        if self.removed or not complete or len(self.values) < len(self.units):
            return None
        return math.fsum(self.values) / len(self.units)


LEAVING_SECONDS = 1.0
"""Seconds in which a worker that finds nothing to do has ended after its last line."""


@dataclass
class SweepState:
    """All that the journal says. `request` is the last one to the workers: run, hold or stop;
    `most_workers` may run at a time, any number where it is 0."""

    created: CreatedSweep = field(default_factory=CreatedSweep)
    trials: dict[int, Trial] = field(default_factory=dict)
    request: Requested = field(default_factory=lambda: Requested(request="run"))
    jobs: list[str] = field(default_factory=list)
    most_workers: int = 0
    _worked: float = 0.0
    _since: float | None = None
    _written: float = 0.0

    def add(self, line: AnyLine) -> None:
        """Take the next line. What a line says of a trial that there is not means nothing."""
        match line:
            case CreatedSweep():
                self.created = line
            case Asked():
                self._asked(line)
            case Requested():
                self._keep_time(line)
                self.request = line
                self.most_workers = line.workers or self.most_workers
            case Submitted():
                self.jobs += line.jobs
            case Moved() if line.trial in self.trials:
                self.trials[line.trial].turn = line.turn
            case Removed() if line.trial in self.trials:
                self.trials[line.trial].removed = True
            case Taken() | Reported() | Told() | TestedRun():
                self._keep_time(line)
                if (unit := self.unit(line.trial, line.seed)) is not None:
                    _about_a_run(unit, line)
            case _:
                pass
        self.__dict__.pop("in_turn", None)

    def unit(self, trial: int, seed: int) -> Unit | None:
        """The run of a trial with this seed."""
        found = self.trials.get(trial)
        return next((unit for unit in found.units if unit.seed == seed), None) if found else None

    @cached_property
    def in_turn(self) -> list[Trial]:
        """The trials in the order in which they are run."""
        return sorted(self.trials.values(), key=lambda trial: (trial.turn, trial.number))

    @property
    def sampled(self) -> int:
        """Trials that the sampler has asked for, not a person."""
        return sum(trial.asked.by == SAMPLER for trial in self.trials.values())

    @property
    def next_number(self) -> int:
        """The number of the next trial."""
        return max(self.trials, default=-1) + 1

    def seconds(self, now: float | None) -> float:
        """The time since the first run was taken, without that in which the sweep was stopped.

        `now` in seconds since 1970; None where no worker is running: then the time stands still
        since the last one wrote.
        """
        if self._since is None:
            return self._worked
        end = self._written + LEAVING_SECONDS if now is None else now
        return self._worked + max(0.0, end - self._since)

    @property
    def is_timed(self) -> bool:
        """Check whether a run was taken since the last request, so that the time is counted."""
        return self._since is not None

    def _keep_time(self, line: Requested | Taken | Reported | Told | TestedRun) -> None:
        if isinstance(line, Requested):
            # One to run, while they should: all workers were gone.
            end = None if line.request == "run" else line.at
            self._worked, self._since = self.seconds(end), None
            return
        self._written = max(self._written, line.at)
        if isinstance(line, Taken) and self._since is None and self.request.request == "run":
            self._since = line.at

    def _asked(self, line: Asked) -> None:
        if line.trial in self.trials:
            return
        name = f"{line.trial:03d}"
        if line.run and line.run[0] != "." and "/" not in line.run:
            name = line.run
        several = len(line.seeds) > 1
        units = [
            Unit(line.trial, seed, f"{name}-s{seed}" if several else name) for seed in line.seeds
        ]
        self.trials[line.trial] = Trial(line, units, float(line.trial))


SAMPLER = "sampler"
"""Who asks for the trials that no person has added."""


def _about_a_run(unit: Unit, line: Taken | Reported | Told | TestedRun) -> None:
    match line:
        case Taken():
            unit.worker, unit.takes = line.worker, unit.takes + 1
        case Reported():
            if line.epoch not in unit.reports and not unit.does_poorly:
                unit.reports[line.epoch] = math.nan if line.value is None else line.value
                unit.marks |= line.marks
                unit.does_poorly = line.prune
        case Told() if unit.told is None:
            unit.told = line
        case TestedRun() if unit.tested is None:
            unit.tested = line
