"""The Runs screen: what it lists, compares and asks; runs of others; damaged and vanished ones."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import Dump, OpenApp, Opened
from fake_engine import FakeRun, spawn
from textual.widgets import Input

from rnn_tui.results.export import Exported
from rnn_tui.runs import RunDirectory, State, read_state
from rnn_tui.runs.overview import Entry
from rnn_tui.runs.shelf import TRASH, in_trash
from rnn_tui.spec import load
from rnn_tui.tui.screens import runs_actions
from rnn_tui.tui.screens.runs import RunsScreen
from rnn_tui.tui.screens.runs_dialogs import EmptyDialog
from rnn_tui.tui.widgets.plot import CurvePlot
from rnn_tui.tui.widgets.runs.order import By
from rnn_tui.tui.widgets.runs.pane import Heads
from rnn_tui.tui.widgets.runs.rows import RunRows
from rnn_tui.tui.words import size_words

SIZES = {"80x24": (80, 24), "120x35": (120, 35)}
NOON = 1_750_000_000.0


@pytest.fixture(autouse=True)
def _steady(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times and paths are the same on every machine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def made(folder: Path, preset: str, *settings: str, at: float = NOON) -> FakeRun:
    """A queued run that seems to have been made at `at`."""
    fake = FakeRun(folder, load(preset, settings), since=at)
    created = json.loads(fake.run.events.read_text())
    fake.run.events.write_text(json.dumps(created | {"at": at}) + "\n")
    return fake


def several(folder: Path) -> dict[str, FakeRun]:
    """One run of each kind of end, an hour between them, and a live one."""
    hours = (NOON + 3600 * number for number in range(100))
    found = [
        made(folder, "imdb-simple-rnn", at=next(hours)).start().epochs(3).partial(16).stop(),
        made(folder, "imdb-gru", at=next(hours)).start().epochs(6).test().finish(),
        made(folder, "imdb-gru", "layers.1.units=64", at=next(hours)).start().epochs(4).die(),
        made(folder, "imdb-lstm", at=next(hours)).start().epochs(2).fail(hint="a smaller batch"),
        made(folder, "quickstart", at=next(hours)).start().epochs(2).partial(5),
    ]
    return {fake.run.run_id: fake for fake in found}


def damage(folder: Path) -> None:
    """A run with a configuration that is none, and one of a later version."""
    made(folder, "imdb-lstm").run.experiment.write_text('[[layers]]\nkind = "Nonsense"\n')
    made(folder, "imdb-lstm").run.events.write_text('{"v": 2, "event": "made", "at": 1.0}\n')


def screen_of(opened: Opened) -> RunsScreen:
    screen = opened.app.screen
    assert isinstance(screen, RunsScreen)
    return screen


async def go(opened: Opened) -> RunsScreen:
    """Show the screen and wait until it has read all runs."""
    await opened.press("4")
    screen = screen_of(opened)
    await look(opened, screen)
    return screen


async def look(opened: Opened, screen: RunsScreen) -> None:
    """Let the screen look at the files now, and wait until it shows what it has seen."""
    await opened.until(lambda: not screen._looking)
    screen.look(afresh=True)
    await opened.until(lambda: not screen._looking)
    await painted(opened, screen)


async def painted(opened: Opened, screen: RunsScreen) -> None:
    await opened.settle()
    await opened.until(lambda: screen.query_one(CurvePlot)._waiting is None)
    opened.app.clear_notifications()
    await opened.settle()


def ids(screen: RunsScreen) -> list[str]:
    return [entry.run.run_id for entry in screen.listed]


def entry_of(screen: RunsScreen, run_id: str) -> Entry:
    return next(entry for entry in screen.entries if entry.run.run_id == run_id)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
async def test_list_and_facts(
    open_app: OpenApp, dump: Dump, folder: Path, size: tuple[int, int]
) -> None:
    several(folder)
    damage(folder)
    async with open_app(size=size) as opened:
        screen = await go(opened)
        await opened.press("down", "down")
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


async def test_seven_are_too_many_to_compare(open_app: OpenApp, folder: Path) -> None:
    for number in range(7):
        made(folder, "imdb-gru", at=NOON + number).start().epochs(1).finish()
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press(*["space", "down"] * 7)
        assert len(screen.chosen) == 6
        await opened.until(lambda: "no more marks" in opened.screen)
        await opened.press("up", "space")
        assert len(screen.chosen) == 5


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
        for key in ("enter", "space", "r", "s", "x", "d", "u", "n", "e", "c", "o", "escape"):
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
        await opened.press("o")
        assert ids(screen) == sorted(newest)
        assert "run▾" in opened.screen
        heads = screen.query_one(Heads)
        at = opened.screen.splitlines()[2].index("epochs") - heads.region.x
        await opened.pilot.click(heads, offset=(at, 0))
        assert screen.order.by is By.EPOCHS
        assert ids(screen)[0] == "imdb-gru-1"
        await opened.pilot.click(heads, offset=(at, 0))
        assert ids(screen)[-1] == "imdb-gru-1"
        for by in (By.BEST, By.TIME, By.NEWEST):
            await opened.press("o")
            assert screen.order.by is by


async def test_the_best_loss_comes_first(open_app: OpenApp, folder: Path) -> None:
    for number, loss in enumerate((0.4, 0.2, 0.3), 1):
        made(folder, "imdb-gru", at=NOON - number).start().epochs(1, val_loss=loss).finish()
    async with open_app() as opened:
        screen = await go(opened)
        screen.order = screen.order.clicked(By.BEST)
        screen.show()
        assert ids(screen) == ["imdb-gru-2", "imdb-gru-3", "imdb-gru-1"]


async def test_a_filter_narrows_the_list(open_app: OpenApp, dump: Dump, folder: Path) -> None:
    several(folder)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("slash", *"gru fin")
        assert ids(screen) == ["imdb-gru-1"]
        dump("runs-filtered", opened)
        await opened.press("enter")
        assert screen.focused is screen.query_one(RunRows)
        await opened.press("slash", "x", "enter")
        assert "No run has all these words" in opened.screen
        await opened.press("escape")
        assert len(ids(screen)) == 5
        assert screen.focused is screen.query_one(RunRows)
        await opened.press("slash", *"lstm", "escape")
        assert len(ids(screen)) == 5


async def test_the_cursor_stays_on_its_run(open_app: OpenApp, folder: Path) -> None:
    several(folder)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("down")
        marked = screen.marked
        assert marked is not None
        await opened.press("o", "o", "o")
        assert screen.marked is not None
        assert screen.marked.run == marked.run
        made(folder, "imdb-gru", at=NOON + 1e6)
        await look(opened, screen)
        assert screen.marked.run == marked.run


async def test_open_makes_it_the_current_run(open_app: OpenApp, folder: Path) -> None:
    several(folder)
    async with open_app("imdb-lstm") as opened:
        screen = await go(opened)
        await opened.press("end")
        assert screen.marked is not None
        await opened.press("enter")
        await opened.until(lambda: opened.app.current_mode == "train")
        assert opened.app.run_state is not None
        assert opened.app.run_state.run_id == "imdb-simple-rnn-1"


async def test_a_configuration_is_opened_to_be_changed(open_app: OpenApp, folder: Path) -> None:
    made(folder, "imdb-gru", "layers.1.units=99").start().epochs(1).finish()
    async with open_app("imdb-lstm") as opened:
        await go(opened)
        await opened.press("e")
        await opened.until(lambda: opened.app.current_mode == "model")
        await opened.until(lambda: "99" in opened.screen)
        await opened.press("u")
        assert opened.app.document.experiment == load("imdb-lstm")


@pytest.mark.usefixtures("imdb_is_here")
async def test_stopped_lost_and_failed_runs_are_resumed(open_app: OpenApp, folder: Path) -> None:
    several(folder)
    async with open_app() as opened:
        screen = await go(opened)
        for run_id in ("imdb-lstm-1", "imdb-gru-2", "imdb-simple-rnn-1"):
            screen._marked = entry_of(screen, run_id).run.path
            await opened.press("r")
            await opened.until(lambda: opened.engine.runs)
            assert opened.engine.last.run.run_id == run_id
            assert opened.app.current.run == opened.engine.last.run


@pytest.mark.usefixtures("imdb_is_here")
async def test_a_finished_run_is_asked_how_many_epochs_more(
    open_app: OpenApp, folder: Path
) -> None:
    fake = made(folder, "imdb-gru").start().epochs(6).finish()
    async with open_app() as opened:
        await go(opened)
        await opened.press("r")
        assert "How many epochs more" in opened.screen
        await opened.press("ctrl+u", "2", "enter")
        await opened.until(lambda: opened.engine.runs)
        assert load(fake.run.experiment).train.epochs == 8


async def test_a_resume_asks_before_anything_is_downloaded(open_app: OpenApp, folder: Path) -> None:
    fake = made(folder, "imdb-gru").start().epochs(6).finish()
    async with open_app() as opened:
        await go(opened)
        await opened.press("r", "ctrl+u", "2", "enter")
        assert "imdb.npz (17 MB) and imdb_word_index.json (1.6 MB) are not" in opened.screen
        await opened.press("n")
        assert not opened.engine.runs
        assert load(fake.run.experiment).train.epochs == 6
        await opened.press("r", "ctrl+u", "2", "enter", "y")
        await opened.until(lambda: opened.engine.runs)
        assert load(fake.run.experiment).train.epochs == 8


async def test_a_run_that_trains_is_not_resumed(open_app: OpenApp, folder: Path) -> None:
    made(folder, "imdb-gru").start().epochs(1)
    async with open_app() as opened:
        await go(opened)
        await opened.press("r")
        await opened.until(lambda: "there is nothing to resume" in opened.screen)
        assert not opened.engine.runs


async def test_a_live_run_is_stopped_and_paused(open_app: OpenApp, folder: Path) -> None:
    fake = made(folder, "quickstart").start().epochs(1).partial(5)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("s")
        for label in ("Now", "After this epoch", "Pause", "Kill", "Train on"):
            assert label in opened.screen
        await opened.press("p")
        await opened.until(fake.run.control.is_file)
        fake.obey()
        await look(opened, screen)
        assert entry_of(screen, fake.run.run_id).state.state is State.PAUSED
        fake.run.control.unlink()
        await opened.press("r")
        await opened.until(fake.run.control.is_file)
        assert fake.obey().state.state is State.RUNNING
        fake.run.control.unlink()
        await look(opened, screen)
        await opened.press("s", "n")
        await opened.until(fake.run.control.is_file)
        assert fake.obey().state.state is State.STOPPED
        await look(opened, screen)
        await opened.press("s")
        await opened.until(lambda: "there is nothing to stop" in opened.screen)


async def test_a_run_is_renamed(open_app: OpenApp, dump: Dump, folder: Path) -> None:
    fake = made(folder, "imdb-gru").start().epochs(1).finish()
    made(folder, "imdb-gru").start().epochs(1).finish()
    async with open_app(attach=fake.run) as opened:
        screen = await go(opened)
        screen._marked = fake.run.path
        await opened.press("space", "n", "ctrl+u", *"imdb-gru-2")
        assert "is there already" in opened.screen
        await opened.press("enter", "ctrl+u", *"../x", "enter")
        assert "holds no /" in opened.screen
        dump("runs-rename", opened)
        await opened.press("ctrl+u", *"best one", "enter")
        await look(opened, screen)
        assert sorted(ids(screen)) == ["best one", "imdb-gru-2"]
        assert screen.chosen == (folder / "best one",)
        assert opened.app.run_state is not None
        assert opened.app.run_state.run_id == "best one"


async def test_a_deleted_run_comes_back(open_app: OpenApp, folder: Path) -> None:
    fakes = several(folder)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("down", "d", "d")
        await look(opened, screen)
        assert len(ids(screen)) == 3
        assert len(list((folder / TRASH).iterdir())) == 2
        assert screen.marked is not None
        await opened.press("u", "u")
        await look(opened, screen)
        assert sorted(ids(screen)) == sorted(fakes)
        assert not list((folder / TRASH).iterdir())
        await opened.press("u")
        await opened.until(lambda: "the trash is empty" in opened.screen)


async def test_the_trash_of_another_day_is_offered(open_app: OpenApp, folder: Path) -> None:
    made(folder, "imdb-gru").start().epochs(1).finish()
    async with open_app() as opened:
        await go(opened)
        await opened.press("d")
    async with open_app() as opened:
        screen = await go(opened)
        assert "There is no run" in opened.screen
        await opened.press("u")
        assert "imdb-gru-1" in opened.screen
        await opened.press("enter")
        await look(opened, screen)
        assert ids(screen) == ["imdb-gru-1"]


async def test_a_live_run_is_neither_deleted_nor_renamed(open_app: OpenApp, folder: Path) -> None:
    fake = made(folder, "imdb-gru").start().epochs(1)
    async with open_app() as opened:
        await go(opened)
        await opened.press("d", "n")
        await opened.until(lambda: "stop it first" in opened.screen)
        assert fake.run.is_run
        assert isinstance(opened.app.screen, RunsScreen)


async def test_the_current_run_can_be_deleted(open_app: OpenApp, folder: Path) -> None:
    fake = made(folder, "imdb-gru").start().epochs(1).finish()
    async with open_app(attach=fake.run) as opened:
        await go(opened)
        await opened.press("d")
        assert opened.app.run_state is None
        await opened.poll()
        assert "is gone" not in opened.screen


async def test_the_palette_empties_the_trash_once_it_has_been_asked(
    open_app: OpenApp, folder: Path
) -> None:
    for _ in range(3):
        made(folder, "imdb-gru").start().epochs(1).finish()
    size = sum(each.stat().st_size for each in folder.glob("imdb-gru-[12]/*") if each.is_file())
    async with open_app() as opened:
        screen = await go(opened)
        for run_id in ("imdb-gru-1", "imdb-gru-2"):
            screen._marked = entry_of(screen, run_id).run.path
            await opened.press("d")
        (folder / TRASH / "mine").mkdir()
        (folder / TRASH / "mine" / "notes").write_text("precious")
        for answer in ("enter", "e"):
            await opened.press("ctrl+p", *"empty the")
            await opened.until(lambda: "asks first" in opened.screen)
            await opened.press("enter")
            await opened.until(lambda: isinstance(opened.app.screen, EmptyDialog))
            await opened.settle()
            assert f"2 runs, {size_words(size)}: imdb-gru-2, imdb-gru-1." in opened.screen
            assert len(in_trash(folder)) == 2
            await opened.press(answer)
        await opened.until(lambda: f"{size_words(size)} are free again" in opened.screen)
        assert [each.name for each in (folder / TRASH).iterdir()] == ["mine"]
        assert ids(screen) == ["imdb-gru-3"]
        await opened.press("u")
        await opened.until(lambda: "nothing to bring back" in opened.screen)


async def test_exports_are_written(open_app: OpenApp, folder: Path, tmp_path: Path) -> None:
    made(folder, "imdb-gru").start().epochs(2).finish()
    async with open_app() as opened:
        await go(opened)
        await opened.press("x", "c", "enter")
        await opened.until((tmp_path / "imdb-gru-1.csv").is_file)
        await opened.until(lambda: "wrote" in opened.screen)
        await opened.press("x", "s", "ctrl+u", *"mine", "enter")
        await opened.until((tmp_path / "mine.py").is_file)
        (tmp_path / "imdb-gru-1.csv").write_text("precious")
        await opened.press("x", "c", "enter")
        assert "enter once more" in opened.screen
        assert (tmp_path / "imdb-gru-1.csv").read_text() == "precious"
        await opened.press("enter")
        await opened.until(lambda: (tmp_path / "imdb-gru-1.csv").read_text() != "precious")


async def test_the_model_of_the_best_epoch_is_exported(
    open_app: OpenApp, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = made(folder, "imdb-gru").start().epochs(3).stop()
    asked = []

    def export(run: RunDirectory, to: str, out: Path, **options: bool) -> Exported:
        asked.append((run, to, out, options))
        return Exported((out,), notes=("made from the checkpoint of the best epoch",))

    monkeypatch.setattr(runs_actions, "export", export)
    best = fake.state.best
    assert best is not None
    async with open_app() as opened:
        await go(opened)
        await opened.press("x")
        assert f"With the weights of epoch {best.epoch + 1}, the best by val_loss" in opened.screen
        await opened.press("b", "enter")
        await opened.until(lambda: "of the best epoch" in " ".join(opened.screen.split()))
    file = tmp_path / "imdb-gru-1-best.keras"
    assert asked == [(fake.run, "keras", file, {"best": True, "force": True})]


async def test_without_a_complete_epoch_no_best_model_is_offered(
    open_app: OpenApp, folder: Path
) -> None:
    made(folder, "imdb-gru").start().partial(5).stop()
    async with open_app() as opened:
        await go(opened)
        await opened.press("x")
        assert "k  Model" in opened.screen
        assert "Best model" not in opened.screen


async def test_an_export_that_fails_says_why(
    open_app: OpenApp, folder: Path, tmp_path: Path
) -> None:
    made(folder, "imdb-gru").start().partial(5).stop()
    async with open_app() as opened:
        await go(opened)
        await opened.press("x", "c", "enter")
        await opened.until(lambda: "no complete epoch" in opened.screen)
        await opened.until(lambda: opened.app.doing == "")


async def test_damaged_runs_say_so_and_can_be_deleted(open_app: OpenApp, folder: Path) -> None:
    damage(folder)
    async with open_app(size=(120, 35)) as opened:
        screen = await go(opened)
        assert opened.screen.count(" damaged ") == 2
        assert "'Nonsense' is not one of" in opened.screen
        assert "a line of version 2" in opened.screen
        for key in ("enter", "space", "r", "s", "x", "e"):
            await opened.press(key)
            assert opened.app.current_mode == "runs"
            assert opened.app.screen is screen
        await opened.press("d", "d")
        await look(opened, screen)
        assert not ids(screen)


async def test_a_run_that_disappears_does_no_harm(open_app: OpenApp, folder: Path) -> None:
    fakes = several(folder)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("down", "space", "down", "space")
        shutil.rmtree(fakes["imdb-lstm-1"].run.path)
        await look(opened, screen)
        assert len(ids(screen)) == 4
        assert screen.chosen == (fakes["imdb-gru-2"].run.path,)
        shutil.rmtree(fakes["imdb-gru-2"].run.path)
        await opened.press("d")
        await opened.press("enter")
        shutil.rmtree(folder)
        await opened.press("4")
        await look(opened, screen)
        assert not ids(screen)


async def test_a_run_of_another_process_appears_and_obeys(open_app: OpenApp, folder: Path) -> None:
    async with open_app() as opened:
        screen = await go(opened)
        fake = FakeRun(folder, load("quickstart", ["train.epochs=100000"]))
        process = spawn(fake.run, batch_seconds=0.02)
        try:
            await opened.until(lambda: "quickstart-1" in opened.screen)
            await opened.until(lambda: "running" in opened.screen)
            await opened.press("s", "n")
            await opened.until(lambda: "stopped" in opened.screen)
            assert entry_of(screen, "quickstart-1").state.state is State.STOPPED
        finally:
            process.wait(10)


@pytest.mark.usefixtures("imdb_is_here")
async def test_a_live_run_elsewhere_is_listed_and_stays_when_it_ends(
    open_app: OpenApp, tmp_path: Path
) -> None:
    fake = made(tmp_path / "other", "imdb-gru").start().epochs(1)
    async with open_app() as opened:
        screen = await go(opened)
        assert "imdb-gru-1 ↗ other" in opened.screen
        fake.stop()
        await look(opened, screen)
        assert entry_of(screen, "imdb-gru-1").state.state is State.STOPPED
        await opened.press("r")
        await opened.until(lambda: opened.engine.runs)
        assert read_state(fake.run).state is State.STOPPED


async def test_two_apps_on_one_folder(open_app: OpenApp, folder: Path) -> None:
    made(folder, "imdb-gru").start().epochs(1).finish()
    made(folder, "imdb-lstm").start().epochs(1).finish()
    async with open_app() as one:
        first = await go(one)
        async with open_app() as two:
            second = await go(two)
            await two.press("d")
            await look(two, second)
        await one.press("d")
        await look(one, first)
        assert len(ids(first)) + len(list((folder / TRASH).iterdir())) == 2


async def test_a_tiny_terminal_and_back(open_app: OpenApp, folder: Path) -> None:
    several(folder)
    async with open_app() as opened:
        await go(opened)
        before = opened.screen
        await opened.pilot.resize_terminal(20, 5)
        await opened.settle()
        assert "imdb" in opened.screen or "quick" in opened.screen
        await opened.press("down", "up")
        await opened.pilot.resize_terminal(80, 24)
        await opened.settle()
        await opened.until(lambda: opened.screen == before)


async def test_names_are_never_markup(open_app: OpenApp, folder: Path) -> None:
    fake = made(folder, "imdb-gru").start().epochs(1).fail(message="[bold]oh[/")
    fake.run.path.rename(folder / "[red]x[b]")
    async with open_app() as opened:
        await go(opened)
        assert "[red]x[b]" in opened.screen
        assert "[bold]oh[/" in opened.screen
        await opened.press("x")
        assert "[red]x[b]" in opened.screen


async def test_what_is_typed_into_the_filter_is_no_key(open_app: OpenApp, folder: Path) -> None:
    several(folder)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("slash", *"dsrx4")
        assert isinstance(screen.focused, Input)
        assert screen.focused.value == "dsrx4"
        assert opened.app.current_mode == "runs"
