"""Lines of text that are made for the width they get, and drawn only when they have changed."""

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from rnn_tui.runs import RunState


class RunLines(Widget):
    """As high as it has lines, empty without a run. Subclasses give `lines`."""

    DEFAULT_CSS = "RunLines { height: auto; width: 1fr; }"

    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[Content, ...] = ()

    def lines(self, run: RunState, width: int) -> Iterable[Content]:
        raise NotImplementedError

    def watch_run_state(self) -> None:
        self.show()

    def show(self) -> None:
        """Draw the lines again if they are others than those on the screen."""
        lines = self._made(self.size.width)
        before, self._shown = self._shown, lines
        if len(before) != len(lines):
            self.refresh(layout=True)
        elif not all(map(Content.is_same, before, lines)):
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._made(width))

    def render(self) -> Content:
        self._shown = self._made(self.size.width)
        return Content("\n").join(self._shown)

    def _made(self, width: int) -> tuple[Content, ...]:
        return () if self.run_state is None else tuple(self.lines(self.run_state, width))
