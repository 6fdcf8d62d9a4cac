"""The cell lab: stepping, playing, what the numbers say, the three cells, sizes and colours."""

import numpy as np
import pytest
from driving import Dump, OpenApp, Opened
from pydantic import ValidationError

from rnn_tui.cells import saturated
from rnn_tui.tui.inspect.lab import view as lab_view
from rnn_tui.tui.inspect.lab.formula import formula
from rnn_tui.tui.inspect.lab.unrolled import LabSpec, UnrolledCell
from rnn_tui.tui.inspect.lab.view import LabView, StepMap, Strips
from rnn_tui.tui.widgets.palette import LEVELS, level, sign_marks

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 35)], ids=["80x24", "120x35"])


@pytest.fixture(autouse=True)
def _sixteen_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cells are then characters, which a dump shows."""
    monkeypatch.setenv("TERM", "xterm-16color")
    monkeypatch.delenv("COLORTERM", raising=False)


def lab(opened: Opened) -> LabView:
    return opened.app.screen.query_one(LabView)


@SIZES
async def test_the_articles_cell(open_app: OpenApp, dump: Dump, size: tuple[int, int]) -> None:
    async with open_app(size=size) as opened:
        await opened.press("5", "right", "right", "right", "]")
        dump(f"inspect-lab-{size[0]}x{size[1]}", opened)
        assert "100% of the values so far are saturated" in opened.screen
        await opened.press("end", "z", "end")
        assert lab(opened).lab.centred
        assert "under 1% of the values so far are saturated" in opened.screen
        assert "timestep 100 of 100" in opened.screen
        dump(f"inspect-lab-centred-{size[0]}x{size[1]}", opened)


async def test_gates_without_colours(
    open_app: OpenApp, dump: Dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_app() as opened:
        await opened.press("5", "c", "z", "g", "right", "right")
        assert "c_3 = f_3·c_2 + i_3·n_3" in opened.screen
        dump("inspect-lab-lstm-80x24-no-color", opened)
        await opened.press("c", "g", "g", "g")
        assert "n_1 = tanh(W_n x_1 + r_1·(U_n s_0 + b'_n) + b_n)" in opened.screen
        await opened.press("c")
        assert lab(opened).quantity == "state"


async def test_keys_and_mouse(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_view, "STEPS_PER_SECOND", 0.001)
    async with open_app(size=(120, 35)) as opened:
        await opened.press("5")
        view = lab(opened)
        await opened.press("space")
        assert view.playing
        await opened.press("space")
        assert not view.playing
        await opened.press("home")
        view.tick()
        assert view.t == 1
        await opened.press("down", "down", "left")
        assert (view.t, len(view.unrolled.done)) == (2, 4)
        map_ = opened.app.screen.query_one(StepMap)
        await opened.pilot.click(StepMap, offset=(20 + 7, 1 + 1))
        await opened.until(lambda: (view.t, view.unit) == (1, 7))
        assert map_.sheet.rows == 4
        await opened.press("home")
        assert (view.t, map_.sheet.rows) == (0, 1)
        await opened.press("space")
        view.t = 98
        view.tick()
        assert not view.playing
        await opened.press("space")
        assert (view.t, view.playing) == (0, True)
        await opened.press("2")
        await opened.until(lambda: not view.playing)


async def test_settings(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("5")
        view = lab(opened)
        await opened.press("enter", "down", "5", "0", "0")
        await opened.press("0", "0")
        assert view.lab.timesteps == 500
        assert "from 1 to 1,000" in " ".join(opened.screen.split())
        await opened.press("down", "down", "3", "escape", "h")
        assert view.lab.units == 3
        assert "SimpleRNN of 3 units, inputs (500, 32)" in opened.screen
        await opened.press("r")
        assert not view.lab.return_sequences
        assert "▸" not in opened.screen.split("╭")[1]
        await opened.press("n")
        assert view.lab.seed == 1


def test_the_formula_holds_for_every_quantity() -> None:
    for cell in ("SimpleRNN", "LSTM", "GRU"):
        unrolled = UnrolledCell(
            LabSpec(cell=cell, timesteps=4, features=3, units=5, low=-1.0, high=1.0)
        )
        step = unrolled.at(3)
        for quantity in unrolled.quantities:
            rows = dict(formula(step, quantity).rows)
            shown = unrolled.values(quantity)[-1]
            assert any(np.array_equal(each, shown) for each in rows.values()), (cell, quantity)
            if "= sum" in rows:
                wx, us, b, total, _ = rows.values()
                np.testing.assert_allclose(wx + us + b, total, rtol=1e-5, atol=1e-6)


def test_uniform_weights_saturate_and_centred_ones_do_not() -> None:
    spec = LabSpec()
    centred = LabSpec(low=-spec.limit, high=spec.limit)
    assert (spec.timesteps, spec.features, spec.units) == (100, 32, 64)
    shares = []
    for each in (spec, centred):
        unrolled = UnrolledCell(each)
        unrolled.at(each.timesteps - 1)
        assert unrolled.values("state").shape == (100, 64)
        shares.append(saturated(unrolled.values("state")))
    assert shares[0] > 0.97
    assert shares[1] < 0.05


def test_bounds() -> None:
    with pytest.raises(ValidationError, match="low must be below high"):
        LabSpec(low=1.0, high=1.0)
    with pytest.raises(ValidationError):
        LabSpec(units=257)


def test_levels() -> None:
    assert [level(value) for value in (-2.0, -1.0, 0.0, 1.0)] == [-LEVELS, -LEVELS, 0, LEVELS]
    assert level(float("nan")) == level(1.0, 0.0) == 0
    assert [sign_marks(each) for each in (0, 3, -LEVELS)] == ["", "+", "---"]


async def test_the_cursor_stays_in_sight(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("5", "end")
        lab(opened).unit = 62
        await opened.press("]")
        heatmap = opened.app.screen.query_one(StepMap)
        assert heatmap.scroll_offset.y == 100 - (heatmap.size.height - 1)
        strips = opened.app.screen.query_one(Strips)
        assert strips.scroll_offset.x == heatmap.scroll_offset.x > 0


async def test_units_out_of_sight_are_counted(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("5")
        assert "50 +8→ │" in opened.screen
        for _ in range(63):
            await opened.press("]")
        assert "│                     ←8          20 " in opened.screen
        assert " 50          63 │" in opened.screen


async def test_the_settings_show_the_whole_name_of_the_cell(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("5", "h")
        assert "SimpleRNN ▼" in opened.screen


async def test_the_footer_tells_the_keys_of_an_open_choice(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("5", "h", "enter")
        assert opened.screen.splitlines()[-1] == " ↑/↓ move  ⏎ choose  esc close"
        await opened.press("down", "enter")
        assert "LSTM of 64 units" in opened.screen
