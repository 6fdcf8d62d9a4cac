"""What a person types, without a wait that is longer than it must be."""

import os
from codecs import getincrementaldecoder
from select import select

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

IDLE_SECONDS = 0.1
"""After so long an input thread that has nothing to read looks whether the app has ended."""

MOST_BYTES = 4096


class QuickDriver(LinuxDriver):
    """Escape is told from the start of a sequence as soon as ESCDELAY is over.

    Textual's own driver looks for that every tenth of a second only.
    """

    def run_input_thread(self) -> None:
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        wait = IDLE_SECONDS
        while not self.exit_event.is_set():
            came = select([self.fileno], [], [], wait)[0]
            wait = IDLE_SECONDS
            if came:
                text = decode(os.read(self.fileno, MOST_BYTES))
                if text:
                    wait = min(wait, constants.ESCAPE_DELAY)
                    for message in parser.feed(text):
                        self.process_message(message)
            for message in parser.tick():
                self.process_message(message)
