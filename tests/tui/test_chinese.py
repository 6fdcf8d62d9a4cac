"""The app in Chinese: every screen at 80x24, where a character takes two cells."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import Dump, OpenApp, Opened
from fake_engine import FakeRun
from rich.cells import cell_len
from runs_screen.filled import NOON, several

from rnn_tui.experiment import load
from rnn_tui.results.evaluate import evaluate
from rnn_tui.results.predict import open_predictor
from rnn_tui.runs import RunDirectory
from rnn_tui.runs.lists import run_summary
from rnn_tui.tui.opening import drawn
from rnn_tui.wording.language import CHINESE, ENGLISH, speak
from tests.made_runs import stopped, tell
from tests.trained_runs import experiment, tell_tale_weights, trained


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    speak(CHINESE)
    yield
    speak(ENGLISH)


SINCE = 1_700_000_000.0


@pytest.fixture
def fake(tmp_path: Path) -> FakeRun:
    return FakeRun(tmp_path / "runs", load("quickstart", ["train.epochs=8"]), since=SINCE)


def fits(opened: Opened) -> bool:
    """Whether no line is wider than the screen, and frames end where they should."""
    lines = opened.screen.splitlines()
    return all(cell_len(line) <= 80 for line in lines)


async def show(opened: Opened, key: str, text: str) -> None:
    """Go to a screen and wait until it has shown the text."""
    await opened.press(key)
    await opened.until(lambda: text in opened.screen)
    await opened.settle()


async def test_the_model(open_app: OpenApp, dump: Dump) -> None:
    async with open_app() as opened:
        dump("model-80x24-zh", opened)
        assert fits(opened)


async def test_a_problem_and_its_fix(open_app: OpenApp, dump: Dump) -> None:
    async with open_app("embedding-simple-rnn") as opened:
        dump("model-problem-80x24-zh", opened)
        await opened.press("f")
        assert "u 撤销" in opened.screen


async def test_the_data(open_app: OpenApp, dump: Dump) -> None:
    async with open_app() as opened:
        await show(opened, "2", "已载入")
        dump("data-80x24-zh", opened)
        assert fits(opened)


async def test_a_running_run(open_app: OpenApp, dump: Dump, fake: FakeRun) -> None:
    fake.start().epochs(4).partial(batch=5).beat(cpu=187.0, memory=1_100_000_000)
    async with open_app(attach=fake.run) as opened:
        dump("train-running-80x24-zh", opened)
        await opened.press("s")
        dump("train-stop-80x24-zh", opened)
        assert fits(opened)


async def test_a_finished_run(open_app: OpenApp, dump: Dump, fake: FakeRun) -> None:
    fake.start().epochs(8).test().finish()
    async with open_app(attach=fake.run) as opened:
        dump("train-finished-80x24-zh", opened)
        assert fits(opened)


async def test_the_runs(
    open_app: OpenApp, dump: Dump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run_summary, "now", lambda: NOON + 86_400.0)
    fakes = several(tmp_path / "runs")
    async with open_app() as opened:
        await opened.press("4")
        await opened.until(lambda: all(fake in opened.screen for fake in fakes))
        await opened.settle()
        dump("runs-80x24-zh", opened)
        assert fits(opened)


@pytest.fixture
def weights(tmp_path: Path) -> RunDirectory:
    """A stopped run that knows two words."""
    run = trained(tmp_path / "runs", experiment(data={"maxlen": 40}), tell_tale_weights())
    tell(run, stopped(1, 0))
    return run


async def test_an_evaluation(open_app: OpenApp, dump: Dump, weights: RunDirectory) -> None:
    evaluate(open_predictor(weights))
    async with open_app() as opened:
        await show(opened, "5", "最自信的在前")
        dump("inspect-evaluate-80x24-zh", opened)
        assert fits(opened)


async def test_a_prediction(open_app: OpenApp, weights: RunDirectory) -> None:
    async with open_app() as opened:
        await opened.press("5", "p")
        await opened.until(lambda: "请按回车" in opened.screen)
        await opened.press("enter", *"not good", "escape")
        await opened.until(lambda: "2 个词，未知 1 个" in opened.screen)
        await opened.until(lambda: "读完每个词之后" in opened.screen)
        await opened.settle()
        assert fits(opened)


async def test_the_cell_lab(open_app: OpenApp, dump: Dump) -> None:
    async with open_app() as opened:
        await show(opened, "5", "单元实验室")
        dump("inspect-lab-80x24-zh", opened)
        assert fits(opened)


async def test_the_help(open_app: OpenApp, dump: Dump) -> None:
    async with open_app() as opened:
        await opened.press("question_mark")
        dump("help-80x24-zh", opened)
        assert fits(opened)


async def test_the_settings(open_app: OpenApp, dump: Dump) -> None:
    async with open_app() as opened:
        await opened.press("comma")
        shown = opened.screen
        assert "language" in shown
        assert "更改按键" in shown
        await opened.press("down", "down", "up")
        assert "界面的语言" in opened.screen
        assert fits(opened)


def test_the_first_frame_has_the_width_of_the_terminal() -> None:
    rows = re.split(r"\x1b\[\d+;1H", drawn(80, 24, "model", lambda text, _ink, _ground: text))[1:]
    assert [cell_len(row) for row in rows] == [80] * 24
    assert rows[0].startswith(" 1 模型  2 数据  3 训练  4 记录  5 观察 ")
    assert "问题" in rows[-4]
