"""A screen that looks at files in a thread, again and again while it is seen."""

from textual.events import ScreenResume
from textual.timer import Timer

from rnn_tui.tui.work_screen import WorkScreen

CURVES_FROM = 13
"""Lines between header and footer from which on there is room for curves below a list."""


class LiveScreen(WorkScreen):
    """One look at a time: the subclass begins it in `read` and reports its end to `end_look`."""

    def __init__(self) -> None:
        super().__init__()
        self._ticker: Timer | None = None
        self._looking = self._look_again = False

    def read(self) -> None:
        """Begin to look at the files, in a thread."""
        raise NotImplementedError

    def on_screen_resume(self, event: ScreenResume) -> None:
        super().on_screen_resume(event)
        self.on_screen_suspend()
        self._ticker = self.set_interval(2 / self.settings.rate, self.look)
        self.look()

    def on_screen_suspend(self) -> None:
        if self._ticker is not None:
            self._ticker.stop()

    def look(self) -> None:
        """Look at the files now, or once more after the look under way."""
        if self._looking:
            self._look_again = True
            return
        self._looking = True
        self.read()

    def end_look(self, *, complete: bool) -> None:
        """Take a look as over. Where it has left something out, the next one follows at once."""
        again = self._look_again or not complete
        self._looking = self._look_again = False
        if again and self.is_current:
            self.look()
