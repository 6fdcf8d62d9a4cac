"""The plot in a terminal: what keys and mouse show, when it paints, and what it sends."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from curve_runs import live, run_of
from rich.color import ColorSystem
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from rnn_tui.results.plot.curves import Curves, curves_of, overlay
from rnn_tui.results.plot.markers import Ink
from rnn_tui.results.plot.picture import Run
from rnn_tui.results.plot.view import Show, View
from rnn_tui.tui.terminal.plot_inks import sixteen
from rnn_tui.tui.widgets import plot as plot_module
from rnn_tui.tui.widgets.plot import CurvePlot, changed
from rnn_tui.tui.widgets.plot_keys import PLOT_BINDINGS

DUMPS = Path(__file__).parent / "dumps"
LOSS = curves_of(run_of(6, partial=0.54, trace=50), "loss")


class PlotApp(App[None]):
    CSS = "CurvePlot { border: round $primary; }"

    def __init__(self, curves: Curves, view: View | None = None) -> None:
        super().__init__()
        self.plot = CurvePlot(view=view)
        self.first = curves
        self.views: list[View] = []

    def compose(self) -> ComposeResult:
        yield self.plot

    def on_mount(self) -> None:
        self.plot.curves = self.first

    def on_curve_plot_view_changed(self, message: CurvePlot.ViewChanged) -> None:
        self.views.append(message.control.view)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time as the plot sees it: it stands still until a test sets it."""
    now = [1_000.0]
    monkeypatch.setattr(plot_module, "monotonic", lambda: now[0])
    return now


def rows(app: PlotApp) -> list[str]:
    height = app.plot.size.height
    return ["".join(s.text for s in app.plot.render_line(y)).rstrip() for y in range(height)]


def legend(app: PlotApp) -> str:
    return rows(app)[0].strip()


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


@pytest.mark.parametrize(
    ("name", "curves", "view"),
    [
        ("stopped", LOSS, View()),
        ("traced", LOSS, View(trace=True, smoothing=0.9)),
        ("compared", overlay([run_of(6), run_of(4, name="imdb-lstm")], "acc"), View()),
        ("nothing", curves_of(run_of(0), "loss"), View()),
    ],
)
async def test_it_looks_as_it_did(name: str, curves: Curves, view: View) -> None:
    app = PlotApp(curves, view)
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        shown = "\n".join(rows(app)) + "\n"
    file = DUMPS / f"plot_{name}.txt"
    if os.environ.get("UPDATE_DUMPS"):
        file.write_text(shown)
    assert shown == file.read_text()


async def test_the_cursor_walks_over_the_points_and_reads_them() -> None:
    app = PlotApp(LOSS)
    async with app.run_test(size=(80, 20)) as pilot:
        await press(pilot, "left")
        assert app.plot.view.cursor == pytest.approx(6.54)
        assert "epoch 6.54" in legend(app)
        assert "□ epoch 7 at 54% 0.1625" in legend(app)
        await press(pilot, "left", "left")
        assert legend(app) == "epoch 5  ■ training 0.2540  ⠒⠒ validation 0.4300"
        await press(pilot, "home")
        assert app.plot.view.cursor == 1
        await press(pilot, "left")
        assert app.plot.view.cursor == 1
        await press(pilot, "end", "right")
        assert app.plot.view.cursor == pytest.approx(6.54)
        await press(pilot, "escape")
        assert app.plot.view.cursor is None
        assert "best val_loss @4" in legend(app)


async def test_with_the_trace_on_the_cursor_reads_batches() -> None:
    app = PlotApp(LOSS, View(trace=True))
    async with app.run_test(size=(80, 20)) as pilot:
        await press(pilot, "left", "left", "left", "left", "left")
        assert "batches 0.2" in legend(app)
        assert app.plot.view.cursor is not None
        assert not app.plot.view.cursor.is_integer()


