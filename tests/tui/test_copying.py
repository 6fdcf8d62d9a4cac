"""What is copied out of the app: by the palette, and by selecting text."""

from collections.abc import Callable
from pathlib import Path

import pytest
from driving import OpenApp, Opened
from fake_engine import FakeRun

from rnn_tui.experiment import load
from rnn_tui.runs import read_state
from rnn_tui.tui.command_palette import commands_of
from rnn_tui.tui.sentences import best_line


@pytest.fixture
def fake(tmp_path: Path) -> FakeRun:
    fake = FakeRun(tmp_path / "runs", load("quickstart", ["train.epochs=8"])).start()
    return fake.epochs(3).stop()


def copies(opened: Opened) -> dict[str, Callable[[], object]]:
    """The copies that the palette offers here."""
    found = commands_of(opened.app, opened.app.screen)
    return {each.title: each.callback for each in found if each.title.startswith("Copy ")}


@pytest.mark.parametrize("screen", ["3", "4", "5"])
async def test_the_palette_copies_what_the_screen_is_about(
    open_app: OpenApp, fake: FakeRun, screen: str
) -> None:
    state = read_state(fake.run)
    assert state.best is not None
    async with open_app(attach=fake.run, size=(120, 35)) as opened:
        await opened.press(screen)
        await opened.until(lambda: "Copy id" in copies(opened))
        for name, text in (
            ("Copy id", fake.run.run_id),
            ("Copy path", str(fake.run.path)),
            ("Copy best line", best_line(state)),
        ):
            copies(opened)[name]()
            assert opened.app.clipboard == text
        copies(opened)["Copy configuration"]()
        (fake.run.path.parent / "copied.toml").write_text(opened.app.clipboard)
        assert load(fake.run.path.parent / "copied.toml") == state.experiment
        await opened.until(lambda: "is copied, if the terminal allows it" in opened.screen)


async def test_the_palette_finds_them(open_app: OpenApp, fake: FakeRun) -> None:
    async with open_app(attach=fake.run, size=(120, 35)) as opened:
        await opened.press("3", "ctrl+p", *"copy id")
        await opened.until(lambda: "Copy the id of the run" in opened.screen)
        await opened.press("enter")
        await opened.until(lambda: opened.app.clipboard == fake.run.run_id)


async def test_without_a_run_the_experiment_is_copied(open_app: OpenApp, tmp_path: Path) -> None:
    async with open_app("imdb-gru") as opened:
        assert "Copy id" not in copies(opened)
        copies(opened)["Copy experiment"]()
        (tmp_path / "copied.toml").write_text(opened.app.clipboard)
        assert load(tmp_path / "copied.toml") == load("imdb-gru")


async def test_a_plot_is_copied_as_text(open_app: OpenApp, fake: FakeRun) -> None:
    async with open_app(attach=fake.run, size=(120, 35)) as opened:
        await opened.press("3")
        opened.finish_plots()
        copies(opened)["Copy plot"]()
        rows = [row.rstrip() for row in opened.app.clipboard.splitlines()]
        assert len(rows) > 10
        assert any("epoch" in row for row in rows)
        assert "\x1b" not in opened.app.clipboard


async def test_before_an_epoch_is_complete_there_is_no_best_line(
    open_app: OpenApp, tmp_path: Path
) -> None:
    fake = FakeRun(tmp_path / "runs", load("quickstart")).start()
    async with open_app(attach=fake.run) as opened:
        await opened.press("3")
        copies(opened)["Copy best line"]()
        await opened.until(lambda: "nothing to copy yet" in opened.screen)
        assert opened.app.clipboard == ""


async def test_text_is_selected_by_the_mouse_and_copied(open_app: OpenApp, fake: FakeRun) -> None:
    async with open_app(attach=fake.run, size=(120, 35)) as opened:
        await opened.press("3")
        rows = opened.screen.splitlines()
        y = next(number for number, row in enumerate(rows) if "stopped" in row[2:] and number)
        x = rows[y].index("stopped")
        await opened.pilot.mouse_down(offset=(x, y))
        await opened.pilot.hover(offset=(x + 6, y))
        await opened.pilot.mouse_up(offset=(x + 6, y))
        await opened.press("ctrl+c")
        assert opened.app.clipboard == "stopped"


def test_a_best_line_has_the_figures_of_that_epoch_and_of_the_test(tmp_path: Path) -> None:
    fake = FakeRun(tmp_path, load("quickstart", ["train.epochs=2"])).start()
    fake.epochs(1, val_loss=0.5).epochs(1, val_loss=0.6).test().finish()
    line = best_line(fake.state)
    assert line.startswith(f"{fake.run.run_id}  finished, epoch 1 of 2: loss ")
    assert "val_loss 0.5000" in line
    assert line.endswith("  test loss 0.3012  acc 0.8800")


@pytest.mark.extra("plots")
async def test_a_picture_of_the_run_is_written_from_the_app(
    open_app: OpenApp, fake: FakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_app(attach=fake.run) as opened:
        await opened.press("3", "x", "h")
        page = tmp_path / f"{fake.run.run_id}.html"
        await opened.until(page.is_file)
        assert fake.run.run_id in page.read_text("utf-8")
        await opened.until(lambda: opened.app.doing == "")
