"""Ctrl-C, SIGTERM and the warnings of batch systems, turned into requests to the engine."""

import contextlib
import os
import select
import signal
import socket
import sys
import threading
import time
from types import FrameType
from typing import Any

from rnn_tui.batch.exit_code import exit_of
from rnn_tui.io import streams
from rnn_tui.io.signals import STOPPING, exit_code
from rnn_tui.runs import Ask, RunDirectory, RunError, ask_run, kill_engine, read_state
from rnn_tui.runs.files.control import REPEAT_SECONDS
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.progress import STOPPING_WORDS

STUCK_SECONDS = 5.0
"""The time for which the last output of a stopped run waits for a reader."""

LOOK_SECONDS = 0.2
"""The time between two looks at a run that was asked to stop, while nobody reads the output."""

_OVER = b"\0"
"""The message that ends the watcher; no signal has this number."""


class Interrupts:
    """Passes signals to stop on to the engine while entered, through a thread of their own.

    That thread waits for nothing but signals: a stop need not wait until somebody reads what
    the main thread prints. The first signal asks to stop, the second insists, the third kills;
    each counts only if the request before it was delivered at least a second earlier.

    Handlers are set explicitly: a shell starts background jobs with INT ignored.
    """

    def __init__(self, run: RunDirectory) -> None:
        self._run = run
        self._reader, self._writer = socket.socketpair()
        self._thread = threading.Thread(target=self._watch, name="interrupts", daemon=True)
        self._woken = threading.Event()
        self._sentences: list[str] = []
        self._asked = 0
        self._delivered = -REPEAT_SECONDS
        self._before: dict[signal.Signals, Any] = {}
        self._wakeup = -1
        self.exit: int | None = None
        """The exit code of the first signal, where one has come."""

    def __enter__(self) -> "Interrupts":
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._wakeup = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in STOPPING:
            self._before[number] = signal.signal(number, _nothing)
        return self

    def __exit__(self, *details: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._writer.setblocking(True)
        self._writer.send(_OVER)
        if self._thread.ident is not None:
            self._thread.join()
        self._reader.close()
        self._writer.close()

    def watch(self) -> None:
        """Pass signals on from here, also those that have come since this was entered.

        Call it once the engine is started: a start discards earlier requests.
        """
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait for `seconds`, or until there is something to say."""
        self._woken.wait(seconds)
        self._woken.clear()

    def news(self) -> list[str]:
        """Sentences about the requests since the last call."""
        news = self._sentences[:]
        del self._sentences[: len(news)]
        return news

    def _watch(self) -> None:
        while True:
            readable, _, _ = select.select(
                [self._reader], [], [], LOOK_SECONDS if self._asked else None
            )
            numbers = self._reader.recv(64) if readable else b""
            if _OVER in numbers:
                return
            stops = [signal.Signals(number) for number in numbers if number in STOPPING]
            if self._asked and streams.stuck_seconds() > (0.0 if stops else STUCK_SECONDS):
                self._leave_unread()
            for number in stops:
                self._heed(number)

    def _heed(self, number: signal.Signals) -> None:
        if time.monotonic() - self._delivered < REPEAT_SECONDS:
            return
        self._asked += 1
        self.exit = self.exit or exit_code(number)
        sentence = self._ask(number.name)
        self._delivered = time.monotonic()
        self._sentences.append(sentence)
        self._woken.set()

    def _ask(self, name: str) -> str:
        if self._asked > 2:
            return self._kill()
        try:
            ask_run(self._run, Ask.STOP, name)
        except RunError as error:
            return f"{told(str(error))}{tr(': ')}{self._kill()}"
        if self._asked == 2:
            return tr("asked again: stopping at once, without finishing the batch")
        return told(STOPPING_WORDS)

    def _kill(self) -> str:
        try:
            kill_engine(self._run)
        except RunError as error:
            return tr("not killed: {error}", error=str(error))
        return tr("killed; everything after the last checkpoint is lost")

    def _leave_unread(self) -> None:
        """End the process if the run has ended and only its last lines wait for a reader."""
        try:
            state = read_state(self._run)
        except RunError:
            return
        if state.state.live:
            return
        words = tr(
            "the output was closed; rnn-tui show {label} prints the rest", label=self._run.label
        )
        _, writable, _ = select.select([], [2], [], 0)
        if writable:
            encoding = getattr(sys.__stderr__, "encoding", "utf-8")
            with contextlib.suppress(OSError):
                os.write(2, f"{words}\n".encode(encoding, "replace"))
        os._exit(exit_of(state, self.exit))


def _nothing(number: int, frame: FrameType | None) -> None:
    """Do nothing: the wake-up descriptor tells the watcher."""
