"""What the Runs screen lists and compares; sorting, filtering, the cursor."""

from pathlib import Path

import pytest
from driving import Dump, OpenApp
from filled import NOON, damage, go, ids, look, made, painted, several

from rnn_tui.tui.runs.details import RunFacts
from rnn_tui.tui.runs.run_list import RunList
from rnn_tui.tui.runs.runs_pane import Heads
from rnn_tui.tui.widgets.plot import CurvePlot

SIZES = {"80x24": (80, 24), "120x35": (120, 35)}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
async def test_list_and_facts(
    open_app: OpenApp, dump: Dump, folder: Path, size: tuple[int, int]
) -> None:
    several(folder)
    damage(folder)
    async with open_app(size=size) as opened:
        screen = await go(opened)
        await opened.press("down", "down")
        await opened.until(lambda: "lost: the" in opened.screen)
        await painted(opened, screen)
        dump(f"runs-{size[0]}x{size[1]}", opened)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
async def test_comparison(
    open_app: OpenApp, dump: Dump, folder: Path, size: tuple[int, int]
) -> None:
    several(folder)
    async with open_app(size=size) as opened:
        screen = await go(opened)
        await opened.press("down", "down", "space", "down", "space", "down", "space")
        await look(opened, screen)
        dump(f"runs-compared-{size[0]}x{size[1]}", opened)
        plot = screen.query_one(CurvePlot)
        assert plot.curves.runs == ("imdb-gru-2", "imdb-gru-1", "imdb-simple-rnn-1")
        await opened.press("escape")
        assert not screen.chosen
        assert plot.curves.runs == ("imdb-simple-rnn-1",)


async def test_many_epochs_are_shown_whole(open_app: OpenApp, folder: Path) -> None:
    made(folder, "imdb-gru", "train.epochs=400000").start().epochs(3).stop()
    async with open_app() as opened:
        await go(opened)
        assert " 3/400000 " in opened.screen


async def test_of_many_ticked_runs_six_are_drawn(open_app: OpenApp, folder: Path) -> None:
    for number in range(8):
        made(folder, "imdb-gru", f"seed={number}", at=NOON + number).start().epochs(1).finish()
    async with open_app(size=(120, 45)) as opened:
        screen = await go(opened)
        await opened.press("a")
        await look(opened, screen)
        assert len(screen.chosen) == 8
        assert len(screen.query_one(CurvePlot).curves.runs) == 6
        assert "2 more runs ticked: the plot has no room." in screen.query_one(RunFacts).text
        await opened.press("space")
        assert len(screen.chosen) == 7
        await opened.press("a", "a")
        assert not screen.chosen


async def test_the_next_quantity_is_drawn(open_app: OpenApp, folder: Path) -> None:
    made(folder, "imdb-gru").start().epochs(2).finish()
    async with open_app() as opened:
        screen = await go(opened)
        plot = screen.query_one(CurvePlot)
        assert plot.curves.quantity == "loss"
        await opened.press("c")
        assert plot.curves.quantity == "acc"
        await opened.press("c")
        assert plot.curves.quantity == "loss"


async def test_an_empty_folder_says_what_to_do(open_app: OpenApp, dump: Dump) -> None:
    async with open_app() as opened:
        await go(opened)
        dump("runs-none", opened)
        for key in (
            "enter",
            "space",
            "r",
            "s",
            "x",
            "d",
            "u",
            "n",
            "e",
            "c",
            "o",
            "b",
            "g",
            "m",
            "asterisk",
            "a",
            "less_than_sign",
            "escape",
        ):
            await opened.press(key)
        assert opened.app.current_mode == "runs"


async def test_sorting_by_key_and_by_a_click_on_a_head(open_app: OpenApp, folder: Path) -> None:
    several(folder)
    async with open_app() as opened:
        screen = await go(opened)
        newest = ids(screen)
        assert newest[0] == "quickstart-1"
        assert newest[-1] == "imdb-simple-rnn-1"
        await opened.press("O")
        assert ids(screen) == newest[::-1]
        await opened.press("greater_than_sign")
        assert ids(screen) == sorted(newest)
        assert "run▴" in opened.screen
        heads = screen.query_one(Heads)
        at = opened.screen.splitlines()[2].index("epochs") - heads.region.x
        await opened.pilot.click(heads, offset=(at, 0))
        assert screen.wish.sorting.by == "epochs"
        assert ids(screen)[0] == "imdb-gru-1"
        await opened.pilot.click(heads, offset=(at, 0))
        assert ids(screen)[-1] == "imdb-gru-1"
        await opened.press("less_than_sign")
        assert screen.wish.sorting.by == "state"
        await opened.press("greater_than_sign", "greater_than_sign")
        assert screen.wish.sorting.by == "val_loss"


