"""The keyboard, without a wait that is longer than it must be.

Textual 8.2.8 looks only every tenth of a second whether ESCDELAY is over, and starts anew at each
SIGCONT, with a second thread that reads: a terminal that goes sends one after its SIGHUP. Goes
once Textual's own driver does neither.
"""

import os
from codecs import getincrementaldecoder
from select import select

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from rnn_tui.tui.terminal import early_screen

IDLE_SECONDS = 0.1
"""Seconds between two looks of an idle input thread at whether the app has ended."""

MOST_BYTES = 4096


class PromptDriver(LinuxDriver):
    """Tells Escape from the start of a sequence as soon as ESCDELAY is over.

    Where an early screen is shown (`early_screen.py`) it is taken over: some terminals would
    clear it if they were told again to show the alternate screen.
    """

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if (before := early_screen.take_over()) is not None:
            self.attrs_before = before

    def write(self, data: str) -> None:
        if data != early_screen.ENTER or not early_screen.is_shown():
            super().write(data)

    def _sigcont_application(self, *signalled: object) -> None:
        """Resume only an app that was suspended."""
        if self._must_signal_resume:
            super()._sigcont_application(*signalled)

    def run_input_thread(self) -> None:
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        wait = IDLE_SECONDS
        while not self.exit_event.is_set():
            came = select([self.fileno], [], [], wait)[0]
            wait = IDLE_SECONDS
            if came:
                read = os.read(self.fileno, MOST_BYTES)
                if not read:
                    return  # the terminal is gone: there would be no end of nothing
                if text := decode(read):
                    wait = min(wait, constants.ESCAPE_DELAY)
                    for message in parser.feed(text):
                        self.process_message(message)
            for message in parser.tick():
                self.process_message(message)
