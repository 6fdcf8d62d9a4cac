"""A worker: takes one run after the other, has an engine train it, and tells the journal.

It is a process of its own (`rnn-tui sweep work`), and may be ended at any moment. An engine
outlives it: the next worker follows that engine, resumes a run that is stopped or lost, and
reads the result of one that is finished.
"""

import time
from collections.abc import Callable

from rnn_tui.experiment import ConfigError
from rnn_tui.runs import Follower, RunDirectory, RunState, State
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.lines import AnyLine, Told
from rnn_tui.sweeps.reporting import report, reports
from rnn_tui.sweeps.state import Unit
from rnn_tui.sweeps.stopping import Stopping
from rnn_tui.sweeps.taking import Rest, take
from rnn_tui.sweeps.training import (
    ask_to_stop,
    begin,
    check_progress,
    failed,
    needs_engine,
    outcome,
    prepare,
)
from rnn_tui.sweeps.workers import Presence

LOOK_SECONDS = 0.2
IDLE_SECONDS = 1.0
"""The time between two looks at what the other workers are doing."""


class Worker:
    """Works until nothing is left to take, or until it is stopped."""

    def __init__(
        self,
        sweep: Sweep,
        presence: Presence,
        stopping: Stopping,
        say: Callable[[AnyLine], None] = lambda line: None,
    ) -> None:
        """`say` gets what this worker writes into the journal about its runs."""
        self._sweep = sweep
        self._presence = presence
        self._stopping = stopping
        self._say = say

    def work(self) -> Rest | None:
        """Take runs until there is none, and return why; None where a signal ended it.

        Raises UserError.
        """
        while self._stopping.code is None:
            if not self._presence.is_known:
                raise SweepError(
                    f"this worker of {self._sweep.label} was silent for too long, and others have "
                    "taken its run: start it again with rnn-tui sweep work"
                )
            step = take(self._sweep, self._presence)
            if isinstance(step, Unit):
                self._train(step)
            elif step == Rest.WAIT:
                self._wait(IDLE_SECONDS)
            else:
                return step
        return None

    def _train(self, unit: Unit) -> None:
        """Bring one run as far as it goes."""
        try:
            run = prepare(self._sweep, unit)
            unit, state, asked = self._follow(unit, run)
        except ConfigError as error:
            self._tell(failed(unit, str(error)))
            return
        told = outcome(unit, state, self._sweep.objective_of(state), asked)
        if told is not None:
            self._tell(told)
        elif state.state == State.STOPPED and not asked:
            self._wait(IDLE_SECONDS)  # the signal that stopped the engine may come here next

    def _follow(self, unit: Unit, run: RunDirectory) -> tuple[Unit, RunState, bool]:
        """Train the run, or watch it being trained, until it ends.

        Returns what is known of it then, and whether it was asked to stop from here. Raises
        ConfigError where it cannot be trained.
        """
        follower = Follower(run)
        state, asked, signals = follower.poll(), False, 0
        if needs_engine(state):
            if unit.falls_behind:
                return unit, state, asked
            check_progress(run)
            if (process := begin(run)) is not None:
                follower.watch(process)
            state = follower.poll()
        while True:
            if reports(self._sweep, unit):
                unit = report(self._sweep, unit, state)
            if not state.state.live:
                return unit, state, asked
            to_stop = unit.falls_behind or self._is_to_stop()
            if self._stopping.count > signals or (to_stop and not asked):
                signals = self._stopping.count
                ask_to_stop(run, max(1, signals))
                asked = True
            self._wait(LOOK_SECONDS)
            state = follower.poll()

    def _is_to_stop(self) -> bool:
        return self._sweep.refresh().request.request == "stop"

    def _tell(self, told: Told) -> None:
        self._sweep.journal.append(told)
        self._sweep.refresh()
        self._say(told)

    def _wait(self, seconds: float) -> None:
        self._presence.beat()
        time.sleep(seconds)