async def test_zoom_and_pan_by_key() -> None:
    app = PlotApp(LOSS)
    async with app.run_test(size=(80, 20)) as pilot:
        await press(pilot, "plus", "plus")
        left, right = app.plot.view.bounds(LOSS)
        assert right - left == pytest.approx(6.24 * 0.49)
        assert app.plot.border_title == "loss, zoomed"
        await press(pilot, "[")
        assert app.plot.view.bounds(LOSS)[0] == pytest.approx(left - 0.2 * (right - left))
        await press(pilot, "]")
        assert app.plot.view.bounds(LOSS)[0] == pytest.approx(left)
        await press(pilot, "home")
        assert app.plot.view.bounds(LOSS)[0] <= 1, "the window follows the cursor"
        await press(pilot, "0", "escape")
        assert app.plot.view == View()
        await press(pilot, "plus", "minus")
        assert app.plot.view == View()


async def test_the_wheel_zooms_around_the_mouse_and_a_click_reads() -> None:
    app = PlotApp(LOSS)
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        x = app.plot._picture.x_at(59)
        await pilot._post_mouse_events(
            [plot_module.MouseScrollUp], CurvePlot, offset=(60, 8), button=0
        )
        await pilot.pause()
        left, right = app.plot.view.bounds(LOSS)
        assert right - left == pytest.approx(6.24 * 0.7)
        assert app.plot._picture.x_at(59) == pytest.approx(x, abs=0.02)
        await pilot._post_mouse_events(
            [plot_module.MouseScrollDown], CurvePlot, offset=(60, 8), shift=True
        )
        await pilot.pause()
        assert app.plot.view.bounds(LOSS)[0] > left
        x = app.plot._picture.x_at(59)
        await pilot.click(CurvePlot, offset=(60, 8))
        await pilot.pause()
        assert app.plot.view.cursor == round(x)


async def test_the_other_keys_change_the_view_and_tell() -> None:
    app = PlotApp(LOSS)
    async with app.run_test(size=(80, 20)) as pilot:
        await press(pilot, "b", "m", "m", "l", "v")
        assert app.plot.view == View(trace=True, smoothing=0.9, log=True, show=Show.VALIDATION)
        assert app.views[-1] == app.plot.view
        assert app.plot.border_title == "loss, log scale, smoothed 0.9, validation only"
        await press(pilot, "m", "m", "b", "l", "v", "v")
        assert app.plot.view == View()
        assert app.plot.border_title == "loss"


async def test_no_trace_no_key_for_it() -> None:
    app = PlotApp(curves_of(run_of(3), "loss"))
    async with app.run_test(size=(80, 20)) as pilot:
        await press(pilot, "b")
        assert not app.plot.view.trace
        app.plot.curves = LOSS
        await press(pilot, "b")
        assert app.plot.view.trace


async def test_new_curves_are_painted_at_the_rate_and_none_is_lost(clock: list[float]) -> None:
    app = PlotApp(LOSS)
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        clock[0] += 10
        before = app.plot.paints
        states = [live(2, batch) for batch in range(100, 1_100, 100)]
        for state in states:
            app.plot.curves = curves_of(state, "loss")
        assert app.plot.paints == before + 1
        waiting = app.plot._waiting
        assert waiting is not None
        clock[0] += 0.5
        app.plot._paint()
        assert app.plot.paints == before + 2
        assert "epoch 3 at 50%" in legend(app)
        app.plot.curves = curves_of(live(2, 1_000), "loss")
        await pilot.pause()
        assert app.plot.paints == before + 2, "equal curves are no news"


