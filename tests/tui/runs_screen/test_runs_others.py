"""Runs that are damaged, vanish, or belong to others; names and keys that could mislead."""

import shutil
from pathlib import Path

import pytest
from driving import OpenApp
from fake_engine import FakeRun, spawn
from filled import damage, entry_of, go, ids, look, made, several
from textual.widgets import Input

from rnn_tui.experiment import load
from rnn_tui.runs import State, read_state
from rnn_tui.runs.changes.moving import TRASH


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
        assert screen.ticked == (fakes["imdb-gru-2"].run.path,)
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
            assert entry_of(screen, "quickstart-1").summary.state == State.STOPPED
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
        assert entry_of(screen, "imdb-gru-1").summary.state == State.STOPPED
        await opened.press("r")
        await opened.until(lambda: opened.engine.runs)
        assert read_state(fake.run).state is State.STOPPED


async def test_a_long_name_does_not_hide_that_a_run_is_elsewhere(
    open_app: OpenApp, tmp_path: Path
) -> None:
    made(tmp_path / ("other" * 10), "imdb-simple-rnn").start()
    async with open_app() as opened:
        await go(opened)
        line = opened.screen.splitlines()[3]
        assert line.split()[1:4] == ["imdb-simple-rnn-1", "↗", "running"]


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
