"""An engine that trains one run after another, for `runs.process.warm_engine` on the other side.

The paths of runs come through stdin, a socket, each ended by a zero byte; an exit code goes back
when a run has ended, as a line. Where nobody is left who could give another run, it ends.

What is settled once in the life of a process must fit: for a run that wants it otherwise, and when
it has grown too much, the process replaces itself by a new one, which keeps its id and its socket.
"""

import contextlib
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import psutil

from rnn_tui.engine.failures import may_be_inherited
from rnn_tui.engine.kept import Kept
from rnn_tui.engine.record import Record
from rnn_tui.engine.sharing import pool_of_run, threads_of_run
from rnn_tui.engine.waiting import print_to
from rnn_tui.engine.xla import flags_for
from rnn_tui.experiment import ConfigError, Experiment, load
from rnn_tui.io.exits import Exit
from rnn_tui.io.signals import STOPPING
from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.process.launch import ENGINE, SERIES
from rnn_tui.runs.state.follower import read_state

GROWTH_BYTES = 512 * 2**20
"""Memory that it may have gained since its first run: XLA keeps all that it has ever compiled."""

END = b"\0"
PATH_BYTES = 65_536

GOES_ON = (Exit.FINISHED, Exit.USAGE, Exit.DATA, Exit.DIVERGED)
"""Ends of a run after which the process is as good as before."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What TensorFlow and XLA are told once, before they compute anything."""

    xla_flags: str
    pool: int
    device: str
    deterministic: bool
    tf32: bool

    @staticmethod
    def for_run(experiment: Experiment, before: Mapping[str, object], xla_flags: str) -> "Settled":
        """`before` are the settings in the record of a run that is resumed, `xla_flags` those
        that the process was started with."""
        train = experiment.train
        return Settled(
            flags_for(experiment, threads_of_run(experiment, before), xla_flags),
            pool_of_run(before),
            train.device,
            train.deterministic,
            train.tf32,
        )


class Series:
    """The process, from its first run to its last."""

    def __init__(self, train: Callable[[RunDirectory, "Series"], int]) -> None:
        """`train` trains a run, and returns an exit code."""
        self.kept = Kept()
        self._train = train
        self._environment = dict(os.environ)
        self._front_end = socket.socket(fileno=os.dup(0))
        self._settled: Settled | None = None
        self._first_size = 0
        _print_nowhere()

    def serve(self, first: str | None = None) -> int:
        """Train `first`, then whatever is asked for. Returns the exit code of the process."""
        path = first or self._asked_for()
        while path is not None:
            code = self._train_at(RunDirectory(Path(path)))
            with contextlib.suppress(OSError):  # the run is trained all the same
                self._front_end.sendall(b"%d\n" % code)
            if code not in GOES_ON:
                return code
            self._replace_if_grown()
            path = self._asked_for()
        return Exit.FINISHED

    def try_again(self, record: Record, error: Exception) -> None:
        """Give the run another try in a new process, if others may have a part in its failure.

        Returns where they have none.
        """
        if self._first_size and may_be_inherited(error, record):
            traceback.print_exception(error)
            record.begin_anew()
            self.replace(record.run)

    def replace(self, run: RunDirectory | None = None) -> NoReturn:
        """Begin anew as another program in the same process, with this run. Raises OSError."""
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)  # they wait for its listener
        os.dup2(self._front_end.fileno(), 0)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))  # a GPU's among them
        words = [*ENGINE, SERIES, *([str(run.path)] if run else [])]
        os.execve(sys.executable, words, self._environment)

    def _train_at(self, run: RunDirectory) -> int:
        self._replace_if_unfit(run)
        print_to(run.engine_log)
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        code = self._train(run, self)
        sys.stdout.flush()
        sys.stderr.flush()
        _print_nowhere()
        return code

    def _replace_if_unfit(self, run: RunDirectory) -> None:
        try:
            before = read_state(run).machine
            settings = before.settings if before else {}
            given = self._environment.get("XLA_FLAGS", "")
            wanted = Settled.for_run(load(run.experiment), settings, given)
        except (ConfigError, RunError, OSError):
            return  # the run ends with that
        if self._settled not in (None, wanted):
            self.replace(run)
        self._settled = wanted

    def _replace_if_grown(self) -> None:
        size = psutil.Process().memory_info().rss
        self._first_size = self._first_size or size
        if size > self._first_size + GROWTH_BYTES:
            self.replace()

    def _asked_for(self) -> str | None:
        """The path of the next run; None where nobody is left to name one."""
        told = b""
        while not told.endswith(END):
            try:
                more = self._front_end.recv(PATH_BYTES)
            except ConnectionError:
                more = b""
            if not more:
                return None
            told += more
        return os.fsdecode(told[: -len(END)])


def _print_nowhere() -> None:
    """Keep no file of a run open, and let nothing but `Series` read what stdin was."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for each in range(3):
        os.dup2(nothing, each)
    os.close(nothing)
