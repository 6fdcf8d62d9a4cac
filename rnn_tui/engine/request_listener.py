"""Listening for requests: a thread that sees control file and signals at once.

Python runs signal handlers between two steps of the main thread only, which inside an XLA
compile can take seconds; the thread sees the signal through the wake-up descriptor.
"""

import contextlib
import os
import select
import signal
import socket
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import psutil

from rnn_tui.engine.failures import homeless
from rnn_tui.engine.record import Record
from rnn_tui.io.signals import STOPPING
from rnn_tui.runs.files.control import Ask, Control, Pending, read_control
from rnn_tui.runs.files.events import Request
from rnn_tui.runs.files.status import HEARTBEAT_SECONDS
from rnn_tui.runs.position import State

LOOK_SECONDS = 0.05
"""Between two looks at the control file."""

STOPPED_EXIT = 0
HOMELESS_EXIT = 5

_OVER = b"\0"
"""The message that ends the thread; no signal has this number."""


class StopRequested(Exception):
    """The run is to stop at this batch boundary."""

    def __init__(self, control: Control) -> None:
        super().__init__(control.by)
        self.control = control


class RequestListener:
    """Collects requests; ends the process by itself where nothing would be lost."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._changed = threading.Condition(threading.RLock())
        self._pending = Pending()
        self._last: Control | None = None
        self._expendable = False
        self._closed = False
        self._last_stamp: Any = None
        self._beat = 0.0
        self._reader, writer = socket.socketpair()
        self._reader.setblocking(False)
        writer.setblocking(False)
        self._writer = writer
        self._thread = threading.Thread(target=self._run, name="requests", daemon=True)

    def start(self) -> None:
        """Take over the signals to stop, also those held back so far; ignore HUP. Main thread."""
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in STOPPING:
            signal.signal(number, _nothing)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self._thread.start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)

    def close(self) -> None:
        """Listen no more: from here on a signal to stop ends the process. Main thread."""
        self._closed = True
        signal.set_wakeup_fd(-1)
        if self._thread.ident is not None:
            with contextlib.suppress(BlockingIOError):  # it has enough to read
                self._writer.send(_OVER)
            self._thread.join()
        for number in STOPPING:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        self._reader.close()
        self._writer.close()

    @contextlib.contextmanager
    def expendable(self) -> Iterator[None]:
        """Inside, nothing is unsaved: a stop ends the process at once, compile or not."""
        with self._changed:
            self._expendable = True
            self._leave_if_asked()
        try:
            yield
        finally:
            with self._changed:
                self._expendable = False

    def check(self) -> None:
        """Raises StopRequested when a stop was asked for."""
        if (stop := self._pending.stop) is not None:
            raise StopRequested(stop)

    @property
    def stop_asked(self) -> bool:
        return self._pending.stop is not None

    @property
    def pause_asked(self) -> bool:
        return self._pending.pause is not None

    @property
    def last_epoch(self) -> Control | None:
        """The request to stop after this epoch, if there is one."""
        return self._pending.after_epoch

    def wait_while_paused(self) -> None:
        """Returns when the run is to go on, raises StopRequested when it is to stop."""
        with self._changed:
            while self.pause_asked:
                self._changed.wait()
        self.check()

    def _run(self) -> None:
        while not self._closed:
            try:
                self._look()
            except MemoryError:  # an engine that nobody can stop would be worse
                continue

    def _look(self) -> None:
        """Wait a moment for a signal; then see what the control file says, and beat."""
        readable, _, _ = select.select([self._reader], [], [], LOOK_SECONDS)
        if readable:
            for number in self._reader.recv(64).replace(_OVER, b""):
                name = signal.Signals(number).name
                self._take(Control(Ask.STOP, uuid.uuid4().hex, time.time(), name))
        if (stamp := self._stamp()) != self._last_stamp:
            self._last_stamp = stamp
            if control := read_control(self._record.run.control):
                self._take(control)
        if time.monotonic() - self._beat >= HEARTBEAT_SECONDS:
            self._beat = time.monotonic()
            if self._record.homeless:
                self._leave_homeless()
            self._record.heartbeat()

    def _stamp(self) -> Any:
        try:
            found = self._record.run.control.stat()
        except OSError:
            return None
        return (found.st_ino, found.st_mtime_ns, found.st_size)

    def _take(self, control: Control) -> None:
        with self._changed:
            if (stop := self._pending.stop) is not None:
                if control.ask == Ask.STOP and not control.repeats(stop):
                    self._leave(control, forced=True)
                return
            if control.repeats(self._last):
                return
            self._last = control
            self._pending = self._pending.plus(control)
            with contextlib.suppress(OSError):
                self._record.tell(Request(request=control.ask.value, by=control.by))
            if control.ask == Ask.STOP:
                self._record.now(state=State.STOPPING)
                self._record.heartbeat()
            self._leave_if_asked()
            self._changed.notify_all()

    def _leave_if_asked(self) -> None:
        if self._expendable and self._pending.stop is not None:
            self._leave(self._pending.stop, forced=False)

    def _leave(self, control: Control, *, forced: bool) -> None:
        """End the process here and now; the run stands at its last checkpoint."""
        reason = f"{control.by}, asked twice" if forced else control.by
        try:
            self._record.stopped_as_saved(reason)
        finally:
            _exit(STOPPED_EXIT)

    def _leave_homeless(self) -> None:
        """Nothing of the run is left that could be lost, nor a place to write to."""
        try:
            failure = homeless(self._record)
            self._record.failed(failure)
            print(f"error: {failure.message}\n{failure.hint}", file=sys.stderr, flush=True)
        finally:
            _exit(HOMELESS_EXIT)


def _exit(code: int) -> None:
    """End the process from any thread, and the helpers that it has started."""
    for helper in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            helper.kill()
    os._exit(code)


def _nothing(number: int, frame: Any) -> None:
    """The wake-up descriptor has told the thread already."""
