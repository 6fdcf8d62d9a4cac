"""What the Runs screen does to runs: open, resume, stop, rename, delete and take it back."""

from pathlib import Path

import pytest
from driving import Dump, OpenApp
from filled import entry_of, go, ids, look, made, several

from rnn_tui.experiment import load
from rnn_tui.runs import State
from rnn_tui.runs.changes.moving import TRASH, in_trash
from rnn_tui.tui.runs.dialogs import EmptyDialog
from rnn_tui.tui.runs.screen import RunsScreen
from rnn_tui.wording.numbers import byte_size


async def test_open_makes_it_the_current_run(open_app: OpenApp, folder: Path) -> None:
    several(folder)
    async with open_app("imdb-lstm") as opened:
        screen = await go(opened)
        await opened.press("end")
        assert screen.selected is not None
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


async def test_the_path_of_a_run_is_copied(open_app: OpenApp, folder: Path) -> None:
    several(folder)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("end", "y")
        assert screen.selected is not None
        assert opened.app.clipboard == str(screen.selected.run.path.absolute())
        assert f"copied the path of {screen.selected.run.run_id}" in opened.screen


async def test_without_a_run_no_path_is_offered(open_app: OpenApp) -> None:
    async with open_app() as opened:
        screen = await go(opened)
        await opened.until(lambda: screen.seen)
        await opened.press("y")
        assert opened.app.clipboard == ""


@pytest.mark.usefixtures("imdb_is_here")
async def test_stopped_lost_and_failed_runs_are_resumed(open_app: OpenApp, folder: Path) -> None:
    several(folder)
    async with open_app() as opened:
        screen = await go(opened)
        for run_id in ("imdb-lstm-1", "imdb-gru-2", "imdb-simple-rnn-1"):
            screen._selected = entry_of(screen, run_id).run.path
            await opened.press("r")
            await opened.until(lambda: opened.engine.runs)
            assert opened.engine.last.run.run_id == run_id
            assert opened.app.workspace.current.run == opened.engine.last.run


@pytest.mark.usefixtures("imdb_is_here")
async def test_a_finished_run_is_asked_how_many_epochs_more(
    open_app: OpenApp, folder: Path
) -> None:
    fake = made(folder, "imdb-gru").start().epochs(6).finish()
    async with open_app() as opened:
        await go(opened)
        await opened.press("r")
        assert "How many more epochs" in opened.screen
        await opened.press("ctrl+u", "2", "enter")
        await opened.until(lambda: opened.engine.runs)
        assert load(fake.run.experiment).train.epochs == 8


async def test_a_resume_asks_before_anything_is_downloaded(open_app: OpenApp, folder: Path) -> None:
    fake = made(folder, "imdb-gru").start().epochs(6).finish()
    async with open_app() as opened:
        await go(opened)
        await opened.press("r", "ctrl+u", "2", "enter")
        assert "imdb.npz (16.7 MB) and imdb_word_index.json (1.6 MB) are not" in opened.screen
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
        await opened.until(lambda: "nothing to resume" in opened.screen)
        assert not opened.engine.runs


async def test_a_live_run_is_stopped_and_paused(open_app: OpenApp, folder: Path) -> None:
    fake = made(folder, "quickstart").start().epochs(1).partial(5)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("s")
        for label in ("Now", "After this epoch", "Pause", "Kill", "Keep training"):
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
        await opened.until(lambda: "nothing to stop" in opened.screen)


async def test_what_is_said_of_a_run_that_has_just_ended_stays(
    open_app: OpenApp, folder: Path
) -> None:
    """The list may see the end before the app has looked at its current run again."""
    fake = made(folder, "quickstart").start().epochs(1).partial(5)
    async with open_app(attach=fake.run) as opened:
        screen = await go(opened)
        opened.app._polls.pause()
        fake.stop()
        await look(opened, screen)
        await opened.press("s")
        await opened.poll()
        assert "nothing to stop" in opened.screen


async def test_a_run_is_renamed(open_app: OpenApp, dump: Dump, folder: Path) -> None:
    fake = made(folder, "imdb-gru").start().epochs(1).finish()
    made(folder, "imdb-gru").start().epochs(1).finish()
    async with open_app(attach=fake.run) as opened:
        screen = await go(opened)
        screen._selected = fake.run.path
        await opened.press("space", "n", "ctrl+u", *"imdb-gru-2")
        assert "already exists" in opened.screen
        await opened.press("enter", "ctrl+u", *"../x", "enter")
        assert "cannot contain /" in opened.screen
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
        assert screen.selected is not None
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
        assert "No runs in" in opened.screen
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
            screen._selected = entry_of(screen, run_id).run.path
            await opened.press("d")
        (folder / TRASH / "mine").mkdir()
        (folder / TRASH / "mine" / "notes").write_text("precious")
        for answer in ("enter", "e"):
            await opened.press("ctrl+p", *"empty the")
            await opened.until(lambda: "asks first" in opened.screen)
            await opened.press("enter")
            await opened.until(lambda: isinstance(opened.app.screen, EmptyDialog))
            await opened.settle()
            assert f"2 runs, {byte_size(size)}: imdb-gru-2, imdb-gru-1." in opened.screen
            assert len(in_trash(folder)) == 2
            await opened.press(answer)
        await opened.until(lambda: f"{byte_size(size)} freed" in opened.screen)
        assert [each.name for each in (folder / TRASH).iterdir()] == ["mine"]
        assert ids(screen) == ["imdb-gru-3"]
        await opened.press("u")
        await opened.until(lambda: "nothing to restore" in opened.screen)
