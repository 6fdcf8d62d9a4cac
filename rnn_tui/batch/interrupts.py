"""Ctrl-C and SIGTERM, turned into requests to the engine."""

import signal
import time
from types import FrameType
from typing import Any

from rnn_tui.batch.exits import Exit
from rnn_tui.runs import Ask, RunDirectory, RunError, ask_run, kill_engine
from rnn_tui.runs.control import REPEAT_SECONDS

_EXITS = {signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.TERMINATED}


class Interrupts:
    """While entered, INT and TERM only leave a note; `attend` then asks the engine.

    Handlers are set explicitly: a shell starts background jobs with INT ignored.
    """

    def __init__(self, run: RunDirectory) -> None:
        self._run = run
        self._seen: list[tuple[float, signal.Signals]] = []
        self._asked = 0
        self._last = -REPEAT_SECONDS
        self._before: dict[signal.Signals, Any] = {}
        self.exit: Exit | None = None

    def __enter__(self) -> "Interrupts":
        for number in _EXITS:
            self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *details: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._seen.append((time.monotonic(), signal.Signals(number)))

    def attend(self) -> str | None:
        """Ask for what the signals since the last call mean; a sentence about it.

        The first one asks to stop, a second one a second later insists, a third one kills.
        """
        sentence = None
        while self._seen:
            at, number = self._seen.pop(0)
            if at - self._last < REPEAT_SECONDS:
                continue
            self._last = at
            self._asked += 1
            self.exit = self.exit or _EXITS[number]
            sentence = self._ask(number.name)
        return sentence

    def _ask(self, name: str) -> str:
        if self._asked > 2:
            kill_engine(self._run)
            return "killed; what came after the last checkpoint is lost"
        try:
            ask_run(self._run, Ask.STOP, name)
        except RunError as error:
            kill_engine(self._run)
            return f"{error}: killed it instead"
        if self._asked == 2:
            return "asked again: ends without finishing the batch"
        return "stopping: the history is kept, a checkpoint is written"
