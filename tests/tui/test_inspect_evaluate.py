"""Evaluate: the real process once, what it found, a mistake opened, cancelled, bad news."""

import asyncio
import shutil
from pathlib import Path

import pytest
from driving import Dump, OpenApp, Opened
from textual.containers import VerticalScroll

from rnn_tui.data import Progress
from rnn_tui.results.evaluate import Evaluation, evaluate
from rnn_tui.results.evaluate.only import Only
from rnn_tui.results.evaluate.pairs import Pair, pair
from rnn_tui.results.predict import open_predictor
from rnn_tui.results.predict.weights import PredictError
from rnn_tui.runs import RunDirectory
from rnn_tui.runs.files import events
from rnn_tui.runs.files.events import Baseline
from rnn_tui.tui.inspect.evaluate import view as evaluate_view
from rnn_tui.tui.inspect.evaluate.bars import Scale, scale_of
from rnn_tui.tui.inspect.evaluate.view import EvaluateView
from rnn_tui.tui.inspect.lab.view import LabView
from rnn_tui.tui.inspect.predict.view import PredictView
from tests.made_runs import begun, made_run, stopped, tell
from tests.trained_runs import experiment, random_weights, tell_tale_weights, trained

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
    await opened.press("5")
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


def second_run(tmp_path: Path) -> RunDirectory:
    """It knows the same texts and answers at random. It is the one that was trained last."""
    of = experiment(data={"maxlen": 40})
    run = trained(tmp_path / "runs", of, random_weights(of, 3))
    tell(run, stopped(1, 0))
    return run


async def test_inspect_opens_on_the_run_trained_last_and_the_lab_is_one_key_away(
    open_app: OpenApp, run: RunDirectory, tmp_path: Path
) -> None:
    latest = second_run(tmp_path)
    tell(made_run(tmp_path / "runs"), *begun(), stopped(0, 1))  # it has no weights yet
    async with open_app() as opened:
        await show(opened, f"s runs {latest.run_id}")
        await opened.press("l")
        assert opened.app.screen.query_one(LabView).display
        assert opened.app.screen.focused is opened.app.screen.query_one(LabView).home
        await opened.press("1", "5")
        assert opened.app.screen.query_one(LabView).display, "the view that was chosen stays"


async def test_without_a_run_the_lab_is_shown_until_one_is_trained(
    open_app: OpenApp, tmp_path: Path
) -> None:
    async with open_app() as opened:
        await opened.press("5")
        assert opened.app.screen.query_one(LabView).display
        await opened.press("1")
        second_run(tmp_path)
        await show(opened, "s runs tiny")


async def test_a_run_that_was_tested_shows_its_figures_before_anything_is_computed(
    open_app: OpenApp, dump: Dump, run: RunDirectory
) -> None:
    tell(run, events.Tested(logs={"loss": 0.41, "acc": 0.83}, confusion=((420, 80), (90, 410))))
    async with open_app() as opened:
        await show(opened, "acc 0.8300")
        assert "s predicts the test part text by text" in opened.screen
        assert view(opened).found is None
        dump("inspect-evaluate-tested-80x24", opened)
        await opened.press("k")
        await opened.until(lambda: "no best checkpoint" in opened.screen)
        assert "0.8300" not in opened.screen, "other weights than those that were tested"


@SIZES
async def test_mistakes_of_a_mix_up_and_of_a_length(
    open_app: OpenApp, dump: Dump, run: RunDirectory, size: tuple[int, int]
) -> None:
    found = evaluate(open_predictor(run))
    async with open_app(size=size) as opened:
        await show(opened, "most confident first")
        await opened.press("f")
        assert "positive predicted as negative" in opened.screen
        await opened.press("down", "enter", "n", "down", "down", "enter")
        band = found.bands[1]
        only = Only(1, 0, band.shortest, band.longest)
        some = found.places("worst", only).tolist()
        assert view(opened).panes._places == some
        title = f"{len(some)} of 493 mistakes: positive predicted as negative, 11-15 words"
        assert title in opened.screen
        dump(f"inspect-evaluate-filtered-{size[0]}x{size[1]}", opened)
        await opened.press("f", "enter", "n", "enter")
        assert "493 mistakes, most confident first" in opened.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (160, 45)])
async def test_calibration_in_ten_bins(
    open_app: OpenApp, dump: Dump, run: RunDirectory, size: tuple[int, int]
) -> None:
    found = evaluate(open_predictor(run))
    async with open_app(size=size) as opened:
        await show(opened, "most confident first")
        both = size[0] >= 120
        assert ("came true" in opened.screen) == both
        if not both:
            await opened.press("v")
            assert "Accuracy by length" not in opened.screen
        assert f"off by {found.calibration.error:.4f}" in opened.screen
        for each in found.calibration.bins:
            row = f"{each.low:.1f}-{each.high:.1f}{each.texts:>7,}"
            assert row in opened.screen
        dump(f"inspect-evaluate-calibration-{size[0]}x{size[1]}", opened)