async def test_any_key_of_the_experiments_is_a_column_to_sort_by(
    open_app: OpenApp, folder: Path
) -> None:
    for number, units in enumerate((64, 16, 32)):
        made(folder, "imdb-gru", f"layers.1.units={units}", at=NOON + number).start().epochs(1)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("o", *"units", "enter")
        assert ids(screen) == ["imdb-gru-2", "imdb-gru-3", "imdb-gru-1"]
        assert "units▴" in opened.screen
        await opened.press("O")
        assert ids(screen) == ["imdb-gru-1", "imdb-gru-3", "imdb-gru-2"]


async def test_the_best_loss_comes_first(open_app: OpenApp, folder: Path) -> None:
    for number, loss in enumerate((0.4, 0.2, 0.3), 1):
        made(folder, "imdb-gru", at=NOON - number).start().epochs(1, val_loss=loss).finish()
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("end", "b")
        assert ids(screen) == ["imdb-gru-2", "imdb-gru-3", "imdb-gru-1"]
        assert screen.selected is not None
        assert screen.selected.run.run_id == "imdb-gru-2"
        cells = screen.pane._columns.line(screen.rows[0], screen.listing, None, current=False)
        assert "•0.2000" in [text.strip() for text, style in cells if style == "best"]


async def test_a_filter_narrows_the_list(open_app: OpenApp, dump: Dump, folder: Path) -> None:
    several(folder)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("slash", *"gru fin")
        assert ids(screen) == ["imdb-gru-1"]
        await opened.until(lambda: "finished: all" in opened.screen)
        await painted(opened, screen)
        dump("runs-filtered", opened)
        await opened.press("enter")
        assert screen.focused is screen.query_one(RunList)
        await opened.press("slash", "x", "enter")
        assert "No matches for" in opened.screen
        await opened.press("escape")
        assert len(ids(screen)) == 5
        assert screen.focused is screen.query_one(RunList)
        await opened.press("slash", *"lstm", "escape")
        assert len(ids(screen)) == 5


async def test_the_cursor_stays_on_its_run(open_app: OpenApp, folder: Path) -> None:
    several(folder)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("down")
        selected = screen.selected
        assert selected is not None
        await opened.press(*["greater_than_sign"] * 3)
        assert screen.selected is not None
        assert screen.selected.run == selected.run
        made(folder, "imdb-gru", at=NOON + 1e6)
        await look(opened, screen)
        assert screen.selected.run == selected.run


async def test_the_cursor_stays_at_the_top_while_the_runs_are_read(
    open_app: OpenApp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look may read none of them: they stand by their names then."""
    several(folder)
    monkeypatch.setattr("rnn_tui.tui.runs.looking.FIRST_SECONDS", 0.0)
    monkeypatch.setattr("rnn_tui.runs.lists.overview.SHORTEST_SECONDS", 0.0)
    async with open_app() as opened:
        screen = await go(opened)
        assert ids(screen)[0] == "quickstart-1"
        assert screen.row is screen.rows[0]


async def test_a_filter_without_hits_leaves_no_blank_panes(open_app: OpenApp, folder: Path) -> None:
    made(folder, "imdb-gru").start().epochs(2).stop()
    async with open_app() as opened:
        await go(opened)
        assert "asked by" not in opened.screen  # by a key of this very app
        await opened.press("slash", *"lstm", "enter")
        assert "No matches for lstm" in opened.screen
        assert "No run is selected" not in opened.screen
        assert "esc back" in opened.screen.splitlines()[-1]
        await opened.press("escape")
        assert "1 run" in opened.screen
        assert "esc back" not in opened.screen.splitlines()[-1]
