"""A sweep is a row of Runs; enter shows its trials, their band, importance and coordinates."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from driving import Dump, OpenApp, Opened
from filled import NOON, go, look, made
from textual.geometry import Size

from rnn_tui.experiment import load
from rnn_tui.io.faults import UserError
from rnn_tui.results.plot.curves import Curves, Role
from rnn_tui.runs import RunDirectory, list_runs
from rnn_tui.runs.lists.overview import look_once
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.lines import Submitted
from rnn_tui.sweeps.names import LOG, QUEUE
from rnn_tui.sweeps.overview import SweepView, WorkerView
from rnn_tui.sweeps.overview import look as look_at
from rnn_tui.sweeps.queue import Queue
from rnn_tui.sweeps.samplers import extra
from rnn_tui.sweeps.wording import best_sentences
from rnn_tui.sweeps.workers import present
from rnn_tui.tui.runs.board import Wish, listing
from rnn_tui.tui.runs.cells import cut_inside
from rnn_tui.tui.runs.columns import Columns
from rnn_tui.tui.runs.sorting import Sorting
from rnn_tui.tui.runs.sweep import about
from rnn_tui.tui.runs.sweep.curves import SweepCurves
from rnn_tui.tui.runs.sweep.parallel import MOST_LINES, axes_of, picture, thinned
from rnn_tui.tui.runs.sweep.preview import preview
from rnn_tui.tui.runs.sweep.screen import SweepScreen
from rnn_tui.tui.runs.sweep.seen import LEAST_TRIALS, Looking
from rnn_tui.tui.runs.sweep.trials import Table, aligned, columns_of, rows_of
from rnn_tui.tui.runs.sweep_rows import Sweeps, band_words, best_words, counts_words
from rnn_tui.tui.state import sweeping
from rnn_tui.tui.widgets.line import Line
from rnn_tui.tui.widgets.plot import CurvePlot
from rnn_tui.wording.language import CHINESE, ENGLISH, speak
from rnn_tui.wording.language import told as in_its_language
from tests.made_sweeps import RATE, UNITS, filled_sweep, taken, told

SPACE = UNITS | RATE
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 35)], ids=["80x24", "120x35"])


def seen_of(sweep: Sweep) -> SweepView:
    return look_at(sweep)


# Without a screen


def test_a_row_says_how_many_and_from_where_to_where(folder: Path) -> None:
    view = seen_of(filled_sweep(folder, SPACE, 12, trials=15))
    finished = sorted(trial.value for trial in view.trials if trial.value is not None)
    assert counts_words(view) == f"{len(finished)}/15 finished, 2 pruned"
    assert band_words(view) == f"val_loss {finished[0]:.4f} to {finished[-1]:.4f}"
    assert band_words(replace(view, lower=False)).endswith(f"to {finished[0]:.4f}")
    assert band_words(replace(view, trials=[])) == ""


def test_counts_that_do_not_fit_are_left_out_whole(folder: Path) -> None:
    view = seen_of(filled_sweep(folder, SPACE, 12, trials=15))
    assert counts_words(view, 23) == "9/15 finished, 2 pruned"
    assert counts_words(view, 22) == "9/15 finished"
    assert counts_words(view, 3) == "9/15 finished", "one is always there"


def test_the_values_of_a_key_have_their_points_below_one_another() -> None:
    found = aligned(["0.0013", "0.5", "12", "-", "1e-05"])
    assert found == ("0.0013", "0.5   ", "12     ", "-     ", "1e-05 ")
    assert aligned(["16", "8"]) == ("16", "8")
    assert aligned(["adam", "0.5"]) == ("adam", "0.5")


def test_seeds_that_have_finished_are_told_before_all_have(folder: Path) -> None:
    seeds = {"seeds": 4, "pruned": 9, "sampler": "grid", "trials": None}
    view = seen_of(filled_sweep(folder, {}, 1, **seeds))
    assert next(best_sentences(view)).startswith("so far val_loss 0.")
    assert "(n=3, " in next(best_sentences(view))


def test_the_workers_and_the_best_are_told_in_chinese(folder: Path) -> None:
    view = seen_of(filled_sweep(folder, SPACE, 12))
    here = [WorkerView(host="n1", pid=1, run=run) for run in ("003", "004")]
    speak(CHINESE)
    try:
        assert [*about.worker_sentences(replace(view, working=here))] == [
            "n1 上有 2 个工作进程：003, 004"
        ]
        assert in_its_language(next(best_sentences(view))).startswith("最好：001，val_loss 0.")
    finally:
        speak(ENGLISH)


def test_the_best_value_of_a_sweep_stands_under_the_head_of_its_objective(folder: Path) -> None:
    view = seen_of(filled_sweep(folder, SPACE, 12, trials=15))
    made(folder, "imdb-gru").start().epochs(2).finish()
    found = listing(look_once(list_runs(folder)), Wish(), [view])
    columns = Columns.fitting(found, 118, Sorting())
    line = "".join(text for text, _ in columns.line(found.rows[0], found, None, current=False))
    end = columns.head(Sorting()).index("val_loss") + len("val_loss")
    assert line[:end].endswith(best_words(view))
    assert "9/15 finished, 2 pruned, units lr" in line
    narrow = Columns.fitting(found, 40, Sorting())
    line = "".join(text for text, _ in narrow.line(found.rows[0], found, None, current=False))
    assert "val_loss 0." in line


def test_what_differs_has_its_room_before_a_third_metric(folder: Path) -> None:
    for units in (16, 64):
        settings = (
            "train.metrics=['acc','auc']",
            f"layers.1.units={units}",
            "layers.1.dropout=0.2",
        )
        made(folder, "imdb-gru", *settings).start().epochs(2).finish()
    found = listing(look_once(list_runs(folder)), Wish())
    assert found.metrics == ("val_loss", "val_acc", "val_auc")
    assert "val_auc" in Columns.fitting(found, 118, Sorting()).names
    narrow = Columns.fitting(found, 80, Sorting())
    assert "val_auc" not in narrow.names
    assert "units=16" in "".join(text for text, _ in narrow.line(found.rows[0], found, None, False))


def test_an_id_is_cut_where_it_says_least() -> None:
    assert cut_inside("imdb-stacked-1128-d7w9", 17) == "imdb-stacked…d7w9"
    assert cut_inside("imdb-gru", 8) == "imdb-gru"
    assert cut_inside("imdb-stacked-1128-d7w9", 6) == "imdb-…"


def test_the_first_trials_are_seen_before_a_sweep_is_opened(folder: Path) -> None:
    view = seen_of(filled_sweep(folder, SPACE, 12))
    lines = preview(view, 60, 5).plain.splitlines()
    rows = rows_of(view)
    assert [line.split()[0] for line in lines] == ["trial", *(row.name for row in rows[:4])]
    assert preview(replace(view, trials=[]), 60, 5).plain == "No trial has begun."


def test_of_seeds_alone_the_runs_are_counted(folder: Path) -> None:
    view = seen_of(filled_sweep(folder, {}, 1, seeds=4, pruned=9, sampler="grid", trials=None))
    assert counts_words(view) == "3/4 finished"
    assert band_words(view).startswith("val_loss 0.")
    assert [row.name for row in rows_of(view)] == ["000-s0", "000-s1", "000-s2", "000-s3"]


def test_sweeps_are_found_and_the_queue_is_none(folder: Path) -> None:
    first = filled_sweep(folder, SPACE, 3, name="first")
    Queue(folder).add(load("quickstart"), "test")
    assert (folder / QUEUE).is_dir()
    sweeps = Sweeps(folder)
    assert [view.name for view in sweeps.look()] == ["first"]
    filled_sweep(folder, SPACE, 2, name="second")
    assert {view.name for view in sweeps.look()} == {"first", "second"}
    first.journal.append(told(2, value=0.1))
    first_now = next(view for view in sweeps.look() if view.name == "first")
    assert first_now.best == 2


def test_the_best_trials_stand_first_with_their_keys(folder: Path) -> None:
    view = seen_of(filled_sweep(folder, SPACE, 12))
    rows = rows_of(view)
    done = [row.value for row in rows if row.state == "finished"]
    assert [row.state for row in rows[: len(done)]] == ["finished"] * len(done)
    assert done == sorted(done, key=lambda value: value or 0.0)
    assert rows[0].trial.trial == view.best
    columns = columns_of(view, rows)
    assert [column.head for column in columns] == [
        *("trial", "state", "epochs", "val_loss", "units", "lr", "time")
    ]
    wide, narrow = Table.fitting(columns, 100), Table.fitting(columns, 44)
    assert wide.head.split() == [column.head for column in columns]
    assert narrow.head.split() == ["trial", "state", "val_loss", "units", "lr"]
    best = narrow.line(0, rows[0], view.best)
    assert {style for text, style in best if text.strip() == rows[0].name} == {"best"}


def test_pruned_runs_are_marks_and_not_in_the_mean(folder: Path) -> None:
    sweep = filled_sweep(folder, SPACE, 12)
    seen = Looking(sweep.path).look(seconds=math.inf)
    assert seen.whole
    curves = SweepCurves(seen.rows, seen.states)
    found = curves.of("loss", None)
    [pruned] = [each for each in found.series if each.role == Role.PRUNED]
    assert pruned.x.tolist() == [1.0, 1.0]
    mean = found.of(Role.VALIDATION)
    assert mean is not None
    assert mean.spread is not None
    assert mean.spread.runs.tolist() == [10, 10, 9], "without the pruned; one has two epochs"
    values = [trial.value for trial in seen.view.trials if trial.value is not None]
    assert mean.y[-1] == pytest.approx(np.mean(values))
    assert mean.spread.low[-1] == pytest.approx(min(values))
    beside = curves.of("loss", seen.rows[0])
    assert beside.runs == ("mean of 10 runs", f"trial {seen.rows[0].name}")


def test_importance_needs_trials_keys_and_the_extra(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = filled_sweep(folder, SPACE, 30)
    looking = Looking(sweep.path)
    view = seen_of(sweep)
    few = replace(view, trials=view.trials[:3])
    with pytest.raises(UserError, match=f"3 trials finished: .* from {LEAST_TRIALS} on"):
        looking.importances(few)
    with pytest.raises(UserError, match="no key can be weighed"):
        looking.importances(replace(view, keys=[]))
    monkeypatch.setattr(extra, "find_spec", lambda _: None)
    with pytest.raises(UserError, match=r"needs Optuna and SciPy: pip install 'rnn-tui\[sweep\]'"):
        looking.importances(view)


def test_importance_finds_the_key_that_matters(folder: Path) -> None:
    pytest.importorskip("optuna")
    space = {"layers.1.units": {"low": 1, "high": 64}, "train.batch_size": {"low": 16, "high": 64}}
    sweep = filled_sweep(folder, space, 40, pruned=99)
    shares = Looking(sweep.path).importances(seen_of(sweep))
    assert shares["layers.1.units"] > 0.6
    assert sum(shares.values()) == pytest.approx(1.0)
    lines = about.importance(shares, 40).plain.splitlines()
    assert lines[0].startswith("units ")
    assert lines[0].count("█") > lines[1].count("█")
    assert all(len(line) <= 40 for line in lines[:2])


def test_parallel_coordinates_have_an_axis_for_each_key_and_the_best_at_the_top(
    folder: Path,
) -> None:
    sweep = filled_sweep(folder, SPACE, 12)
    view = seen_of(sweep)
    rows = [row for row in rows_of(view) if row.state == "finished"]
    axes = axes_of(view, sweep.space, rows)
    assert [axis.name for axis in axes] == ["units", "lr", "val_loss"]
    assert axes[2].heights[0] == 1.0
    assert axes[2].heights[-1] == 0.0
    for row, units, rate in zip(rows, axes[0].heights, axes[1].heights, strict=True):
        assert units == {4: 0.0, 8: 0.5, 16: 1.0}[row.trial.values["layers.1.units"]]
        given = row.trial.values["train.learning_rate"]
        assert rate == pytest.approx((math.log10(given) + 4) / 2)
    lines = picture(view, sweep.space, rows, rows[0], Size(90, 12)).plain.splitlines()
    assert len(lines) == 12
    assert max(map(len, lines)) <= 90
    assert lines[0].split() == ["units", "lr", "val_loss"]
    assert f" {view.trials[view.best or 0].value:.4f}" in lines[1]
    small = picture(view, sweep.space, rows, None, Size(90, 2)).plain
    assert small == "The window is too small for parallel coordinates."
    assert "two finished trials" in picture(view, sweep.space, rows[:1], None, Size(90, 9)).plain


def test_of_many_trials_the_best_and_the_chosen_are_drawn(folder: Path) -> None:
    [row, *_] = rows_of(seen_of(filled_sweep(folder, SPACE, 2)))
    rows = [replace(row, name=f"{number:03d}") for number in range(1000)]
    found = thinned(rows, rows[7])
    assert len(found) <= MOST_LINES + 1
    assert found[:2] == [rows[0], rows[7]]
    assert thinned(rows[:MOST_LINES], None) == rows[:MOST_LINES]


# On the screen


async def shown(opened: Opened) -> SweepScreen:
    screen = opened.app.screen
    assert isinstance(screen, SweepScreen)
    await opened.until(lambda: screen.seen is not None and screen.seen.whole)
    await opened.settle()
    await opened.until(lambda: screen.query_one(CurvePlot)._waiting is None)
    await opened.settle()
    return screen


def detail_of(screen: SweepScreen) -> str:
    return screen.query_one("#sweep-detail", Line).text


@SIZES
async def test_a_sweep_is_a_row_and_enter_opens_it(
    open_app: OpenApp, dump: Dump, folder: Path, size: tuple[int, int]
) -> None:
    filled_sweep(folder, SPACE, 12, trials=15)
    made(folder, "imdb-gru", at=NOON).start().epochs(2).finish()
    async with open_app(size=size) as opened:
        screen = await go(opened)
        assert [row.sweep is not None for row in screen.rows] == [True, False]
        assert screen.row is screen.rows[0]
        assert "1 sweep, 1 run" in opened.screen
        dump(f"runs-with-a-sweep-{size[0]}x{size[1]}", opened)
        for key in ("x", "space", "n", "e", "t", "s"):  # s: nothing is running
            await opened.press(key)
            assert opened.app.screen is screen, key
        opened.app.clear_notifications()
        await opened.press("enter")
        sweep = await shown(opened)
        dump(f"sweep-{size[0]}x{size[1]}", opened)
        curves: Curves = sweep.query_one(CurvePlot).curves
        assert curves.runs == ("mean of 10 runs", f"trial {sweep.rows[0].name}")
        await opened.press("down")
        assert sweep.at == sweep.rows[1].name
        await opened.press("i")
        await opened.until(lambda: f"from {LEAST_TRIALS} on" in detail_of(sweep))
        await opened.press("i", "p")
        if size[0] < 100:
            assert "need 100 columns" in opened.screen
        else:
            await opened.until(lambda: "Parallel coordinates" in opened.screen)
            await opened.settle()
            dump("sweep-parallel-120x35", opened)
        await opened.press("escape")
        assert opened.app.screen is screen


async def test_a_key_about_runs_says_why_it_does_nothing_on_a_sweep(
    open_app: OpenApp, folder: Path
) -> None:
    filled_sweep(folder, SPACE, 3, name="first")
    made(folder, "imdb-gru", at=NOON).start().epochs(2).finish()
    async with open_app() as opened:
        await go(opened)
        await opened.press("x")
        await opened.until(lambda: "this is a sweep: enter shows its trials" in opened.screen)
        await opened.press("down", "space", "home", "d")  # with a tick it is about the ticked run
        await opened.until(lambda: "Move 1 run" in opened.screen)


async def test_a_sweep_is_deleted_and_restored_from_its_row(
    open_app: OpenApp, folder: Path
) -> None:
    sweep = filled_sweep(folder, SPACE, 3, name="first")
    made(folder, "imdb-gru", at=NOON).start().epochs(2).finish()
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("d")
        await opened.until(lambda: "first: 3 runs." in opened.screen)
        await opened.press("k")
        assert sweep.is_sweep
        await opened.press("d", "d")
        await opened.until(lambda: "moved first to the trash" in opened.screen)
        assert not sweep.path.exists()
        assert screen.row is not None
        assert screen.row.sweep is None
        await opened.press("u")
        await opened.until(lambda: screen.sweep is not None)
        assert sweep.is_sweep


async def test_a_sweep_that_is_running_is_not_deleted(open_app: OpenApp, folder: Path) -> None:
    sweep = filled_sweep(folder, SPACE, 3, name="first", trials=9)
    with present(sweep):
        async with open_app(size=(120, 35)) as opened:
            await go(opened)
            await opened.press("d", "d")
            await opened.until(lambda: "sweep first is running" in opened.screen)
    assert sweep.is_sweep


async def test_an_open_sweep_is_live(open_app: OpenApp, folder: Path) -> None:
    sweep = filled_sweep(folder, SPACE, 6)
    async with open_app() as opened:
        runs = await go(opened)
        await opened.press("enter")
        screen = await shown(opened)
        assert screen.rows[0].name != "005"
        sweep.journal.append(replace(told(5, value=0.01), epochs=2))
        await opened.until(lambda: screen.rows[0].name == "005")
        await opened.settle()
        assert "best: 005" in detail_of(screen)
        await opened.press("home", "enter")
        await opened.until(lambda: opened.app.current_mode == "train")
        assert opened.app.run_state is not None
        assert RunDirectory(opened.app.run_state.path).run_id == "005"
        await opened.settle()
        await opened.press("3", "right", "escape")  # it is the curve's cursor that goes first
        assert opened.app.current_mode == "train"
        await opened.press("escape")
        await opened.until(lambda: opened.app.screen is screen)
        await opened.press("4", "escape")
        await look(opened, runs)
        assert all(row.sweep for row in runs.rows), "the runs of a sweep are listed in it alone"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many workers were to be started: none is."""
    found: list[int] = []
    monkeypatch.setattr(sweeping, "start_workers", lambda _, count: found.append(count) or [])
    monkeypatch.setattr("rnn_tui.sweeps.places.usual_workers", lambda wanted: 3)
    return found


