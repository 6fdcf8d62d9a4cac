"""Runs as a leaderboard: the best of many seeds found, marked, noted, exported; several at once."""

import csv
from pathlib import Path

from driving import Dump, OpenApp
from filled import NOON, go, ids, look, made, painted
from textual.widgets import Input

from rnn_tui.runs.changes.moving import TRASH
from rnn_tui.runs.files.marks import Marks, change_tags, marks_of
from rnn_tui.runs.files.note import note_of
from rnn_tui.tui.runs.details import RunFacts
from rnn_tui.tui.runs.dialogs import MarksDialog, SeveralExportDialog
from rnn_tui.tui.widgets.plot import CurvePlot


def search(folder: Path, configurations: int, seeds: int) -> None:
    """Runs of a GRU by units and seed, the more units the better, as a search leaves them."""
    number = 0
    for index in range(configurations):
        for seed in range(seeds):
            changes = [f"layers.1.units={8 * (index + 1)}", f"seed={seed}"]
            fake = made(folder, "imdb-gru", *changes, at=NOON + 60 * number)
            loss = 0.5 - 0.02 * index + 0.01 * seed
            fake.start().epochs(1, val_loss=loss, val_acc=1 - loss).finish()
            number += 1


async def test_the_best_of_forty_runs_is_found_and_exported_in_six_keys(
    open_app: OpenApp, dump: Dump, folder: Path, tmp_path: Path
) -> None:
    """Beside the words of the filter: / enter g x r enter."""
    search(folder, 8, 5)
    for number in range(10):
        made(folder, "imdb-lstm", at=NOON - 60 * number).start().epochs(1, val_loss=0.01).finish()
    async with open_app(size=(120, 35)) as opened:
        screen = await go(opened)
        await opened.press("slash", *"gru", "enter", "g")
        await look(opened, screen)
        assert len(screen.listing.runs) == 40
        assert len(screen.rows) == 8
        assert screen.row is screen.rows[0]
        await painted(opened, screen)
        dump("runs-groups-120x35", opened)
        await opened.press("x", "r", "enter")
        file = tmp_path / "imdb-gru.csv"
        await opened.until(file.is_file)
        await opened.until(lambda: "wrote" in opened.screen)
        with file.open() as lines:
            rows = list(csv.DictReader(lines))
        assert len(rows) == 5
        assert {row["run"] for row in rows} == {f"imdb-gru-{n}" for n in range(36, 41)}
        assert min(float(row["val_loss"]) for row in rows) == 0.36
        assert sorted(row["seed"] for row in rows) == ["0", "1", "2", "3", "4"]


async def test_a_group_is_a_band_and_says_how_far_its_seeds_spread(
    open_app: OpenApp, dump: Dump, folder: Path
) -> None:
    search(folder, 2, 3)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("g")
        await look(opened, screen)
        plot = screen.query_one(CurvePlot)
        assert any(series.spread is not None for series in plot.curves.series)
        facts = screen.query_one(RunFacts).text
        assert "val_loss  0.4900 ± 0.0100" in facts
        assert "n=3, 95% interval 0.4652 to 0.5148" in facts
        assert "seeds  0 1 2" in facts
        await painted(opened, screen)
        dump("runs-groups-80x24", opened)
        await opened.press("enter")
        assert [row.inside for row in screen.rows] == [False, True, True, True, False]
        await opened.press("down")
        assert screen.selected is not None
        assert screen.selected.summary.keys["seed"] == 0
        await opened.press("up", "enter", "g")
        assert len(screen.rows) == 6


async def test_two_configurations_are_compared_at_equal_seeds(
    open_app: OpenApp, folder: Path
) -> None:
    search(folder, 2, 3)
    async with open_app(size=(160, 45)) as opened:
        screen = await go(opened)
        await opened.press("g", "space", "down", "space")
        await look(opened, screen)
        facts = " ".join(screen.query_one(RunFacts).text.split())
        assert "layers.1.units" in facts
        assert "+0.0200 ± 0.0000 over 3 paired seeds" in facts
        assert "more than chance" in facts
        assert len(screen.query_one(CurvePlot).curves.runs) == 2


async def test_a_star_tags_and_a_note_are_kept_with_the_run(
    open_app: OpenApp, folder: Path
) -> None:
    fake = made(folder, "imdb-gru").start().epochs(1).finish()
    made(folder, "imdb-lstm").start().epochs(1).finish()
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("slash", *"run=imdb-gru-1", "enter", "asterisk")
        await opened.press("m", *"too wide", "tab", *"broken batch-64", "enter")
        await look(opened, screen)
        assert marks_of(fake.run) == Marks(True, ("batch-64", "broken"))
        assert note_of(fake.run) == "too wide"
        await opened.press("escape", "slash", *"note:wide tag=broken starred", "enter")
        assert ids(screen) == ["imdb-gru-1"]
        assert "★ imdb-gru-1" in opened.screen
        assert "#batch-64 #broken" in opened.screen
        await opened.press("escape", "m", "tab", "ctrl+u", "enter", "asterisk")
        await look(opened, screen)
        assert marks_of(fake.run) == Marks()


