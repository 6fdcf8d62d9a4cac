"""Real engines in real processes, driven by what they write, never by the clock.

A `Lab` is a folder with a state, a cache and runs of its own; a `Life` is one engine at
work on a run, from its start to its end.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

import psutil

from rnn_tui.experiment import load
from rnn_tui.runs import RunDirectory, create, read_state, start_engine
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.events import Event
from rnn_tui.runs.files.status import Status, read_status
from rnn_tui.runs.files.trace import TraceError, read_trace
from rnn_tui.runs.state.run_state import RunState
from tests.forked import server

PATIENCE = 280.0
"""Seconds until something that must happen is taken for lost, on a slow and busy machine."""

LOOK_SECONDS = 0.004

FRONT_END = Path(__file__).with_name("front_end.py")

T = TypeVar("T")
E = TypeVar("E", bound=Event)


class NeverHappened(AssertionError):
    """The deadline has passed, or the process ended before it."""


class Lab:
    """Starts engines and front-ends, and knows all processes that came of them."""

    def __init__(self, folder: Path, cache: Path | None = None, *, forks: bool = False) -> None:
        """`cache` is one of others, to save the time of filling it.

        With `forks` the engines of `live`, `batch` and `resume` are forked: they begin with
        TensorFlow imported.
        """
        self.folder = folder
        self._forks = forks
        self.runs = folder / "runs"
        self.env = {
            "RNN_TUI_STATE": str(folder / "state"),
            "RNN_TUI_CACHE": str(cache or folder / "cache"),
            "RNN_TUI_RUNS": str(self.runs),
            "KERAS_HOME": str(folder / "keras"),
            "PYTHONUNBUFFERED": "",
        }

    @contextmanager
    def entered(self) -> Iterator[None]:
        """With the lab's folders in the environment of this process."""
        with patch.dict(os.environ, self.env):
            yield

    def create(self, config: Path | str, *settings: str) -> RunDirectory:
        return create(self.runs, load(config, settings))

    def live(self, run: RunDirectory, *, fork: bool = True) -> "Life":
        """A new engine on the run; without `fork` one that imports everything by itself."""
        with self.entered():
            if not (self._forks and fork):
                return Life(run, lambda: start_engine(run))
            return Life(run, lambda: start_engine(run, server()))

    def batch(self, config: Path, *arguments: str, fork: bool = True) -> "Life":
        """`rnn-tui --batch` as far as its run is there; the process is the front-end."""
        before = set(self.runs.glob("*"))
        process = self.popen("--batch", "-c", config, *arguments, fork=fork)

        def found() -> RunDirectory | None:
            runs = [RunDirectory(path) for path in self.runs.glob("[!.]*") if path not in before]
            return next((run for run in runs if run.is_run), None)

        run = until(found, "a run directory", lambda: process.poll() is not None)
        return Life(run, lambda: process, skip=False)

    def resume(self, run: RunDirectory, *arguments: str, fork: bool = True) -> "Life":
        """`rnn-tui resume`; the process is the front-end."""
        return Life(run, lambda: self.popen("resume", run.run_id, *arguments, fork=fork))

    def front_end(self, *arguments: str | Path, fork: bool = True) -> list[str]:
        """The command of `rnn-tui`; with `fork`, where this lab forks at all, its engines and
        those of its workers are forked."""
        if fork and self._forks:
            return self.command(FRONT_END, server().name, *arguments)
        return self.command("-m", "rnn_tui", *arguments)

    def popen(self, *arguments: str | Path, fork: bool = False) -> "subprocess.Popen[str]":
        """`rnn-tui` with these arguments, stdout and stderr piped."""
        return self._started(self.front_end(*arguments, fork=fork))

    def python(
        self, *arguments: str | Path, stdin: int = subprocess.DEVNULL
    ) -> "subprocess.Popen[str]":
        """A process with the lab in its environment."""
        return self._started(self.command(*arguments), stdin)

    def _started(
        self, command: list[str], stdin: int = subprocess.DEVNULL
    ) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            command,
            env=self.environment,
            cwd=self.folder,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @staticmethod
    def command(*arguments: str | Path) -> list[str]:
        """This Python with these arguments."""
        return [sys.executable, "-P", *map(str, arguments)]

    @property
    def environment(self) -> dict[str, str]:
        """That of this process, with the lab in it."""
        return {**os.environ, **self.env}

    def cli(
        self, *arguments: str | Path, fork: bool = False, patience: float = PATIENCE
    ) -> "subprocess.CompletedProcess[str]":
        """`rnn-tui` to its end."""
        process = self.popen(*arguments, fork=fork)
        out, err = process.communicate(timeout=patience)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def processes(self) -> list[psutil.Process]:
        """All living processes that carry this lab in their environment, but this one."""
        found = server().engines() if server.cache_info().currsize else []
        for process in psutil.process_iter():
            try:
                marked = process.environ().get("RNN_TUI_STATE") == self.env["RNN_TUI_STATE"]
            except psutil.Error:
                continue
            if marked and process.pid != os.getpid():
                found.append(process)
        return found

    def clear(self, patience: float = 0) -> list[str]:
        """End what is still there, by its id. Returns the ids and the commands.

        What ends by itself within `patience` seconds is left alone, such as a child that notices
        at its next line that its parent was killed.
        """
        end = time.monotonic() + patience
        while (left := self.processes()) and time.monotonic() < end:
            time.sleep(LOOK_SECONDS)
        told = [f"{process.pid} {_command(process)}" for process in left]
        for process in left:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(left, timeout=10)
        return told


