"""Ticked runs are queued again with a change; two of them are put side by side in Inspect."""

from pathlib import Path

import pytest
from driving import OpenApp
from filled import go, made, screen_of, several
from textual.widgets import Static

from rnn_tui.experiment import load
from rnn_tui.io.faults import UserError
from rnn_tui.sweeps import queue as queues
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.queue import Queue
from rnn_tui.tui.inspect.evaluate.view import EvaluateView
from rnn_tui.tui.inspect.screen import InspectScreen
from rnn_tui.tui.runs.again import AgainDialog
from rnn_tui.tui.runs.changed import changed


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[Sweep]:
    """The sweeps for which a worker was to be started: none is, in these tests."""
    found: list[Sweep] = []
    monkeypatch.setattr(queues, "start_worker", found.append)
    return found


def two(folder: Path) -> list[str]:
    runs = [
        made(folder, "imdb-gru", *settings).start().epochs(2).finish().run
        for settings in ((), ("layers.1.units=64",))
    ]
    return [run.run_id for run in runs]


async def test_ticked_runs_are_queued_again_with_a_change(
    open_app: OpenApp, folder: Path, started: list[Sweep]
) -> None:
    two(folder)
    async with open_app() as opened:
        await go(opened)
        await opened.press("a", "t", *"seed=7 train.epochs=3", "enter")
        await opened.until(lambda: "queued 2 runs, 2 waiting" in opened.screen)
        queue = Queue(folder)
        waiting = [queue.experiment(run.trial) for run in queue.view().runs]
        assert [each.seed for each in waiting] == [7, 7]
        assert [each.train.epochs for each in waiting] == [3, 3]
        assert sorted(each.layers[1].units for each in waiting) == [32, 64]
        assert len(started) == 1


async def test_a_change_that_cannot_be_trained_queues_nothing(
    open_app: OpenApp, folder: Path
) -> None:
    two(folder)
    async with open_app() as opened:
        await go(opened)
        await opened.press("t", *"train.epochs=0", "enter")
        dialog = opened.app.screen
        assert isinstance(dialog, AgainDialog)
        said = str(dialog.query_one("#complaint", Static).content)
        assert "imdb-gru" in said
        assert "epochs" in said
        await opened.press("escape")
        assert screen_of(opened).query_one("#runs-list").has_focus
        assert not Queue(folder).exists


def test_a_change_is_divided_as_a_shell_would() -> None:
    one, other = load("imdb-gru"), load("quickstart")
    found = changed({"a": one, "b": other}, 'description="my runs" seed=3')
    assert [(each.description, each.seed) for each in found] == [("my runs", 3)] * 2
    assert changed({"a": one}, "  ") == (one,)
    for typed, said in (
        ("seed", "a change is key=value, not seed"),
        ('name="a', "quotation mark"),
        ("train.speed=3", "b: .*train.speed"),
        ("layers.1.units=none", "b: .*units"),
    ):
        with pytest.raises(UserError, match=said):
            changed({"b": other}, typed)


async def test_two_ticked_runs_are_put_side_by_side(open_app: OpenApp, folder: Path) -> None:
    two(folder)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("a")
        chosen = [path.name for path in screen.chosen]
        await opened.press("i")
        await opened.until(lambda: isinstance(opened.app.screen, InspectScreen))
        inspect = opened.app.screen
        assert isinstance(inspect, InspectScreen)
        await opened.until(lambda: inspect.view == "evaluate")
        await opened.settle()
        targets = inspect.query_one(EvaluateView).targets
        assert [target.run.run_id for target in targets] == chosen
        await opened.press("4", "escape", "i")
        await opened.until(lambda: opened.app.screen is inspect)
        await opened.settle()
        assert len(inspect.query_one(EvaluateView).targets) == 1


async def test_more_than_two_are_not_put_side_by_side(open_app: OpenApp, folder: Path) -> None:
    several(folder)
    async with open_app() as opened:
        screen = await go(opened)
        await opened.press("a", "i")
        assert "tick one or two" in opened.screen
        assert opened.app.screen is screen
