"""CurvePlot: one quantity of one run or several, live, to be zoomed, panned and read.

Curves go in, a View says how they are looked at; both are immutable and reactive. New curves
are painted at most `rate` times a second, a key at once, and of a new picture only the
characters that differ from the last one go to the terminal: a plot at rest costs nothing.
"""

import math
import os
from dataclasses import replace
from time import monotonic
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.events import Click, MouseEvent, MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from rnn_tui.results.plot.curves import Curves, Role
from rnn_tui.results.plot.inks import COLOURS, Ink
from rnn_tui.results.plot.markers import markers_for
from rnn_tui.results.plot.picture import Picture, Row, paint
from rnn_tui.results.plot.view import Show, View
from rnn_tui.tui.preferences.settings import Settings, WithSettings
from rnn_tui.tui.terminal.plot_inks import sixteen
from rnn_tui.tui.widgets.plot_keys import PLOT_BINDINGS
from rnn_tui.wording.language import listed, told, tr
from rnn_tui.wording.numbers import short_number

NO_CURVES = Curves("", note="Nothing to draw yet.")
SMOOTHINGS = (0.0, 0.6, 0.9, 0.99)
ZOOM = 0.7
PAN = 0.2


class CurvePlot(Widget, can_focus=True):
    """Set `curves` when there is something new. `rate` is in paints a second."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    CurvePlot {
        width: 1fr;
        height: 1fr;
        & > .curve-plot--text { color: $foreground 80%; }
        & > .curve-plot--title { color: $foreground; text-style: bold; }
        & > .curve-plot--axis { color: $foreground 60%; }
        & > .curve-plot--grid { color: $foreground 22%; }
        & > .curve-plot--cursor { color: $foreground 40%; }
        & > .curve-plot--trace { color: $foreground 45%; }
        & > .curve-plot--best { text-style: bold; }
    }
    """ + "".join(
        f"CurvePlot > .curve-plot--{ink} {{ color: {colour.theme}; }}\n"
        for ink, colour in COLOURS.items()
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"curve-plot--{ink}" for ink in Ink}
    BINDINGS = PLOT_BINDINGS

    curves: reactive[Curves] = reactive(NO_CURVES, repaint=False)
    view: reactive[View] = reactive(View(), repaint=False)

    class ViewChanged(Message):
        """A key or the mouse changed how the plot is looked at."""

        def __init__(self, plot: "CurvePlot") -> None:
            super().__init__()
            self.plot = plot

        @property
        def control(self) -> "CurvePlot":
            return self.plot

    def __init__(
        self,
        *,
        view: View | None = None,
        rate: float | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Without a rate or a view the app's settings hold."""
        super().__init__(id=id, classes=classes)
        usual = Settings()
        self.rate = rate or usual.rate
        self._rate_given = rate is not None
        self._usual_smoothing = usual.smoothing if view is None else view.smoothing
        self.paints = 0
        self._picture = Picture(())
        self._painted_at = 0.0
        self._waiting: Timer | None = None
        self._styles_of_inks: dict[Ink, Style] = {}
        if view is not None:
            self.set_reactive(CurvePlot.view, view)

    # Painting

    def on_mount(self) -> None:
        if isinstance(self.app, WithSettings):
            self.watch(self.app, "settings", self._take_settings)
        self._entitle()

    def _take_settings(self, settings: Settings) -> None:
        """Smoothing chosen by a key stays until the setting itself changes."""
        if not self._rate_given:
            self.rate = settings.rate
        if settings.smoothing != self._usual_smoothing:
            self._usual_smoothing = settings.smoothing
            self.view = replace(self.view, smoothing=settings.smoothing)

    def on_resize(self) -> None:
        self._paint()

    def renew(self) -> None:
        """Paint the next curves at once: they are those of another run or quantity."""
        self._painted_at = -math.inf

    def watch_curves(self, before: Curves, now: Curves) -> None:
        """Paint now, or as soon as the last painting is long enough ago."""
        self._entitle()
        if _has_trace(before) != _has_trace(now):
            self.refresh_bindings()
        if self.is_mounted and (self._waiting is None or self._painted_at == -math.inf):
            wait = self._painted_at + 1 / self.rate - monotonic()
            if wait <= 0:
                self._paint()
            else:
                self._waiting = self.set_timer(wait, self._paint)

    def watch_view(self, before: View, now: View) -> None:
        self._entitle()
        self._paint()
        if (before.cursor is None) != (now.cursor is None):
            self.refresh_bindings()

    def _paint(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        width, height = self.size
        if not width or not height:
            return
        before, self._painted_at = self._picture, monotonic()
        # Textual writes UTF-8, whatever the locale says.
        terminal = os.environ.get("TERM", "")
        markers = markers_for(terminal, "utf-8", colour=not self.app.no_color)
        self._picture = paint(self.curves, width, height, self.view, markers)
        self.paints += 1
        pairs = enumerate(zip(before.rows, self._picture.rows, strict=False))
        regions = [changed(y, old, new) for y, (old, new) in pairs if old != new]
        if len(before.rows) != len(self._picture.rows):
            self.refresh()
        elif regions:
            self.refresh(*regions)

    @property
    def text(self) -> str:
        """What is drawn, without colours; empty where there is no picture."""
        rows = ["".join(run.text for run in row).rstrip() for row in self._picture.rows]
        return "\n".join(rows).strip("\n") if not self.curves.note else ""

    def render_line(self, y: int) -> Strip:
        if y >= len(self._picture.rows):
            return Strip.blank(self.size.width, self.rich_style)
        row = self._picture.rows[y]
        return Strip([Segment(run.text, self._style(run.ink)) for run in row]).adjust_cell_length(
            self.size.width, self.rich_style
        )

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_of_inks.clear()

    def _style(self, ink: Ink) -> Style:
        if ink not in self._styles_of_inks:
            style = self.get_component_rich_style(f"curve-plot--{ink}")
            if self.app.console.color_system == "standard":
                style += sixteen(ink, dark=self.app.current_theme.dark)
            self._styles_of_inks[ink] = style
        return self._styles_of_inks[ink]

    def _entitle(self) -> None:
        """The title in the border: what is shown, and how where that is not the usual."""
        view, words = self.view, [told(self.curves.title)]
        words += [tr("log scale")] if view.log else []
        words += (
            [tr("smoothed {short_number}", short_number=short_number(view.smoothing))]
            if view.smoothing
            else []
        )
        words += [tr("{show} only", show=view.show)] if view.show != Show.BOTH else []
        words += [tr("y held")] if view.held_range(self.curves.quantity) else []
        words += [tr("zoomed")] if view.left is not None else []
        title = listed(word for word in words if word)
        if self.border_title != title:  # setting it repaints the whole widget
            self.border_title = title

    # Keys and mouse

    def _look(self, view: View) -> None:
        if view != self.view:
            self.view = view
            self.post_message(self.ViewChanged(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "leave_cursor":
            return self.view.cursor is not None
        if action == "trace":
            return True if _has_trace(self.curves) else None
        return True

    def action_zoom(self, steps: int) -> None:
        """Zoom around the cursor; without one around the middle."""
        self._look(self.view.zoomed(self.curves, ZOOM**steps, self.view.cursor))

    def action_pan(self, direction: int) -> None:
        self._look(self.view.panned(self.curves, PAN * direction))

    def action_whole(self) -> None:
        self._look(replace(self.view, left=None, right=None))

    def action_smooth(self) -> None:
        later = [each for each in SMOOTHINGS if each > self.view.smoothing]
        self._look(replace(self.view, smoothing=later[0] if later else 0.0))

    def action_log(self) -> None:
        self._look(replace(self.view, log=not self.view.log))

    def action_hold(self) -> None:
        """Hold the y axis as it is, so that runs are compared on the same one, or let it go."""
        self._look(self.view.holding(self.curves.quantity, self._picture.ends))

    def action_trace(self) -> None:
        self._look(replace(self.view, trace=not self.view.trace))

    def action_show(self) -> None:
        kinds = tuple(Show)
        self._look(replace(self.view, show=kinds[(kinds.index(self.view.show) + 1) % len(kinds)]))

    def action_cursor(self, steps: int) -> None:
        """Move to the next point; without a cursor, to the last one in the window."""
        here = self.view.stop(self.curves, self._picture.columns, self.view.cursor, steps)
        self._look(self.view.following(self.curves, here))

    def action_cursor_end(self, direction: int) -> None:
        left, right = self.view.whole(self.curves)
        at = self.view.stop(self.curves, self._picture.columns, right if direction > 0 else left, 0)
        self._look(self.view.following(self.curves, at))

    def action_leave_cursor(self) -> None:
        self._look(replace(self.view, cursor=None))

    def on_click(self, event: Click) -> None:
        x = self._x_under(event)
        if x is not None:
            at = self.view.stop(self.curves, self._picture.columns, x, 0)
            self._look(replace(self.view, cursor=at))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        self._scroll(event, 1)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        self._scroll(event, -1)

    def _scroll(self, event: MouseEvent, steps: int) -> None:
        """The wheel zooms around the mouse; with shift or ctrl it pans."""
        event.stop()
        if event.shift or event.ctrl:
            self.action_pan(-steps)
        else:
            self._look(self.view.zoomed(self.curves, ZOOM**steps, self._x_under(event)))

    def _x_under(self, event: MouseEvent) -> float | None:
        offset = event.get_content_offset(self)
        if offset is None or not self._picture.columns:
            return None
        return self._picture.x_at(offset.x)


def _has_trace(curves: Curves) -> bool:
    return any(series.role == Role.TRACE for series in curves.series)


def changed(y: int, old: Row, new: Row) -> Region:
    """The region from the first to the last character of a row that differs."""
    before, after = _characters(old), _characters(new)
    if len(before) != len(after):
        return Region(0, y, len(after), 1)
    differ = [x for x, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    return Region(differ[0], y, differ[-1] - differ[0] + 1, 1)


def _characters(row: Row) -> list[tuple[str, Ink]]:
    return [(character, run.ink) for run in row for character in run.text]