async def test_a_tag_that_is_none_is_refused_where_it_is_typed(
    open_app: OpenApp, folder: Path
) -> None:
    made(folder, "imdb-gru").start().epochs(1).finish()
    async with open_app() as opened:
        await go(opened)
        await opened.press("m", "tab", *"a=b", "enter")
        assert isinstance(opened.app.screen, MarksDialog)
        assert "'a=b' cannot be a tag" in " ".join(opened.screen.split())


async def test_tags_of_several_runs_leave_the_others_alone(open_app: OpenApp, folder: Path) -> None:
    fakes = [made(folder, "imdb-gru").start().epochs(1).finish() for _ in range(2)]
    change_tags(fakes[0].run, ["own", "both"])
    change_tags(fakes[1].run, ["both"])
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("a", "m")
        assert opened.app.screen.query_one("#tags", Input).value == "both"
        await opened.press("ctrl+u", *"new", "enter")
        await look(opened, screen)
    assert [marks_of(fake.run).tags for fake in fakes] == [("new", "own"), ("new",)]


async def test_a_ticked_run_that_the_filter_hides_is_counted_and_deleted_only_after_a_question(
    open_app: OpenApp, folder: Path
) -> None:
    fakes = [made(folder, name).start().epochs(1).finish() for name in ("imdb-gru", "imdb-lstm")]
    async with open_app() as opened:
        screen = await go(opened)
        while screen.at != fakes[0].run.path:
            await opened.press("down")
        await opened.press("space", "slash", *"lstm", "enter")
        assert "1 ticked (1 hidden)" in opened.screen
        assert screen.selected is not None
        assert screen.selected.run == fakes[1].run
        await opened.press("d")
        assert "Move 1 run" in opened.screen
        assert "imdb-gru-1." in opened.screen
        await opened.press("k")
        assert not list((folder / TRASH).glob("*"))
        await opened.press("d", "d")
        await look(opened, screen)
        assert ids(screen) == [fakes[1].run.run_id]


async def test_several_runs_are_deleted_once_it_was_asked_and_come_back_together(
    open_app: OpenApp, folder: Path
) -> None:
    for _ in range(4):
        made(folder, "imdb-gru").start().epochs(1).finish()
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("space", "down", "space", "down", "space", "d")
        assert "Move 3 runs" in opened.screen
        await opened.press("k")
        assert len(ids(screen)) == 4
        await opened.press("d", "d")
        await look(opened, screen)
        assert len(ids(screen)) == 1
        assert len(list((folder / TRASH).iterdir())) == 3
        await opened.press("u")
        await look(opened, screen)
        assert len(ids(screen)) == 4


async def test_several_runs_are_exported_into_a_new_folder(
    open_app: OpenApp, folder: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        made(folder, "imdb-gru").start().epochs(1).finish()
    async with open_app() as opened:
        await go(opened)
        await opened.press("a", "x", "c", "enter")
        await opened.until(lambda: "wrote" in opened.screen)
    found = sorted(path.name for path in (tmp_path / "runs-csv").iterdir())
    assert found == ["imdb-gru-1.csv", "imdb-gru-2.csv"]


async def test_a_filter_that_makes_no_sense_says_why_and_hides_nothing(
    open_app: OpenApp, dump: Dump, folder: Path
) -> None:
    search(folder, 2, 1)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("slash", *"uints=8")
        assert "no run here has 'uints'; did you mean units?" in opened.screen
        assert len(ids(screen)) == 2
        await painted(opened, screen)
        dump("runs-filter-error", opened)
        await opened.press("ctrl+u", *"units=8")
        assert ids(screen) == ["imdb-gru-1"]
        assert "did you mean" not in opened.screen


async def test_a_group_at_the_cursor_says_that_it_is_none_of_one_run(
    open_app: OpenApp, folder: Path
) -> None:
    search(folder, 1, 2)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("g", "e")
        assert opened.app.current_mode == "runs"
        assert screen.selected is None
        await opened.press("asterisk")
        await look(opened, screen)
        assert all(run.marks.star for run in screen.listing.runs)


def test_each_answer_of_the_export_of_several_runs_has_a_key_of_its_own() -> None:
    keys = [choice.key for choice in SeveralExportDialog(2)._choices]
    assert len(set(keys)) == len(keys)