def request_of(sweep: Sweep) -> str:
    return sweep.refresh().request.request


async def test_a_sweep_is_stopped_and_resumed_from_its_row(
    open_app: OpenApp, folder: Path, started: list[int]
) -> None:
    sweep = filled_sweep(folder, SPACE, 3, trials=9)
    with present(sweep) as presence:
        sweep.journal.append(taken(2, worker=presence.name))
        async with open_app(size=(120, 35)) as opened:
            screen = await go(opened)
            assert "1 worker on" in opened.screen
            assert "s stop" in opened.screen.splitlines()[-1]
            await opened.press("r")
            assert not started, "it is running"
            await opened.press("s", "e")
            await opened.until(lambda: "They finish their runs" in opened.screen)
            assert request_of(sweep) == "hold"
            await opened.press("s", "n")
            await opened.until(lambda: "They were asked to stop." in opened.screen)
            assert request_of(sweep) == "stop"
            await opened.press("r")
            await opened.until(lambda: started == [2])
            await opened.until(lambda: "and started 2 workers" in opened.screen)
            assert request_of(sweep) == "run"
            await look(opened, screen)


async def test_an_open_sweep_is_resumed_and_says_why_its_worker_has_ended(
    open_app: OpenApp, folder: Path, started: list[int]
) -> None:
    sweep = filled_sweep(folder, SPACE, 3, trials=9)
    (sweep.path / LOG).write_text("000  finished\nerror: the disk is full\n")
    async with open_app(size=(120, 35)) as opened:
        await go(opened)
        await opened.press("enter")
        screen = await shown(opened)
        assert "The last worker has ended: the disk is full" in detail_of(screen)
        assert "No worker is running: r resumes the sweep." in detail_of(screen)
        await opened.press("s")
        assert opened.app.screen is screen, "there is nothing to stop"
        await opened.press("r")
        await opened.until(lambda: started == [3])


