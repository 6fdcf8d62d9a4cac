"""One run of a trial, from the moment a worker takes it until its outcome is told."""

import contextlib

from rnn_tui.experiment import ConfigError, Experiment, Fault, Severity, problems
from rnn_tui.io.exits import Exit
from rnn_tui.io.signals import signal_named
from rnn_tui.io.text import one_line
from rnn_tui.results.data.facts import informed
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
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.lock import is_locked
from rnn_tui.runs.state.engine_process import EngineProcess
from rnn_tui.runs.state.exit_reason import disk_is_full
from rnn_tui.runs.state.ranking import best_epoch
from rnn_tui.runs.state.starts import starts_without_progress
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.lines import Told, finite
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


def needs_engine(state: RunState) -> bool:
    """Check whether an engine has to be started: nothing runs, and something is left to do.

    What failed for a reason that may have gone, such as a full disk, is tried again. A run is
    queued from its first moment, whether or not an engine was started.
    """
    if state.state == State.QUEUED:
        return state.status is None or state.status.process is None
    if state.state == State.FAILED:
        return state.failure is None or state.failure.kind == "engine"
    return not state.state.live and state.state != State.FINISHED


def check_progress(run: RunDirectory) -> None:
    """Raises ConfigError where engines have been started again and again for nothing."""
    try:
        count = starts_without_progress(LogReader(run.events).read())
    except OSError:
        return
    if count >= MOST_STARTS:
        raise ConfigError([Fault("", f"its last {count} engines ended without any progress")])


def begin(run: RunDirectory) -> EngineProcess | None:
    """Start an engine on the run. Raises CannotGoOn where that cannot be done here."""
    try:
        return start_engine(run)
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
    if unit.falls_behind:
        return pruned(unit, state, objective)
    match state.state:
        case State.FINISHED:
            return _told(unit, state, objective, "finished")
        case State.FAILED:
            return _failed(unit, state)
        case State.STOPPED if not asked and _by_a_person(state):
            return _told(unit, state, objective, "stopped")
    return None


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
    )


def _failed(unit: Unit, state: RunState) -> Told | None:
    failure = state.failure
    assert failure is not None
    if failure.kind == "engine" and disk_is_full(state.path):
        raise CannotGoOn(f"{state.label}: {failure.message}; free some space, then resume")
    return failed(unit, failure.message, state)


def _by_a_person(state: RunState) -> bool:
    """Check who stopped it: a signal may have reached the engine before it reaches the worker."""
    return not state.stop_reason.startswith(BY) and signal_named(state.stop_reason) is None


def _trainable(sweep: Sweep, unit: Unit) -> Experiment:
    experiment = sweep.experiment_of(sweep.state.trials[unit.trial], unit.seed)
    found = problems(experiment, informed(experiment, None))
    errors = [each.sentence_to_type for each in found if each.severity == Severity.ERROR]
    if errors:
        raise ConfigError([Fault("", sentence) for sentence in errors])
    return experiment