class Life:
    """A process at work on a run; `events` are those that came after its start alone."""

    def __init__(
        self, run: RunDirectory, start: "Callable[[], subprocess.Popen[Any]]", skip: bool = True
    ) -> None:
        """Without `skip` all events of the run are seen."""
        self.run = run
        self.events: list[Event] = []
        self._reader = LogReader(run.events)
        if skip:
            self._reader.poll()
        self.process = start()

    def sees(self, kind: type[E], where: Callable[[E], bool] = lambda event: True) -> E:
        """Wait for an event of this life."""

        def found() -> E | None:
            self.look()
            fitting = (event for event in self.events if isinstance(event, kind) and where(event))
            return next(fitting, None)

        return self._until(found, f"the event {kind.__name__}")

    def look(self) -> None:
        """Read what is new in the log."""
        self.events += self._reader.poll()

    def last(self, kind: type[E]) -> E:
        """The last event of a kind so far."""
        return [event for event in self.events if isinstance(event, kind)][-1]

    def traced(self, records: int) -> None:
        """Wait until the trace holds so many records."""
        self._until(lambda: trace_length(self.run) >= records, f"{records} trace records")

    def shows(self, where: Callable[[Status], bool], what: str) -> Status:
        """Wait for a status that this engine has written."""

        def found() -> Status | None:
            status = read_status(self.run.status)
            own = status is not None and status.process is not None
            return (
                status if own and status.process.pid == self.process.pid and where(status) else None
            )

        return self._until(found, what)

    def engine(self) -> int:
        """The id of the engine behind a front-end, waited for."""

        def found() -> int | None:
            status = read_status(self.run.status)
            process = status.process if status else None
            return process.pid if process is not None and process.alive else None

        return self._until(found, "an engine")

    def kill(self) -> None:
        """SIGKILL to the whole group of the engine."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def ends(self) -> int:
        """Wait for the process's own end; its exit code."""
        code = self.process.wait(PATIENCE)
        self.look()
        return code

    def _until(self, found: Callable[[], T | None], what: str) -> T:
        try:
            return until(found, what, lambda: self.process.poll() is not None)
        except NeverHappened as error:
            raise NeverHappened(f"{error}\n{story(self.run)}") from None


def until(found: Callable[[], T | None], what: str, over: Callable[[], bool] = lambda: False) -> T:
    """Poll until `found` gives something, the deadline passes, or all is `over`."""
    end = time.monotonic() + PATIENCE
    while True:
        last = over()  # looked at first: what was written before the end still counts
        if result := found():
            return result
        if last or time.monotonic() > end:
            raise NeverHappened(f"{what}: " + ("the process has ended" if last else "deadline"))
        time.sleep(LOOK_SECONDS)


def _command(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return shlex.join(process.cmdline())
    return "(ended meanwhile)"


def story(run: RunDirectory) -> str:
    """What a failing test should show of a run."""
    parts = []
    for path in (run.events, run.status, run.engine_log):
        if path.is_file():
            parts.append(f"--- {path.name}\n{path.read_text(errors='replace')[-3000:]}")
    return "\n".join(parts)


def trace_length(run: RunDirectory) -> int:
    """Records in the trace, 0 where there is none yet."""
    try:
        return len(read_trace(run.trace))
    except (OSError, TraceError):
        return 0


def state_of(run: RunDirectory) -> RunState:
    """What any front-end sees of the run now."""
    return read_state(run)
