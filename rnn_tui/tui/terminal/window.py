"""The window of the terminal: its title, and notifications of the desktop.

Textual 8.2 has neither; goes once it does.
"""

import os
from collections.abc import Callable, Mapping

from rnn_tui.io.text import visible
from rnn_tui.runs import RunState
from rnn_tui.wording.language import tr
from rnn_tui.wording.positions import progress_shown

LONGEST = 120
_BY_777 = ("VTE_VERSION", "KONSOLE_VERSION")
_TERMS_OF_777 = ("rxvt", "foot")
_SILENT = ("linux", "dumb", "unknown", "")
"""Values of TERM where such a sequence would be drawn, or mean something else."""

KEEP_TITLE, GIVE_TITLE_BACK = "\x1b[22;2t", "\x1b[23;2t"


class TerminalWindow:
    """Sets the title and asks for notifications; `write` takes escape sequences."""

    def __init__(
        self, write: Callable[[str], None], environment: Mapping[str, str] = os.environ
    ) -> None:
        self._write = write
        self._environment = environment
        self._title = ""

    def enter(self) -> None:
        """Let the terminal remember the title that it has."""
        self._send(KEEP_TITLE)

    def leave(self) -> None:
        """Give it back."""
        self._send(GIVE_TITLE_BACK)

    def title(self, run: RunState | None) -> None:
        """Show how the run stands; it changes with an epoch or a state, not with a batch."""
        words = title_words(run)
        if words != self._title:
            self._title = words
            self._send(f"\x1b]2;{_safe(words)}\x07")

    def notify(self, head: str, text: str) -> None:
        """Ask for a notification of the desktop, in the way that this terminal knows."""
        head, text = _safe(head), _safe(text)
        known = any(name in self._environment for name in _BY_777)
        if known or self._environment.get("TERM", "").startswith(_TERMS_OF_777):
            sequence = f"\x1b]777;notify;{head.replace(';', ',')};{text}\x07"
        else:
            sequence = f"\x1b]9;{head}: {text}\x07"
        if "TMUX" in self._environment:
            sequence = "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
        self._send(sequence)

    def _send(self, sequence: str) -> None:
        if self._environment.get("TERM", "") not in _SILENT:
            self._write(sequence)


def title_words(run: RunState | None) -> str:
    """`gru-1128-k7qd running 3/10 - rnn-tui`."""
    return (
        "rnn-tui"
        if run is None
        else tr(
            "{label} {progress} - rnn-tui",
            label=run.label,
            progress=progress_shown(run),
        )
    )


def _safe(text: str) -> str:
    """The text as one line without control characters: a run's name may come from anywhere."""
    return visible(text)[:LONGEST]
