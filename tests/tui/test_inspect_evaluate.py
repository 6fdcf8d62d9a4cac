"""Evaluate: the real process once, what it found, a mistake opened, cancelled, bad news."""

import asyncio
import shutil
from pathlib import Path

import pytest
from driving import Dump, OpenApp, Opened
from textual.containers import VerticalScroll

from rnn_tui.data import Progress
from rnn_tui.results.evaluate import evaluate
from rnn_tui.results.predict import open_predictor
from rnn_tui.results.predict.weights import PredictError
from rnn_tui.runs import RunDirectory
from rnn_tui.runs.files.events import Baseline
from rnn_tui.tui.inspect.evaluate import view as evaluate_view
from rnn_tui.tui.inspect.evaluate.view import EvaluateView
from rnn_tui.tui.inspect.predict.view import PredictView
from tests.made_runs import stopped, tell
from tests.trained_runs import experiment, tell_tale_weights, trained

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 35)], ids=["80x24", "120x35"])


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    """It guesses, since it knows two words only."""
    run = trained(tmp_path / "runs", experiment(data={"maxlen": 40}), tell_tale_weights())
    tell(run, stopped(1, 0))
    return run


def view(opened: Opened) -> EvaluateView:
    return opened.app.screen.query_one(EvaluateView)


async def show(opened: Opened, text: str) -> None:
    await opened.press("5", "e")
    await opened.until(lambda: text in opened.screen)
    await opened.settle()


async def test_the_real_process(open_app: OpenApp, dump: Dump, run: RunDirectory) -> None:
    async with open_app() as opened:
        await show(opened, "s runs tiny-1")
        dump("inspect-evaluate-not-yet-80x24", opened)
        await opened.press("s")
        assert view(opened).working
        await opened.until(lambda: view(opened).found or not view(opened).working)
        await opened.until(lambda: "1,000 texts" in opened.screen)
        assert opened.app.doing == ""


@SIZES
async def test_what_was_found(
    open_app: OpenApp, dump: Dump, run: RunDirectory, size: tuple[int, int]
) -> None:
    evaluate(open_predictor(run))
    async with open_app(size=size) as opened:
        await show(opened, "most confident first")
        dump(f"inspect-evaluate-{size[0]}x{size[1]}", opened)
        await opened.press("down", "enter")
        predict = opened.app.screen.query_one(PredictView)
        await opened.until(lambda: predict.panes.explanation)
        assert "true" in opened.screen


async def test_cancelled_and_failed(
    open_app: OpenApp, run: RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []

    async def slow(run, which, report) -> None:  # type: ignore[no-untyped-def]
        report(Progress("predicting the test part", 640, 1_000, "texts"))
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(which)

    async def failing(run, which, report) -> None:  # type: ignore[no-untyped-def]
        raise PredictError("the data has changed [since]")

    monkeypatch.setattr(evaluate_view, "evaluate_in_child", slow)
    async with open_app() as opened:
        await show(opened, "s runs tiny-1")
        await opened.press("s")
        await opened.until(lambda: "640 of 1,000 texts" in opened.screen)
        await opened.press("escape")
        await opened.until(lambda: ended)
        assert "s runs tiny-1" in opened.screen
        monkeypatch.setattr(evaluate_view, "evaluate_in_child", failing)
        await opened.press("s")
        await opened.until(lambda: "the data has changed [since]" in opened.screen)
        shutil.rmtree(run.path)
        await opened.press("k")
        await opened.until(lambda: "no run tiny-1" in opened.screen)


@SIZES
async def test_a_bag_of_words_and_the_classes_stand_beside_what_was_found(
    open_app: OpenApp, dump: Dump, run: RunDirectory, size: tuple[int, int]
) -> None:
    constant = {"acc": 0.5, "f1_score": 1 / 3}
    tell(run, Baseline(most_frequent=0, constant=constant, words={"acc": 0.576}))
    evaluate(open_predictor(run))
    async with open_app(size=size) as opened:
        await show(opened, "most confident first")
        assert "bag of words 0.5760" in opened.screen
        assert "always negative 0.5000" in opened.screen or size == (80, 24)
        dump(f"inspect-evaluate-compared-{size[0]}x{size[1]}", opened)
        figures = opened.app.screen.query_one("#evaluate-figures", VerticalScroll)
        figures.focus()
        await opened.press("end")
        await opened.until(lambda: figures.scroll_y == figures.max_scroll_y)
        assert "prec." in opened.screen
        assert "1,000 texts" in opened.screen
