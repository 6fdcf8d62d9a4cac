"""The frame that stands while the app is imported, on a terminal of its own."""

import os
import sys
from pathlib import Path

import pytest
from driving import OpenApp

from rnn_tui.tui.opening import drawn
from tests.pty_terminal import Terminal

ROOT = Path(__file__).parents[2]
SIZE = (60, 12)

BLOCK = """
import os, sys
from rnn_tui.tui.terminal.early_screen import early_screen, give_back
os.write(1, b"$ rnn-tui\\r\\n")
with early_screen(2, "\\x1b[1;1Hthe frame"):
    {inside}
keys = os.read(0, 100)
give_back(2)
os.write(1, b"then %r" % keys)
os.read(0, 100)
"""


def program(inside: str) -> Terminal:
    """A program that shows an early screen while it does what stands inside."""
    command = [sys.executable, "-P", "-c", BLOCK.format(inside=inside)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return Terminal(command, environment, SIZE, ROOT)


WAITS = "import signal; os.read(0, 1); os.write(2, b'waits'); signal.pause()"


def test_the_frame_stands_while_the_block_is_busy_and_keys_are_kept_for_the_app() -> None:
    with program("os.read(0, 1)") as terminal:
        terminal.until(lambda now: now.shows("the frame"))
        assert terminal.is_raw
        terminal.send("go\x1a\r")  # Ctrl-Z as well: it would stop a shell's job
        terminal.until(lambda now: now.shows(r"then b'o\x1a\r'"))
        assert not terminal.is_raw
        assert not terminal.shows("go")


@pytest.mark.parametrize(("end", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_gives_the_terminal_back(end: str, code: int) -> None:
    import signal

    with program(WAITS) as terminal:
        terminal.until(lambda now: now.shows("the frame"))
        terminal.press("x", lambda now: now.shows("waits"))
        terminal.process.send_signal(signal.Signals[end])
        assert terminal.ends() == code
        assert not terminal.is_raw
        assert not terminal.shows("Traceback")


def test_ctrl_c_gives_the_terminal_back() -> None:
    with program(WAITS) as terminal:
        terminal.until(lambda now: now.shows("the frame"))
        terminal.press("x", lambda now: now.shows("waits"))
        terminal.send("\x03")
        terminal.ends()
        assert not terminal.is_raw


def test_an_error_of_the_block_is_said_on_the_terminal_as_it_was() -> None:
    with program("raise ValueError('nothing to import')") as terminal:
        terminal.ends()
        assert not terminal.is_raw
        assert terminal.shows("ValueError: nothing to import")


def frame(width: int, height: int, mode: str = "model") -> list[str]:
    """The rows of the frame without its colours."""
    text = drawn(width, height, mode, lambda text, _ink, _ground: text)
    return [row.partition("H")[2] for row in text.split("\x1b[")[1:]]


@pytest.mark.parametrize("size", [(80, 24), (100, 23), (100, 24), (120, 35), (160, 45)])
async def test_the_frame_stands_where_the_app_draws_it_then(
    open_app: OpenApp, size: tuple[int, int]
) -> None:
    early = frame(*size)
    async with open_app(size=size) as opened:
        rows = [row.ljust(size[0]) for row in opened.screen.splitlines()]
        assert len(rows) == len(early)
        for before, now in zip(early, rows, strict=True):
            # Where the stack ends, and what stands below it, depends on the experiment.
            other = [
                (sign, now[at])
                for at, sign in enumerate(before)
                if sign not in (" ", "─", now[at]) and not {sign, now[at]} <= set("│╭╮╰╯")
            ]
            assert not other, (before, now)


@pytest.mark.parametrize("size", [(1, 1), (20, 2), (59, 9), (60, 10), (300, 100)])
def test_the_frame_fits_any_terminal(size: tuple[int, int]) -> None:
    for mode in ("model", "train"):
        rows = frame(*size, mode)
        assert len(rows) == size[1]
        assert {len(row) for row in rows} == {size[0]}
