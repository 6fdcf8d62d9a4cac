"""The terminal in a browser (`rnn-tui serve`), whose app ends with whoever shows it.

Textual 8.2.8 stops reading when the server is gone and lets the app live on, with nobody who could
ever end it. Goes once its driver ends the app then.
"""

from functools import partial

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp


class WebTerminal(WebDriver):
    """Ends the app when its input has ended."""

    def run_input_thread(self) -> None:
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._write = partial(len)  # nobody reads what the app still says
            self._app.post_message(ExitApp())
