"""A child process that does something which may be ended at any time, and tells how far it is.

    answer = run(["-m", "rnn_tui.engine.export", folder, file], "exported")

It talks in the events of `child_events.py`. `run` waits for it in a thread that may wait, and
`run_async` in an event loop, where cancelling ends the process: politely first, so that it can
tidy up.
"""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rnn_tui.io.faults import reason
from rnn_tui.io.text import one_line

Event = Mapping[str, Any]

LINE_LIMIT = 64 << 20
"""Bytes of an event: an answer may list classes, or hold texts."""

NOISE_LIMIT = 200
"""Characters that are told of the last line of noise."""

GRACE_S = 5.0
"""Seconds that a process has to tidy up after it was told to end."""


class ChildFailed(Exception):
    """The child has said why it failed, in one sentence; `event` holds all that it said."""

    def __init__(self, event: Event) -> None:
        super().__init__(one_line(str(event.get("message"))))
        self.event = event


class ChildDied(Exception):
    """The child ended without an answer: the end of a sentence that begins with what it was."""


def run(
    arguments: Sequence[str],
    answer: str,
    *,
    report: Callable[[Event], None] | None = None,
    environment: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
    seconds: float | None = None,
) -> Event:
    """Run Python with these arguments, and return its event called `answer`.

    `report` gets each `progress`. A child that takes longer than `seconds` is killed. Raises
    ChildFailed and ChildDied.
    """
    try:
        process = subprocess.Popen(
            _command(arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            pass_fds=tuple(pass_fds),
        )
    except OSError as error:
        raise ChildDied(f"could not be started: {reason(error)}") from error
    reader = _Reader(report)
    late = threading.Timer(seconds or 0, process.kill)
    try:
        if seconds is not None:
            late.start()
        assert process.stdout is not None
        with process.stdout as lines:
            while line := lines.readline(LINE_LIMIT):
                reader.take(line)
        code = process.wait()
    finally:
        late.cancel()
        process.kill()
        process.wait()
    return reader.answer(answer, code)


async def run_async(
    arguments: Sequence[str],
    answer: str,
    *,
    stdin: bytes = b"",
    report: Callable[[Event], None] | None = None,
) -> Event:
    """Run Python as `run` does, without holding the event loop up; `stdin` is what it reads."""
    try:
        child = await asyncio.create_subprocess_exec(
            *_command(arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LINE_LIMIT,
        )
    except OSError as error:
        raise ChildDied(f"could not be started: {reason(error)}") from error
    assert child.stdin is not None
    assert child.stdout is not None
    reader = _Reader(report)
    try:
        child.stdin.write(stdin)
        child.stdin.close()
        async for line in child.stdout:
            reader.take(line)
        code = await child.wait()
    finally:
        await _end(child)
    return reader.answer(answer, code)


async def _end(child: asyncio.subprocess.Process) -> None:
    """See to it that the process is gone."""
    if child.returncode is not None:
        return
    child.terminate()
    try:
        await asyncio.wait_for(child.wait(), GRACE_S)
    except TimeoutError:
        child.kill()
        await child.wait()


def _command(arguments: Sequence[str]) -> list[str]:
    """The command line; -P: files in the working folder shadow no module."""
    return [sys.executable, "-P", *arguments]


class _Reader:
    """Takes the lines of a child, and knows the last event and the last line of noise."""

    def __init__(self, report: Callable[[Event], None] | None) -> None:
        self._report = report
        self._end: Event = {}
        self._noise = ""

    def take(self, line: bytes) -> None:
        """Read a line; progress is passed on."""
        try:
            event = json.loads(line)
        except ValueError:
            event = None
        if not isinstance(event, dict) or "event" not in event:
            self._noise = one_line(line.decode(errors="replace"))[:NOISE_LIMIT] or self._noise
        elif event["event"] != "progress":
            self._end = event
        elif self._report is not None:
            self._report(event)

    def answer(self, expected: str, code: int) -> Event:
        """The event called `expected`; `code` is how the process ended."""
        if self._end.get("event") == "failed":
            raise ChildFailed(self._end)
        if self._end.get("event") != expected:
            said = f" and said: {self._noise}" if self._noise else ""
            raise ChildDied(f"ended early, with status {code}{said}")
        return self._end