@SIZES
async def test_two_runs_side_by_side(
    open_app: OpenApp, dump: Dump, run: RunDirectory, tmp_path: Path, size: tuple[int, int]
) -> None:
    other = second_run(tmp_path)
    other.path.rename(other.path.with_name("other-1"))
    other = RunDirectory(other.path.with_name("other-1"))
    first, second = (evaluate(open_predictor(each)) for each in (other, run))
    expected = pair(first, second)
    async with open_app(size=size) as opened:
        await show(opened, "most confident first")
        await opened.press("x", "enter")
        await opened.until(lambda: "that only one of them gets right" in opened.screen)
        await opened.settle()
        both = view(opened).looks.shown
        assert isinstance(both, Pair)
        assert both.test == expected.test
        assert expected.test.words.split(":")[0] in opened.screen
        dump(f"inspect-evaluate-pair-{size[0]}x{size[1]}", opened)
        await opened.press("f", "down", "enter")
        assert view(opened).panes._places == expected.places("first").tolist()[:500]
        assert f"{expected.test.first} texts that only other-1 gets right" in opened.screen
        await opened.press("enter")
        predict = opened.app.screen.query_one(PredictView)
        await opened.until(lambda: len(predict.panes.answers) == 2 and predict.panes.explanation)
        await opened.press("e", "x")
        await opened.until(lambda: isinstance(view(opened).looks.shown, Evaluation))


async def test_two_runs_are_evaluated_one_after_the_other(
    open_app: OpenApp, run: RunDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, asked = second_run(tmp_path), []

    async def in_process(run, which, report) -> None:  # type: ignore[no-untyped-def]
        asked.append(run.path)
        evaluate(open_predictor(run, which))

    monkeypatch.setattr(evaluate_view, "evaluate_in_child", in_process)
    async with open_app() as opened:
        await show(opened, "s runs tiny")
        await opened.press("x", "enter")
        await opened.until(lambda: view(opened).looks.startable)
        await opened.press("s")
        await opened.until(lambda: isinstance(view(opened).looks.shown, Pair))
        assert asked == [other.path, run.path]


async def test_runs_that_cannot_be_put_side_by_side(
    open_app: OpenApp, run: RunDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(first: Evaluation, second: Evaluation) -> Pair:
        raise PredictError("the two runs have different test parts")

    monkeypatch.setattr("rnn_tui.tui.inspect.evaluate.looks.pair", refuse)
    for each in (run, second_run(tmp_path)):
        evaluate(open_predictor(each))
    async with open_app() as opened:
        await show(opened, "most confident first")
        await opened.press("x", "enter")
        await opened.until(lambda: "have different test parts" in opened.screen)
        await opened.press("x")
        await opened.until(lambda: "most confident first" in opened.screen)


def test_an_axis_begins_where_the_shares_differ() -> None:
    scale = scale_of([0.87, 0.88, 0.89], 20)
    assert 0.8 < scale.low < 0.87
    assert 0.89 <= scale.high < 0.95
    lengths = [len(scale.bar(share)) for share in (0.87, 0.88, 0.89)]
    assert lengths == sorted(set(lengths)), "the bars tell them apart"
    assert lengths[0] >= 1
    assert scale.head() == "86.6%          89.0%"
    assert scale_of([0.5], 3).head() == "", "no room"
    assert Scale(0, 1, 10).bar(1.0) == "█" * 10
    assert scale_of([0.5], 10).low < 0.5 < scale_of([0.5], 10).high
    assert scale_of([], 10) == scale_of([0.0, 1.0], 10)
    assert (scale_of([0.0, 1.0], 10).low, scale_of([0.99, 1.0], 9).high) == (0.0, 1.0)


def test_two_dots_and_the_line_between_them() -> None:
    scale = Scale(0, 1, 11)
    assert "".join(text for text, _ in scale.dots(0.2, 0.6)) == "  ●───○"
    assert "".join(text for text, _ in scale.dots(0.6, 0.2)) == "  ○───●"
    assert "".join(text for text, _ in scale.dots(0.6, 0.61)) == "      ◉"
    assert scale.marked_bar(0.5, 0.2) == ("██", "│", "███", True)
    assert scale.marked_bar(0.2, 0.5) == ("██   ", "│", "", False)
