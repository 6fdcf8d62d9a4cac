"""The queue in the app: t behind a run, the list, its keys, and the run that is begun next."""

from pathlib import Path

import pytest
from driving import Dump, OpenApp, Opened
from fake_engine import FakeRun

from rnn_tui.experiment import load
from rnn_tui.runs import State, create
from rnn_tui.sweeps import queue as queues
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.lines import Told
from rnn_tui.sweeps.names import QUEUE
from rnn_tui.sweeps.queue import Queue
from rnn_tui.sweeps.state import Unit
from rnn_tui.sweeps.taking import take
from rnn_tui.sweeps.workers import Presence


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[Sweep]:
    """The sweeps for which a worker was to be started: none is, in these tests."""
    found: list[Sweep] = []
    monkeypatch.setattr(queues, "start_worker", found.append)
    return found


@pytest.fixture
def fake(tmp_path: Path) -> FakeRun:
    return FakeRun(tmp_path / "runs", load("quickstart")).start().epochs(2)


def names(opened: Opened) -> list[str]:
    view = Queue(opened.runs).view()
    return [run.run.partition("-")[0] for run in view.runs]


def fill(runs: Path, *given: str) -> None:
    for name in given:
        Queue(runs).add(load("quickstart", [f"name={name}"]), "test")


async def test_t_queues_behind_a_run_that_trains(
    open_app: OpenApp, fake: FakeRun, started: list[Sweep]
) -> None:
    async with open_app(attach=fake.run) as opened:
        assert not opened.engine.runs
        await opened.press("3", "t")
        await opened.until(lambda: "queued 1" in opened.screen.splitlines()[0])
        await opened.press("t")
        await opened.until(lambda: "queued 2" in opened.screen.splitlines()[0])
        assert not opened.engine.runs
        assert len(names(opened)) == 3  # the run that trains is taken into the queue, as its first
        assert Queue(opened.runs).view().runs[0].run == fake.run.run_id
        assert len(started) == 1  # it has time to show itself


async def test_without_a_run_t_starts_one(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("3", "t")
        await opened.until(lambda: opened.engine.runs)
        assert not (opened.runs / QUEUE).exists()


async def test_the_list_is_ordered_edited_and_paused(
    open_app: OpenApp, fake: FakeRun, dump: Dump
) -> None:
    fill(fake.run.path.parent, "one", "two", "three")
    async with open_app(attach=fake.run) as opened:
        opened.app.workspace.poll_queue()
        await opened.press("3", "Q")
        assert "1  running   quickstart-" in opened.screen
        assert "2  waiting   one-" in opened.screen
        await opened.press("down", "K")
        assert names(opened)[1:] == ["two", "one", "three"]
        await opened.press("J", "J")
        assert names(opened)[1:] == ["one", "three", "two"]
        await opened.press("p")
        assert "Paused" in opened.screen
        assert Queue(opened.runs).view().held
        await opened.press("p")
        assert not Queue(opened.runs).view().held
        await opened.press("d")
        assert names(opened)[-2:] == ["one", "three"]
        await opened.press("escape")
        assert "queued 2" in opened.screen.splitlines()[0]


async def test_the_last_of_a_long_queue_is_seen_whole(open_app: OpenApp, fake: FakeRun) -> None:
    fill(fake.run.path.parent, *(f"number{number}" for number in range(14)))
    async with open_app(attach=fake.run, size=(80, 24)) as opened:
        opened.app.workspace.poll_queue()
        await opened.press("3", "Q", "end")
        lines = opened.screen.splitlines()
        place = next(at for at, line in enumerate(lines) if "number13-" in line)
        assert "GRU" in lines[place + 1]


async def test_an_experiment_is_edited_and_put_back_into_its_place(
    open_app: OpenApp, fake: FakeRun
) -> None:
    fill(fake.run.path.parent, "one", "two")
    async with open_app(attach=fake.run) as opened:
        opened.app.workspace.poll_queue()
        before = opened.app.document.experiment
        await opened.press("3", "Q", "enter")
        assert opened.app.document.experiment.name == "one"
        assert opened.app.current_mode == "model"
        await opened.press("enter", "ctrl+u", "7", "escape", "3", "t")
        await opened.settle()
        assert names(opened)[-2:] == ["one", "two"]
        queue = Queue(opened.runs)
        edited = next(run for run in queue.view().runs if run.run.startswith("one"))
        assert queue.experiment(edited.trial).layers[1].units == 7  # type: ignore[attr-defined]
        await opened.press("1", "u", "u", "3", "t")  # an earlier document is a run of its own
        assert opened.app.document.experiment == before
        assert len(names(opened)) == 4


async def test_the_app_follows_the_run_that_is_begun_next(open_app: OpenApp, fake: FakeRun) -> None:
    fill(fake.run.path.parent, "next")
    async with open_app(attach=fake.run) as opened:
        workspace = opened.app.workspace
        workspace.poll_queue()
        sweep = Sweep(opened.runs / QUEUE)
        presence = Presence(sweep)
        first = take(sweep, presence)
        assert isinstance(first, Unit)
        assert first.run == fake.run.run_id
        workspace.poll_queue()
        assert opened.app.run_state is not None
        assert opened.app.run_state.path == fake.run.path
        fake.epochs(8).finish()
        await opened.poll()
        sweep.journal.append(Told(trial=first.trial, seed=first.seed, outcome="finished"))
        unit = take(sweep, presence)
        assert isinstance(unit, Unit)
        create(opened.runs, load("quickstart"), unit.run)
        workspace.poll_queue()
        await opened.settle()
        assert opened.app.run_state.path.name == unit.run
        assert f"began {unit.run} of the queue" in opened.screen
        presence.leave()


async def test_who_stops_all_at_the_end_pauses_the_queue(open_app: OpenApp, fake: FakeRun) -> None:
    fill(fake.run.path.parent, "one")
    async with open_app(attach=fake.run) as opened:
        opened.app.workspace.poll_queue()
        await opened.press("q", "s")
        await opened.until(lambda: opened.app.return_value is not None)
        assert Queue(opened.runs).view().held
        assert fake.obey().state.state is State.STOPPED
        assert any("1 queued run waits" in line for line in opened.app.farewell.lines)


async def test_a_queue_that_stands_is_worked_on_again(
    open_app: OpenApp, tmp_path: Path, started: list[Sweep]
) -> None:
    fill(tmp_path / "runs", "one")
    async with open_app() as opened:
        opened.app.workspace.poll_queue()
        assert len(started) == 1
        await opened.settle()
        assert "queued 1" in opened.screen.splitlines()[0]


async def test_the_queue_as_a_picture(
    open_app: OpenApp, fake: FakeRun, dump: Dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "new_ids", lambda name: iter([f"{name}-0102-bcdf"]))
    fill(fake.run.path.parent, "one", "two")
    async with open_app(attach=fake.run) as opened:
        opened.app.workspace.poll_queue()
        await opened.press("4", "Q")
        assert "Queue" in opened.screen


async def test_a_queued_run_that_cannot_start_is_told(open_app: OpenApp, fake: FakeRun) -> None:
    fill(fake.run.path.parent, "one")
    async with open_app(attach=fake.run) as opened:
        opened.app.workspace.poll_queue()
        told = Told(trial=0, seed=0, outcome="failed", message="the Embedding is too small")
        Sweep(opened.runs / QUEUE).journal.append(told)
        opened.app.workspace.poll_queue()
        await opened.until(lambda: "could not start: the Embedding is too" in opened.screen)
