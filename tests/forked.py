"""Engines forked from a process that has TensorFlow imported: four seconds less for each.

`server()` is that process, one for all tests of this process. It stands where `start_engine`
takes an idle engine; `tests/front_end.py` is a front-end that has its engines from it. An engine
that it forks does what `python -m rnn_tui.engine RUN` does after its imports, in a session and with
an environment of its own.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path

import psutil

from rnn_tui.runs import RunDirectory


class ForkedEngine:
    """The engine as a `Popen` would show it: its id, and its exit code once it has ended."""

    def __init__(self, told: int) -> None:
        """`told` is the end of a pipe from which its id comes, and later its exit code."""
        self._told = os.fdopen(told, encoding="ascii")
        self.pid = int(self._told.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._read(0)

    def wait(self, timeout: float | None = None) -> int:
        """Raises subprocess.TimeoutExpired."""
        if (code := self._read(timeout)) is None:
            raise subprocess.TimeoutExpired("a forked engine", timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def _read(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._told], [], [], timeout)[0]:
            self.returncode = int(self._told.readline())
            self._told.close()
        return self.returncode


class Forks:
    """Whoever knows the address of the server: what `start_engine` takes for an idle engine.

    It stands for a warm one as well.
    """

    pid = 0  # another process takes the run
    alive = True

    def __init__(self, name: str) -> None:
        """`name` is that of the server's socket, which is in no folder."""
        self.name = name

    def close(self) -> None:
        """Nothing waits that would have to end."""

    def take(self, run: RunDirectory) -> ForkedEngine:
        """A new engine on the run."""
        told, tells = os.pipe()
        order = {
            "run": str(run.path),
            "environment": dict(os.environ),
            "folder": str(Path.cwd()),
            "processors": sorted(os.sched_getaffinity(0)),
        }
        data = json.dumps(order).encode()
        with socket.socket(socket.AF_UNIX) as server:
            server.connect(f"\0{self.name}")
            socket.send_fds(server, [len(data).to_bytes(4, "big")], [tells])
            server.sendall(data)
        os.close(tells)
        return ForkedEngine(told)


class ForkServer(Forks):
    """The process with TensorFlow imported. It ends with the process that started it."""

    def __init__(self) -> None:
        super().__init__(f"rnn-tui-tests-{os.getpid()}")
        # No folder of a test: what a `Lab` finds by its environment is the lab's own.
        plain = {name: it for name, it in os.environ.items() if not name.startswith("RNN_TUI_")}
        ours, self._ours = os.pipe()  # closed when this process ends
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(f"\0{self.name}")
            listener.listen()
            self._process = subprocess.Popen(
                [sys.executable, "-P", __file__, str(ours)],
                stdin=listener,
                pass_fds=[ours],
                env=plain | {"PYTHONPATH": os.pathsep.join(sys.path)},
            )
        os.close(ours)

    def engines(self) -> list[psutil.Process]:
        """All that it has forked and that still live."""
        found = []
        for waiting in psutil.Process(self._process.pid).children():
            with suppress(psutil.NoSuchProcess):
                found += waiting.children()
        return found


@cache
def server() -> ForkServer:
    return ForkServer()


def _serve(parent: int) -> None:
    """Fork an engine for each order, until nobody is left who could give one."""
    from rnn_tui.engine import tf_environment

    tf_environment.prepare()
    import_module("rnn_tui.engine.session")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever waits for an engine just ends
    listener = socket.socket(fileno=os.dup(0))
    while listener in select.select([listener, parent], [], [])[0]:
        orders, _ = listener.accept()
        with orders:
            size, descriptors, _, _ = socket.recv_fds(orders, 4, 1)
            data = orders.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL)
        if os.fork() == 0:
            listener.close()
            os.close(parent)
            _wait_for_engine(json.loads(data), descriptors[0])
        os.close(descriptors[0])


def _wait_for_engine(order: dict[str, object], tells: int) -> None:
    """Fork the engine, tell its id, wait for it, tell its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    engine = os.fork()
    if engine == 0:
        os.close(tells)
        _be_engine(**order)  # type: ignore[arg-type]
    _tell(tells, engine)
    _, status = os.waitpid(engine, 0)
    _tell(tells, os.waitstatus_to_exitcode(status))
    os._exit(0)


def _tell(tells: int, number: int) -> None:
    with suppress(BrokenPipeError):  # a front-end may have ended before its engine
        os.write(tells, b"%d\n" % number)


def _be_engine(run: str, environment: dict[str, str], folder: str, processors: list[int]) -> None:
    """What `python -m rnn_tui.engine --wait` does once it has imported everything."""
    os.setsid()
    os.sched_setaffinity(0, processors)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # is looked for anew

    from rnn_tui.engine.__main__ import main
    from rnn_tui.io.signals import STOPPING
    from rnn_tui.runs.process.launch import WAIT

    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    taken, given = os.pipe()
    os.write(given, os.fsencode(run))
    os.close(given)
    os.dup2(taken, 0)
    code = main([WAIT])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
