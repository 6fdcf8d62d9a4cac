"""The alternate screen, taken before Textual is imported, and handed over to its driver.

Textual 8.2.8 takes the terminal when all that the app needs has been imported: until then a
person looks at the shell, which echoes what is typed. Goes once an app of Textual can draw before
its modules are imported.
"""

import contextlib
import os
import signal
import termios
from collections.abc import Iterator
from types import FrameType
from typing import Any

from rnn_tui.io.signals import exit_code

ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"
HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"
ENDING = (signal.SIGTERM, signal.SIGHUP)
"""Signals that would leave the terminal as it is now: Textual heeds them once it runs."""

_before: list[Any] | None = None
"""The attributes that the terminal had, as long as its early screen is not handed over."""


@contextlib.contextmanager
def early_screen(terminal: int, picture: str) -> Iterator[None]:
    """Show a picture on the terminal (a file descriptor) while the block imports.

    Keys are kept for the app. If the block ends with an exception, a signal included, the
    terminal is given back as it was; otherwise the driver takes it over, or `give_back` does.
    """
    global _before
    try:
        _before = termios.tcgetattr(terminal)
    except termios.error:  # no terminal to draw on: whoever comes later says so
        yield
        return
    handlers = {number: signal.signal(number, _end) for number in ENDING}
    try:
        _keep_keys(terminal)
        _write(terminal, ENTER + HIDE_CURSOR + picture)
        yield
    except BaseException:
        give_back(terminal)
        raise
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def give_back(terminal: int) -> None:
    """Leave the early screen, unless a driver has taken it over."""
    before = take_over()
    if before is not None:
        _write(terminal, LEAVE + SHOW_CURSOR)
        with contextlib.suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSANOW, before)


def is_shown() -> bool:
    """Tell whether the alternate screen is on, and nobody has taken it over."""
    return _before is not None


def take_over() -> list[Any] | None:
    """The attributes that the terminal had before its early screen; None without one.

    Whoever asks gives them back in the end.
    """
    global _before
    before, _before = _before, None
    return before


def _keep_keys(terminal: int) -> None:
    """Let keys arrive as Textual wants them, without an echo; Ctrl-C ends, Ctrl-Z waits."""
    attributes = termios.tcgetattr(terminal)
    attributes[0] &= ~(termios.IXON | termios.ICRNL)
    attributes[3] &= ~(termios.ECHO | termios.ICANON)
    attributes[6][termios.VMIN], attributes[6][termios.VTIME] = 1, 0
    attributes[6][termios.VSUSP] = os.fpathconf(terminal, "PC_VDISABLE")
    termios.tcsetattr(terminal, termios.TCSANOW, attributes)


def _write(terminal: int, text: str) -> None:
    """Write all of it; a terminal that is gone is noticed by Textual."""
    left = text.encode("utf-8", "replace")
    with contextlib.suppress(OSError):
        while left:
            left = left[os.write(terminal, left) :]


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(exit_code(signal.Signals(number)))
