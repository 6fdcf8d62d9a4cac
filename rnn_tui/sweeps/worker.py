"""A worker: takes one run after the other, has an engine train it, and tells the journal.

It is a process of its own (`rnn-tui sweep work`), and may be ended at any moment. An engine
outlives it: the next worker follows that engine, resumes a run that is stopped or lost, and
reads the result of one that is finished.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from subprocess import TimeoutExpired

from rnn_tui.experiment import ConfigError
from rnn_tui.io.text import one_line
from rnn_tui.runs import Follower, RunDirectory, RunError, RunState, State
from rnn_tui.runs.process.launch import ReadyProcess
from rnn_tui.runs.state.engine_process import EngineProcess
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.lines import AnyLine, TestedRun, Told
from rnn_tui.sweeps.reporting import Judging
from rnn_tui.sweeps.state import Unit
from rnn_tui.sweeps.stopping import Stopping
from rnn_tui.sweeps.taking import Rest, Test, take
from rnn_tui.sweeps.training import (
    allow_test,
    ask_to_stop,
    begin,
    check_progress,
    failed,
    outcome,
    prepare,
    test_of,
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
        engine: ReadyProcess | None = None,
    ) -> None:
        """`say` gets what this worker writes into the journal about its runs.

        `engine` trains them one after the other; without it each has an engine of its own.
        """
        self._sweep = sweep
        self._presence = presence
        self._stopping = stopping
        self._say = say
        self._engine = engine
        self.run: RunDirectory | None = None
        """The run that it has, or had last."""

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
            match take(self._sweep, self._presence):
                case Unit() as unit:
                    self._train(unit)
                case Test() as test:
                    self._test(test.unit)
                case Rest.WAIT:
                    self._wait(IDLE_SECONDS)
                case rest:
                    return rest
        return None

    def _train(self, unit: Unit) -> None:
        """Bring one run as far as it goes."""
        judging = Judging(self._sweep, unit)
        try:
            run = prepare(self._sweep, unit)
            state, asked = self._follow(run, judging.needs_engine, judging.does_poorly)
        except ConfigError as error:
            self._tell(failed(unit, str(error)))
            return
        told = outcome(judging.unit, state, self._sweep.objective_of(state), asked)
        if told is not None:
            self._tell(told)
        elif state.state == State.STOPPED and not asked:
            self._wait(IDLE_SECONDS)  # the signal that stopped the engine may come here next

    def _test(self, unit: Unit) -> None:
        """Test a run that was trained without a look at the test part."""
        run = self._sweep.run_of(unit)
        try:
            allow_test(run)
            state, _ = self._follow(run, lambda state: not state.state.live and state.test is None)
        except (ConfigError, RunError) as error:
            self._tell(TestedRun(trial=unit.trial, seed=unit.seed, message=one_line(str(error))))
            return
        if (tested := test_of(unit, state)) is not None:
            self._tell(tested)

    def _follow(
        self,
        run: RunDirectory,
        needs_engine: Callable[[RunState], bool],
        does_poorly: Callable[[RunState], bool] = lambda state: False,
    ) -> tuple[RunState, bool]:
        """Have an engine work on the run where it needs one, and watch it until it ends.

        Returns the last state, and whether it was asked to stop from here. Raises ConfigError
        where engines get nowhere, CannotGoOn where none can be started.
        """
        self.run, follower = run, Follower(run)
        state, asked, signals = follower.poll(), False, 0
        process: EngineProcess | None = None
        if needs_engine(state):
            check_progress(run)
            if (process := begin(run, self._engine)) is not None:
                follower.watch(process)
            state = follower.poll()
        while True:
            behind = does_poorly(state)
            if not state.state.live or state.status is None:
                return state, asked
            to_stop = behind or self._is_to_stop()
            if self._stopping.count > signals or (to_stop and not asked):
                signals = self._stopping.count
                ask_to_stop(run, max(1, signals))
                asked = True
            self._wait(LOOK_SECONDS, process)
            state = follower.poll()

    def _is_to_stop(self) -> bool:
        return self._sweep.refresh().request.request == "stop"

    def _tell(self, told: Told | TestedRun) -> None:
        self._sweep.journal.append(told)
        self._sweep.refresh()
        self._say(told)

    def _wait(self, seconds: float, process: EngineProcess | None = None) -> None:
        """Wait, or until the process is done with its run."""
        self._presence.beat()
        if process is None or process.poll() is not None:
            time.sleep(seconds)
            return
        with suppress(TimeoutExpired):
            process.wait(seconds)
