"""Predict: from text to words, curve and states; bad texts, bad runs; two runs at once."""

import shutil
import sys
import threading
from pathlib import Path

import pytest
from driving import Dump, OpenApp, Opened
from textual import events

sys.path.insert(0, str(Path(__file__).parents[2]))

from rnn_tui.results.evaluate import evaluate
from rnn_tui.results.predict import open_predictor
from rnn_tui.runs import RunDirectory
from rnn_tui.runs.changes.moving import rename
from rnn_tui.tui.inspect.heatmap import Heatmap
from rnn_tui.tui.inspect.predict.text_box import MOST, TextBox
from rnn_tui.tui.inspect.predict.view import PredictView
from rnn_tui.tui.inspect.predictors import Predictors, Target
from rnn_tui.tui.widgets.word_flow import WordFlow
from tests.made_runs import stopped, tell
from tests.trained_runs import (
    EMBEDDING,
    SIGMOID,
    experiment,
    random_weights,
    save_weights,
    tell_tale_weights,
    trained,
)

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 35)], ids=["80x24", "120x35"])
LSTM = {"kind": "LSTM", "units": 6}


@pytest.fixture(autouse=True)
def _sixteen_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cells are then characters, which a dump shows."""
    monkeypatch.setenv("TERM", "xterm-16color")
    monkeypatch.delenv("COLORTERM", raising=False)


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    """It counts good and bad words."""
    return made(tmp_path / "runs")


def made(folder: Path) -> RunDirectory:
    of = experiment(data={"maxlen": 12})
    return ended(trained(folder, of, tell_tale_weights()))


def ended(run: RunDirectory) -> RunDirectory:
    tell(run, stopped(1, 0))
    return run


def lstm_run(folder: Path, seed: int = 0) -> RunDirectory:
    of = experiment(EMBEDDING, LSTM, SIGMOID, data={"maxlen": 12})
    return ended(trained(folder, of, random_weights(of, seed)))


def view(opened: Opened) -> PredictView:
    return opened.app.screen.query_one(PredictView)


async def show(opened: Opened, text: str | None = None) -> None:
    """Go to Predict, with a text in the field, and wait for the answer."""
    await opened.press("5", "p")
    await opened.until(lambda: view(opened).panes.answers)
    await opened.settle()
    if text is not None:
        await put(opened, text)


async def put(opened: Opened, text: str) -> None:
    before = view(opened).panes.answers
    opened.app.screen.query_one(TextBox).put(text)
    await opened.until(lambda: view(opened).panes.answers is not before)
    await opened.settle()


@SIZES
async def test_a_text_word_by_word(
    open_app: OpenApp, dump: Dump, run: RunDirectory, size: tuple[int, int]
) -> None:
    async with open_app(size=size) as opened:
        await show(opened)
        dump(f"inspect-predict-no-text-{size[0]}x{size[1]}", opened)
        await put(opened, "the good zebra film was bad, don't the good film")
        assert "positive 73.1%" in opened.screen
        assert "‹zebra›" in opened.screen
        await opened.press("right", "right")
        assert "good moved it by +23.1 points" in opened.screen
        dump(f"inspect-predict-{size[0]}x{size[1]}", opened)


@SIZES
async def test_states_without_colours(
    open_app: OpenApp,
    dump: Dump,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    lstm_run(tmp_path / "runs")
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_app(size=size) as opened:
        await show(opened, "the good film was bad")
        await opened.press("g", "down", "down")
        heatmap = opened.app.screen.query_one(Heatmap)
        heatmap.focus()
        await opened.press("down", "down", "right", "right")
        assert "lstm: cell (6, 6)" in opened.screen
        assert f"unit {heatmap.column}:" in opened.screen
        dump(f"inspect-states-{size[0]}x{size[1]}-no-color", opened)
        assert opened.app.screen.query_one(WordFlow).place == view(opened).panes.place
        await opened.press("n")
        assert "embedding: output (6, 2)" in opened.screen


async def test_typing_orders_only_the_latest(open_app: OpenApp, run: RunDirectory) -> None:
    async with open_app() as opened:
        await show(opened)
        gate, asked = threading.Event(), []
        answer = view(opened).reader.answer

        def slow(order):  # type: ignore[no-untyped-def]
            asked.append(order.text)
            gate.wait(10)
            return answer(order)

        view(opened).reader.answer = slow  # type: ignore[method-assign]
        await opened.press("enter", *"good")
        await opened.until(lambda: asked)
        await opened.press(*" film bad")
        box = view(opened).query_one(TextBox)
        await opened.until(lambda: box.text == "good film bad")
        gate.set()
        await opened.until(lambda: asked[-1] == "good film bad")
        await opened.until(lambda: "3 words" in opened.screen)
        assert len(asked) < 12
        await opened.press("escape", "5", "4")
        assert opened.app.current_mode == "runs"


async def test_two_runs_on_one_text(open_app: OpenApp, dump: Dump, tmp_path: Path) -> None:
    first, second = (lstm_run(tmp_path / "runs", seed) for seed in (1, 2))
    async with open_app(attach=first) as opened:
        await show(opened, "the good film was bad")
        await opened.press("x", "enter")
        await opened.until(lambda: len(view(opened).panes.answers) == 2)
        await opened.settle()
        assert f"─ {first.run_id}" in opened.screen
        assert f"┄ {second.run_id}" in opened.screen
        dump("inspect-predict-two-80x24", opened)
        of_second = view(opened).panes.answers[1].explanation
        await opened.press("g", "w")
        assert view(opened).panes.explanation is of_second
        assert f"{second.run_id}: lstm: cell (6, 6)" in opened.screen
        heatmap = opened.app.screen.query_one(Heatmap)
        cells = view(opened).panes.choice.trace(of_second).arrays["cell"]
        assert heatmap.sheet.values is cells
        await opened.press("v")
        dump("inspect-predict-two-second-80x24", opened)
        await put(opened, "the good film")
        assert view(opened).panes.explanation is view(opened).panes.answers[1].explanation
        await opened.press("w")
        assert view(opened).panes.explanation is view(opened).panes.answers[0].explanation
        assert f"{first.run_id}: positive after each word" in opened.screen
        await opened.press("w")
        await opened.press("x")
        await opened.until(lambda: len(view(opened).panes.answers) == 1)
        await opened.settle()
        assert "other run" not in opened.screen
        assert view(opened).panes.explanation is view(opened).panes.answers[0].explanation


@pytest.mark.parametrize("width", [60, 80, 100, 120])
async def test_the_legend_is_whole_beside_long_names(
    open_app: OpenApp, tmp_path: Path, width: int
) -> None:
    first, second = (lstm_run(tmp_path / "runs", seed) for seed in (1, 2))
    first = rename(first, "a-run-with-a-name-that-says-a-lot-of-what-it-is-about")
    async with open_app(attach=first, size=(width, 24)) as opened:
        await show(opened, "the good film was bad")
        await opened.press("x", "enter")
        await opened.until(lambda: len(view(opened).panes.answers) == 2)
        await opened.settle()
        assert "  towards it away ─" in opened.screen
        assert "a-run-…" in opened.screen or "a-run-w" in opened.screen
        await opened.press("w")
        assert f"{second.run_id}: " in opened.screen


async def test_texts_of_the_test_set(open_app: OpenApp, run: RunDirectory) -> None:
    async with open_app() as opened:
        await show(opened)
        await opened.press("t", "w")
        await opened.until(lambda: "evaluate the run first" in opened.screen)
        await opened.press("t", "a")
        await opened.until(lambda: "true class" in opened.screen)
        assert "of the test part" in opened.screen
        evaluate(open_predictor(run))
        any_one, answers = view(opened).taken, view(opened).panes.answers
        await opened.press("t", "m")
        await opened.until(lambda: view(opened).taken is not any_one)
        await opened.until(lambda: view(opened).panes.answers is not answers)
        await opened.settle()
        assert "true class" in opened.screen
        await opened.press("enter", *"good")
        await opened.until(lambda: "true class" not in opened.screen)


ODD = {
    "unknown": ("zebra", "1 unknown ‹zebra›"),
    "chinese": ("这部电影很好看", "unknown"),
    "emoji": ("good 👍🏽 film 👨‍👩‍👧", "positive"),
    "control": ("good\x1b[31m film\x00\x07", "positive"),
    "markup": ("[red]good[/] film [bold", "positive"),
    "nothing": ("   \n ", "No text yet"),
    "no word": ("... !!!", "the text has no words"),
}


async def test_odd_texts_get_a_sentence(open_app: OpenApp, run: RunDirectory) -> None:
    async with open_app() as opened:
        await show(opened)
        for text, said in ODD.values():
            await put(opened, text)
            assert said in opened.screen, text
            assert "\x1b" not in opened.screen


async def test_a_hundred_thousand_words(open_app: OpenApp, run: RunDirectory) -> None:
    async with open_app() as opened:
        await show(opened)
        await opened.press("enter")
        box = opened.app.screen.query_one(TextBox)
        box.post_message(events.Paste("film " * 99_999 + "good"))
        await opened.until(lambda: "cut off" in opened.screen)
        assert len(box.text) == MOST
        assert "dropped the first" in opened.screen
        await opened.press("x")
        assert len(box.text) == MOST


async def test_a_long_name_does_not_hide_which_checkpoint_it_is(
    open_app: OpenApp, run: RunDirectory
) -> None:
    rename(run, f"{'a-very-' * 6}long-name")
    async with open_app() as opened:
        await show(opened)
        line = opened.screen.splitlines()[1]
        assert line.startswith(" Cell lab  Predict  Evaluate  …")
        assert line.endswith("-long-name, last checkpoint, after epoch 1")


async def test_an_empty_field_says_whether_letters_go_into_it(
    open_app: OpenApp, run: RunDirectory
) -> None:
    async with open_app(attach=run) as opened:
        await show(opened)
        assert "Press enter, then type" in opened.screen
        await opened.press("enter")
        assert "Escape leaves the field" in opened.screen
        await opened.press("escape")
        assert "Press enter, then type" in opened.screen


async def test_a_text_pasted_beside_the_field_goes_into_it(
    open_app: OpenApp, run: RunDirectory
) -> None:
    async with open_app(attach=run) as opened:
        await show(opened)
        opened.app.screen.focused.post_message(events.Paste("good film"))  # type: ignore[union-attr]
        await opened.until(lambda: "positive 73.1%" in opened.screen)
        assert isinstance(opened.app.screen.focused, TextBox)


async def test_runs_that_cannot_be_asked(open_app: OpenApp, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    good, empty, odd = made(runs), made(runs), lstm_run(runs)
    shutil.rmtree(empty.checkpoints)
    save_weights(odd, tell_tale_weights())
    async with open_app(attach=empty) as opened:
        await show(opened)
        assert "has no checkpoint yet" in opened.screen
        assert "o chooses another run" in opened.screen
        await opened.press("o", *odd.run_id, "enter")
        await opened.until(lambda: "does not fit" in opened.screen)
        await opened.press("o", *good.run_id, "enter")
        await opened.until(lambda: "No text yet" in opened.screen)
        shutil.rmtree(good.path)
        await put(opened, "good film")
        assert "positive 73.1%" in opened.screen
        await opened.press("k")
        await opened.until(lambda: "no run " in opened.screen)


async def test_no_run_at_all(open_app: OpenApp, dump: Dump) -> None:
    async with open_app() as opened:
        await opened.press("5", "p")
        await opened.until(lambda: "No run yet." in opened.screen)
        dump("inspect-predict-no-run-80x24", opened)
        await opened.press("e")
        assert "No run yet." in opened.screen
        await opened.press("o", "l")
        assert "SimpleRNN of 64 units" in opened.screen


def test_a_network_is_opened_once(run: RunDirectory) -> None:
    opened = []

    def opening(run, which):  # type: ignore[no-untyped-def]
        opened.append(which)
        return open_predictor(run, which)

    reader = Predictors(opening)
    for _ in range(3):
        reader.predictor(Target(run))
    assert opened == [None]
