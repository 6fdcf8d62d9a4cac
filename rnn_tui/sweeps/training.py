"""One run of a trial, from the moment a worker takes it until its outcome is told."""

import contextlib
import math

from rnn_tui.experiment import ConfigError, Experiment, Fault, load
from rnn_tui.io.exits import Exit
from rnn_tui.io.signals import signal_named
from rnn_tui.io.text import one_line
from rnn_tui.results.data.facts import reasons_against
from rnn_tui.runs import (
    Ask,
    RunDirectory,
    RunError,
    RunExists,
    RunState,
    State,
    ask_run,
    create,
    kill_engine,
    start_engine,
)
from rnn_tui.runs.changes.extending import rewrite
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.lock import is_locked
from rnn_tui.runs.process.launch import ReadyProcess
from rnn_tui.runs.state.engine_process import EngineProcess
from rnn_tui.runs.state.exit_reason import disk_is_full
from rnn_tui.runs.state.ranking import best_epoch
from rnn_tui.runs.state.run_state import Failure
from rnn_tui.runs.state.starts import starts_without_progress
from rnn_tui.sweeps.folder import TEST, Sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.lines import TestedRun, Told, finite
from rnn_tui.sweeps.reporting import pruned
from rnn_tui.sweeps.state import Unit

BY = "rnn-tui sweep"
"""Who asks an engine to stop."""

MOST_STARTS = 8
"""Engines in a row that may end without having kept anything, before a run counts as failed."""


MOST_REQUESTS = 3


class CannotGoOn(SweepError):
    """This machine cannot train any run at the moment: the trial stays open."""

    exit_code = Exit.ENGINE


def prepare(sweep: Sweep, unit: Unit) -> RunDirectory:
    """The run's directory, made if it is not there.

    Raises ConfigError where the experiment cannot be trained, CannotGoOn where the directory
    cannot be made.
    """
    run = sweep.run_of(unit)
    if run.is_run:
        return run
    experiment = _trainable(sweep, unit)
    with contextlib.suppress(OSError):
        run.path.rmdir()  # its maker was killed before it was filled
    try:
        return create(run.path.parent, experiment, run.run_id)
    except RunExists as error:
        raise CannotGoOn(f"{error}, and it is not a run: move it away") from error
    except RunError as error:
        raise CannotGoOn(str(error)) from error


def check_progress(run: RunDirectory) -> None:
    """Raises ConfigError where engines have been started again and again for nothing."""
    try:
        count = starts_without_progress(LogReader(run.events).read())
    except OSError:
        return
    if count >= MOST_STARTS:
        raise ConfigError([Fault("", f"its last {count} engines ended without any progress")])


def begin(run: RunDirectory, ready: ReadyProcess | None = None) -> EngineProcess | None:
    """Start an engine on the run, or have `ready` train it.

    Raises CannotGoOn where that cannot be done here.
    """
    try:
        return start_engine(run, ready)
    except RunError as error:
        if is_locked(run.lock):
            return None  # somebody was quicker: it is followed
        raise CannotGoOn(str(error)) from error


def ask_to_stop(run: RunDirectory, times: int) -> None:
    """Ask the engine to stop; the third time, and where it cannot be asked, it is killed."""
    with contextlib.suppress(RunError):
        if times < MOST_REQUESTS:
            with contextlib.suppress(RunError):
                ask_run(run, Ask.STOP, BY)
                return
        kill_engine(run)


def outcome(unit: Unit, state: RunState, objective: str, asked: bool) -> Told | None:
    """What is to be told of a run that has ended; None where it stays open.

    `asked` says whether this worker has asked it to stop. Raises CannotGoOn where the machine is
    to blame.
    """
    if unit.does_poorly:
        return pruned(unit, state, objective)
    match state.state:
        case State.FINISHED:
            return _told(unit, state, objective, "finished")
        case State.FAILED:
            return _failed(unit, state)
        case State.STOPPED if not asked and _by_a_person(state):
            return _told(unit, state, objective, "stopped")
    return None


def allow_test(run: RunDirectory) -> None:
    """Let the next engine look at the test part. Raises ConfigError and RunError."""
    experiment = load(run.experiment)
    if not experiment.train.test:
        rewrite(run, load(run.experiment, [f"{TEST}=true"]))


def test_of(unit: Unit, state: RunState) -> TestedRun | None:
    """What is to be told of a test; None where it is not over.

    Raises CannotGoOn where the machine is to blame.
    """
    message = ""
    if state.test is None:
        if state.state == State.FAILED and state.failure is not None:
            message = _blamed(state).message
        elif state.state == State.FINISHED:
            message = "the data has no test part"
        else:
            return None
    return TestedRun(trial=unit.trial, seed=unit.seed, logs=_figures(state), message=message)


def failed(unit: Unit, message: str, state: RunState | None = None) -> Told:
    """The outcome of a run that could not be trained, or not to its end."""
    return Told(
        trial=unit.trial,
        seed=unit.seed,
        outcome="failed",
        epochs=len(state.epochs) if state else 0,
        seconds=round(state.worked_so_far, 3) if state else 0.0,
        message=one_line(message),
    )


def _told(unit: Unit, state: RunState, objective: str, what: str) -> Told:
    column = state.column(objective)
    best = best_epoch(column, objective)
    value = None if best is None else finite(column[best])
    if value is None and what == "finished":
        return failed(unit, f"it has no finite {objective}", state)
    return Told(
        trial=unit.trial,
        seed=unit.seed,
        outcome=what,  # type: ignore[arg-type]
        value=value,
        epoch=best,
        epochs=len(state.epochs),
        seconds=round(state.worked_so_far, 3),
        test=_figures(state),
        data=state.fingerprint,
    )


def _figures(state: RunState) -> dict[str, float]:
    """The figures of the test; none where it was not looked at."""
    found = state.test.logs if state.test else {}
    return {name: value for name, value in found.items() if math.isfinite(value)}


def _failed(unit: Unit, state: RunState) -> Told:
    return failed(unit, _blamed(state).message, state)


def _blamed(state: RunState) -> Failure:
    """The failure of a run that is itself to blame. Raises CannotGoOn where the machine is."""
    failure = state.failure
    assert failure is not None
    if failure.kind == "engine" and disk_is_full(state.path):
        raise CannotGoOn(f"{state.label}: {failure.message}; free some space, then resume")
    return failure


def _by_a_person(state: RunState) -> bool:
    """Check who stopped it: a signal may have reached the engine before it reaches the worker."""
    return not state.stop_reason.startswith(BY) and signal_named(state.stop_reason) is None


def _trainable(sweep: Sweep, unit: Unit) -> Experiment:
    experiment = sweep.experiment_of(sweep.state.trials[unit.trial], unit.seed)
    if errors := reasons_against(experiment):
        raise ConfigError([Fault("", sentence) for sentence in errors])
    return experiment
