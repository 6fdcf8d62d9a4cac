"""`python -m rnn_tui.engine RUN_DIRECTORY`: take the run and train it.

What is printed, by us or by TensorFlow, belongs into `engine.log`: whoever starts the
process gives it that file as stdout and stderr. With `--wait` instead of the directory it
gets ready, reads the directory from stdin, and opens the log itself. With `--series` it trains
one run after another (`rnn_tui.engine.series`).
"""

import contextlib
import os
import signal
import sys
import traceback
from pathlib import Path

from rnn_tui.io.python_warnings import ignore_warnings
from rnn_tui.io.signals import STOPPING

if __name__ == "__main__":  # until the listener has started, signals are held back
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    ignore_warnings()

from rnn_tui.engine import tf_environment
from rnn_tui.engine.baseline import baseline_told
from rnn_tui.engine.failures import explain, unexplained
from rnn_tui.engine.kept import Kept
from rnn_tui.engine.light_import import import_ahead, light_import
from rnn_tui.engine.loading import load_data
from rnn_tui.engine.machine import started
from rnn_tui.engine.record import Record
from rnn_tui.engine.request_listener import RequestListener
from rnn_tui.engine.series import Series
from rnn_tui.engine.sharing import threads_of_run
from rnn_tui.engine.waiting import wait_for_run
from rnn_tui.engine.xla import set_flags
from rnn_tui.experiment import load
from rnn_tui.io.exits import Exit
from rnn_tui.io.faults import reason
from rnn_tui.io.writing import held
from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.files.lock import RunIsTaken, RunLock
from rnn_tui.runs.files.ownership import check_own
from rnn_tui.runs.process.launch import SERIES, WAIT
from rnn_tui.runs.state.follower import read_state


def main(arguments: list[str]) -> int:
    """Exit code as the command line documents them."""
    tf_environment.prepare()
    match arguments:
        case [word, *first] if word == SERIES and len(first) <= 1:
            return Series(_train_one).serve(*first)
        case [path]:
            path = wait_for_run() if path == WAIT else path
            return _train_one(RunDirectory(Path(path)))
    print("usage: python -m rnn_tui.engine RUN_DIRECTORY | --wait | --series", file=sys.stderr)
    return Exit.USAGE


def _train_one(run: RunDirectory, series: Series | None = None) -> int:
    """Train the run, in a series after others. Returns the exit code."""
    try:
        with held(run.path):
            check_own(run)
            return _take(run, series)
    except (RunIsTaken, RunError, OSError) as error:
        print(f"cannot train the run {run.label}: {reason(error)}", file=sys.stderr)
        return Exit.ENGINE


def _take(run: RunDirectory, series: Series | None) -> int:
    """Take the run, and train it to an end. Raises RunIsTaken, RunError, OSError before that."""
    lock = RunLock(run.lock)
    lock.mark_begin()
    record = Record(run, read_state(run))
    listener = RequestListener(record)
    try:
        record.enter()
        listener.start()
        _train(run, record, listener, series.kept if series else Kept())
    except Exception as error:
        if series and not listener.stop_asked:
            series.try_again(record, error)
        return _fail(error, record)
    finally:
        if series:
            listener.close()
        record.heartbeat()
        record.close()
        lock.release()
    return Exit.FINISHED


def _train(run: RunDirectory, record: Record, listener: RequestListener, kept: Kept) -> None:
    """Train. Raises whatever goes wrong."""
    with listener.expendable():
        experiment = load(run.experiment)
        before = record.before.machine
        set_flags(experiment, threads_of_run(experiment, before.settings if before else {}))
        import_ahead()
        record.tell(started(record, experiment))
        corpus, data, plan, vectors = load_data(experiment, record, kept.data)
        with baseline_told(experiment, corpus, record, kept.data), light_import():
            record.now(doing="importing TensorFlow")
            from rnn_tui.engine.session import run_session
        del corpus
    run_session(experiment, data, plan, vectors, record, listener, kept.programs)


def _fail(error: Exception, record: Record) -> int:
    """Make the error the last event of the run, and tell it in the engine's log."""
    failure = explain(error, record)
    with contextlib.suppress(OSError):  # the log may be on the disk that is full
        if failure is None:
            traceback.print_exception(error)
        else:
            print(f"error: {failure.message}\n{failure.hint}".rstrip(), file=sys.stderr)
    failure = failure or unexplained(error, record)
    record.failed(failure)
    return Exit.of_failure(failure.kind)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)  # all is written: TensorFlow's own farewell would take a second