async def test_only_what_differs_is_sent(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = PlotApp(curves_of(live(2, 400), "loss"))
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        sent: list[Region] = []
        refresh = app.plot.refresh

        def note(*regions: Region, **options: bool) -> CurvePlot:
            sent.extend(regions or [app.plot.size.region])
            return refresh(*regions, **options)

        monkeypatch.setattr(app.plot, "refresh", note)
        app.plot._paint()
        assert sent == []
        clock[0] += 10
        app.plot.curves = curves_of(live(2, 600), "loss")
        assert 0 < len(sent) <= 3, "the legend and the row of the open dot"
        assert all(region.height == 1 for region in sent)


@pytest.mark.parametrize(("connection", "rate"), [("", 2.0), ("10.0.0.1 22 10.0.0.2 22", 1.0)])
def test_the_rate_is_lower_over_ssh(
    connection: str, rate: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", connection)
    assert CurvePlot().rate == rate


async def test_no_colour_gives_the_trace_a_mark_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = PlotApp(LOSS, View(trace=True, smoothing=0.9))
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        assert "·" in "".join(rows(app)[1:])


async def test_every_size_and_back() -> None:
    app = PlotApp(LOSS, View(trace=True, cursor=2.0))
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        before = rows(app)
        for size in ((20, 5), (3, 2), (200, 60), (80, 20)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert len(rows(app)) == max(size[1] - 2, 0)
        assert rows(app) == before


async def test_a_theme_changes_the_colours_and_nothing_else() -> None:
    app = PlotApp(LOSS)
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        text, style = rows(app), app.plot._style(Ink.TRAINING)
        app.theme = "textual-light"
        await pilot.pause()
        assert app.plot._style(Ink.TRAINING) != style
        assert rows(app) == text


@pytest.mark.parametrize("dark", [True, False])
def test_sixteen_colours_are_told_apart(dark: bool) -> None:
    inks = [Ink.TRAINING, Ink.VALIDATION, Ink.SMOOTHED, Ink.BEST]
    runs = [ink for ink in Ink if ink.startswith("run-")]
    for group in (inks, runs):
        numbers = set()
        for ink in group:
            color = sixteen(ink, dark=dark).color
            assert color is not None
            number = color.downgrade(ColorSystem.STANDARD).number
            assert number not in (None, 0, 7, 8, 15)
            numbers.add(number)
        assert len(numbers) == len(group)


async def test_sixteen_colours_reach_the_terminal() -> None:
    app = PlotApp(LOSS)
    async with app.run_test(size=(80, 20)) as pilot:
        app.console._color_system = ColorSystem.STANDARD
        app.plot.notify_style_update()
        await pilot.pause()
        assert app.plot._style(Ink.VALIDATION).color == sixteen(Ink.VALIDATION, dark=True).color


def test_every_key_says_what_it_does() -> None:
    for binding in PLOT_BINDINGS:
        assert binding.id.startswith("plot.")
        assert binding.tooltip


def test_the_span_that_differs() -> None:
    old = (Run("abc", Ink.TEXT), Run("def", Ink.AXIS))
    assert changed(3, old, (Run("abx", Ink.TEXT), Run("yef", Ink.AXIS))) == Region(2, 3, 2, 1)
    assert changed(3, old, (Run("abcd", Ink.TEXT), Run("ef", Ink.AXIS))) == Region(3, 3, 1, 1)


async def test_a_view_that_a_screen_sets_is_shown() -> None:
    app = PlotApp(LOSS)
    async with app.run_test(size=(80, 20)) as pilot:
        app.plot.view = replace(app.plot.view, log=True)
        await pilot.pause()
        assert app.plot.border_title == "loss, log scale"
        assert app.views == []


async def test_the_y_axis_is_held_on_request() -> None:
    """So that one run after the other is seen in the same range, each quantity in its own."""

    def numbers(app: PlotApp) -> list[str]:
        return [row.split("┤")[0].strip() for row in rows(app) if "┤" in row]

    app = PlotApp(LOSS)
    async with app.run_test(size=(80, 20)) as pilot:
        await press(pilot, "k")
        before = numbers(app)
        for other in ("loss", "acc", "loss"):
            app.plot.renew()
            app.plot.curves = curves_of(run_of(2, validation=False), other)
            await pilot.pause()
            assert (numbers(app) == before) is (other == "loss")
            assert ("y held" in str(app.plot.border_title)) is (other == "loss")
        await press(pilot, "k")
        assert numbers(app) != before