async def test_a_sweep_on_slurm_is_resumed_here_only_if_that_is_meant(
    open_app: OpenApp, folder: Path, started: list[int]
) -> None:
    sweep = filled_sweep(folder, SPACE, 3, trials=9)
    sweep.journal.append(Submitted(jobs=["77"]))
    async with open_app(size=(120, 35)) as opened:
        await go(opened)
        await opened.press("r")
        assert "job 77" in opened.screen
        assert "--on slurm" in opened.screen
        await opened.press("escape")
        assert not started
        await opened.press("r", "h")
        await opened.until(lambda: started == [3])


async def test_what_cannot_be_resumed_says_why(
    open_app: OpenApp, folder: Path, started: list[int]
) -> None:
    sweep = filled_sweep(folder, SPACE, 3, trials=9)
    async with open_app(size=(120, 35)) as opened:
        await go(opened)
        with (sweep.path / "sweep.toml").open("a") as file:
            file.write("\n[extra]\n")
        await opened.press("r")
        await opened.until(lambda: "sweep rates cannot be read" in opened.screen)
        assert not started


async def test_a_name_is_no_markup(open_app: OpenApp, folder: Path) -> None:
    (filled_sweep(folder, SPACE, 3).path).rename(folder / "[red]a [b")
    run = made(folder, "imdb-gru", at=NOON).start().epochs(2).finish().run
    run.path.rename(folder / "[red]c")
    async with open_app(size=(120, 35)) as opened:
        screen = await go(opened)
        assert opened.screen.count("[red]a [b") == 2, "in the list and over the facts"
        await opened.press("down")
        await look(opened, screen)
        assert opened.screen.count("[red]c") >= 2
        await opened.press("up", "enter")
        await shown(opened)
        assert "[red]a [b: waiting" in opened.screen


async def test_a_sweep_that_cannot_be_read_says_why(open_app: OpenApp, folder: Path) -> None:
    sweep = filled_sweep(folder, SPACE, 3)
    async with open_app() as opened:
        await go(opened)
        (sweep.path / "sweep.toml").write_text("nonsense")
        await opened.press("enter")
        screen = opened.app.screen
        assert isinstance(screen, SweepScreen)
        await opened.until(lambda: "cannot be read" in detail_of(screen))
        await opened.press("i", "p", "c", "enter", "escape")
        await opened.until(lambda: opened.app.screen is not screen)


@pytest.mark.parametrize("width", [80, 120])
async def test_what_needs_a_wider_screen_is_not_offered_and_says_so(
    open_app: OpenApp, folder: Path, width: int
) -> None:
    filled_sweep(folder, SPACE, 2)
    async with open_app(size=(width, 35)) as opened:
        await go(opened)
        await opened.press("home", "enter")
        await opened.until(lambda: "importance" in opened.screen)
        assert ("p parallel" in opened.screen) == (width >= 100)
        await opened.press("p")
        await opened.settle()
        assert ("parallel coordinates need 100 columns" in opened.screen) == (width < 100)
