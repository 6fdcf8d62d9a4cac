"""An engine that trains one run after another: it keeps what it has imported, read and compiled."""

import contextlib
import os
import select
import socket
import subprocess

from rnn_tui.runs.directory import RunDirectory
from rnn_tui.runs.process.launch import ENGINE, SERIES

CLOSING_SECONDS = 0.2


class WarmEngine:
    """The process, from its first run on, and another one where it has ended.

    `start_engine` takes it as `ready`.

    It trains its run to the end whatever becomes of whoever started it, and ends then; without a
    run it ends with them. Raises OSError where no process can be started.
    """

    _process: "subprocess.Popen[bytes] | None" = None
    _socket: socket.socket

    @property
    def pid(self) -> int:
        """Of the process that takes the next run: where the last one has ended, of a new one."""
        return self._running().pid

    def take(self, run: RunDirectory) -> "Turn | None":
        """Give it the run. None where it has ended meanwhile."""
        process = self._running()
        try:
            self._socket.sendall(os.fsencode(run.path) + b"\0")
        except OSError:
            return None
        return Turn(process, self._socket)

    def close(self) -> None:
        """Let it end, with its run if it has one."""
        if self._process is None:
            return
        self._socket.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(CLOSING_SECONDS)  # it ends at once; no zombie stays
        self._process = None

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            self._process = self._started()
        return self._process

    def _started(self) -> "subprocess.Popen[bytes]":
        self._socket, theirs = socket.socketpair()
        try:
            with theirs:
                return subprocess.Popen(
                    [*ENGINE, SERIES],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
        except BaseException:
            self._socket.close()
            raise


class Turn:
    """The time that it takes the engine for one run: the engine as an `EngineProcess`."""

    def __init__(self, process: "subprocess.Popen[bytes]", told: socket.socket) -> None:
        self._process = process
        self._socket = told
        self._code: int | None = None

    @property
    def pid(self) -> int:
        return self._process.pid

    def poll(self) -> int | None:
        """The exit code that the run has; None while it is trained."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, waited for. Raises subprocess.TimeoutExpired."""
        if (code := self._look(timeout)) is None:
            raise subprocess.TimeoutExpired("an engine", timeout or 0)
        return code

    def _look(self, timeout: float | None) -> int | None:
        if self._code is None and select.select([self._socket], [], [], timeout)[0]:
            told = self._told()
            # The socket is closed an instant before the process can be waited for.
            self._code = int(told) if told else self._process.wait()
        return self._code

    def _told(self) -> bytes:
        """The line that the engine has sent; empty where it has ended without one."""
        told = b""
        while not told.endswith(b"\n"):
            try:
                more = self._socket.recv(1)
            except ConnectionError:
                more = b""
            if not more:
                return b""
            told += more
        return told
