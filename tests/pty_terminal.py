"""A terminal of our own: a pty, the screen that pyte makes of its bytes, and a clock."""

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import psutil
import pyte

_UNKNOWN = re.compile(rb"\x1b\[[<>=?][0-9;$]*[a-zA-Z]")
"""Questions and modes that pyte would print."""


@dataclass(frozen=True)
class Span:
    """How long something took, and how much of that was spent in the queue for a core."""

    seconds: float
    queued: float

    @property
    def alone(self) -> float:
        """What is left without the queue: about what a machine with a free core takes."""
        return max(0.0, self.seconds - self.queued)


class Terminal:
    """Runs a command in a pty; `received` counts the bytes that came out of it."""

    def __init__(
        self, command: Sequence[str], env: dict[str, str], size: tuple[int, int], cwd: Path
    ) -> None:
        width, height = size
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.started = time.perf_counter()
        self._child = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=env,
            cwd=cwd,
            close_fds=True,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(slave)
        self.process = psutil.Process(self._child.pid)
        self.received = 0

    def send(self, keys: str) -> None:
        """Send keys and wait for nothing."""
        os.write(self._master, keys.encode())

    def ends(self, deadline: float = 30) -> int:
        """The exit code, once the program has ended; all it has said is drawn."""
        end = time.perf_counter() + deadline
        while self._child.poll() is None:
            if time.perf_counter() > end:
                raise TimeoutError("\n".join(self.screen.display))
            with contextlib.suppress(EOFError):
                self._read(0.05)
        with contextlib.suppress(EOFError):
            while select.select([self._master], [], [], 0)[0]:
                self._read(0)
        return self._child.returncode

    @property
    def is_raw(self) -> bool:
        """Whether keys still go to the program one by one, without an echo."""
        return not termios.tcgetattr(self._master)[3] & termios.ECHO

    def hang_up(self) -> None:
        """As a line that breaks: the program gets SIGHUP, and nobody reads any more."""
        os.close(self._master)
        self._master = os.open(os.devnull, os.O_RDWR)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.kill()
        self._child.wait()
        os.close(self._master)

    def shows(self, text: str) -> bool:
        return any(text in line for line in self.screen.display)

    def until(self, condition: Callable[["Terminal"], bool], deadline: float = 60) -> "Span":
        """From the start until the condition holds."""
        return Span(self._wait(self.started, condition, deadline), self.queued())

    def press(
        self, key: str, condition: Callable[["Terminal"], bool], deadline: float = 30
    ) -> "Span":
        """Send a key; from then until the condition holds."""
        before, sent = self.queued(), time.perf_counter()
        os.write(self._master, key.encode())
        seconds = self._wait(sent, condition, deadline)
        return Span(seconds, self.queued() - before)

    def queued(self) -> float:
        """Seconds in which the main thread was ready and waited for a core (0 if not known)."""
        try:
            told = Path(f"/proc/{self._child.pid}/schedstat").read_text()
        except OSError:
            return 0.0
        return int(told.split()[1]) / 1e9

    def read_for(self, seconds: float) -> None:
        """Take what comes for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def _wait(
        self, since: float, condition: Callable[["Terminal"], bool], deadline: float
    ) -> float:
        at = time.perf_counter()
        while not condition(self):
            if time.perf_counter() - since > deadline:
                raise TimeoutError("\n".join(self.screen.display))
            at = self._read(0.5)
        return at - since

    def _read(self, seconds: float) -> float:
        """What has come, drawn; the moment at which it came."""
        if not select.select([self._master], [], [], max(0.0, seconds))[0]:
            return time.perf_counter()
        try:
            content = os.read(self._master, 1 << 20)
        except OSError as error:
            raise EOFError("\n".join(self.screen.display)) from error
        at = time.perf_counter()
        self.received += len(content)
        self._stream.feed(_UNKNOWN.sub(b"", content))
        return at


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` per cent of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share / 100 * (len(ordered) - 1)))]
