"""What is exported from the Runs screen, and where that goes."""

from pathlib import Path

import pytest
from driving import OpenApp
from filled import go, made

from rnn_tui.results.exports.files import Exported
from rnn_tui.results.exports.formats import FORMATS
from rnn_tui.runs import RunDirectory
from rnn_tui.tui.dialogs.dialog import Choices
from rnn_tui.tui.runs import several as runs_actions


async def test_exports_are_written(open_app: OpenApp, folder: Path, tmp_path: Path) -> None:
    made(folder, "imdb-gru").start().epochs(2).finish()
    async with open_app() as opened:
        await go(opened)
        await opened.press("x", "c")
        assert "Export: History as CSV" in opened.screen
        await opened.press("enter")
        await opened.until((tmp_path / "imdb-gru-1.csv").is_file)
        await opened.until(lambda: "wrote" in opened.screen)
        await opened.press("x", "s", "ctrl+u", *"mine", "enter")
        await opened.until((tmp_path / "mine.py").is_file)
        (tmp_path / "imdb-gru-1.csv").write_text("precious")
        await opened.press("x", "c", "enter")
        assert "press enter again" in opened.screen
        assert (tmp_path / "imdb-gru-1.csv").read_text() == "precious"
        await opened.press("enter")
        await opened.until(lambda: (tmp_path / "imdb-gru-1.csv").read_text() != "precious")


async def test_each_format_is_in_sight_when_the_arrows_come_to_it(
    open_app: OpenApp, folder: Path
) -> None:
    """There are more of them than a small terminal has lines."""
    made(folder, "imdb-gru").start().epochs(2).finish()
    async with open_app(size=(80, 24)) as opened:
        await go(opened)
        await opened.press("x")
        choices = opened.app.screen.query_one(Choices)
        seen = set()
        for _ in range(choices.option_count):
            shown = {each.key for each in FORMATS.values() if each.title in opened.screen}
            seen |= {key for key in shown if f" {key}  " in opened.screen}
            await opened.press("down")
        assert seen == {each.key for each in FORMATS.values()}


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
        assert "k  Keras model" in opened.screen
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
