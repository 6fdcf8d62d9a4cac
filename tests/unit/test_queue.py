"""The queue of a runs folder: what waits, in which order, and who runs it."""

import time
from pathlib import Path

import pytest

from rnn_tui.experiment import load
from rnn_tui.runs import State, create
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.lock import RunLock
from rnn_tui.runs.files.status import Status, home_of
from rnn_tui.sweeps import queue as queues
from rnn_tui.sweeps.create import create_sweep
from rnn_tui.sweeps.folder import Sweep, find_sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.lines import Taken, Told
from rnn_tui.sweeps.names import QUEUE
from rnn_tui.sweeps.queue import Queue
from rnn_tui.sweeps.queue_view import queued
from rnn_tui.sweeps.state import Unit
from rnn_tui.sweeps.taking import Rest, has_more, next_step, plan_of, take
from rnn_tui.sweeps.workers import Presence
from tests.made_sweeps import made_sweep


def some(*names: str) -> list[str]:
    return [f"name={name}" for name in names]


def fill(queue: Queue, *names: str) -> list[int]:
    return [queue.add(load("quickstart", some(name)), "test").trial for name in names]


def order(queue: Queue) -> list[str]:
    return [run.run.partition("-")[0] for run in queue.view().runs]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Sweep]:
    """The sweeps for which a worker was to be started."""
    found: list[Sweep] = []
    monkeypatch.setattr(queues, "start_worker", found.append)
    return found


def test_without_a_queue_nothing_waits_and_nothing_is_made(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "runs")
    assert queue.view().runs == ()
    assert not queue.keep_working()
    queue.hold("test")
    assert not (tmp_path / "runs").exists()


def test_runs_wait_in_the_order_in_which_they_were_added(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    fill(queue, "one", "two", "three")
    assert order(queue) == ["one", "two", "three"]
    assert [run.running for run in queue.view().runs] == [False] * 3
    assert queue.experiment(1).name == "two"
    again = Queue(tmp_path)
    assert again.view().runs == queue.view().runs


@pytest.mark.parametrize(
    ("moved", "by", "then"),
    [
        (2, -1, ["one", "three", "two"]),
        (2, -2, ["three", "one", "two"]),
        (0, 1, ["two", "one", "three"]),
        (0, 9, ["two", "three", "one"]),
        (0, -1, ["one", "two", "three"]),
    ],
)
def test_a_run_is_moved(tmp_path: Path, moved: int, by: int, then: list[str]) -> None:
    queue = Queue(tmp_path)
    trials = fill(queue, "one", "two", "three")
    queue.view()
    queue.move(trials[moved], by)
    assert order(queue) == then


def test_a_run_takes_the_place_of_one_that_was_taken_out(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    trials = fill(queue, "one", "two", "three")
    turn = queue.turn(trials[1])
    queue.remove(trials[1], "test")
    queue.add(load("quickstart", some("other")), "test", turn=turn)
    assert order(queue) == ["one", "other", "three"]
    with pytest.raises(SweepError, match="no longer in the queue"):
        queue.remove(trials[1], "test")


def test_a_worker_takes_the_runs_in_turn_and_its_own_stay(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    trials = fill(queue, "one", "two")
    queue.move(trials[1], -1)
    sweep = Sweep(tmp_path / QUEUE)
    presence = Presence(sweep)
    unit = take(sweep, presence)
    assert isinstance(unit, Unit)
    assert unit.run.startswith("two-")
    view = queue.view()
    assert [run.running for run in view.runs] == [True, False]
    assert not view.stands  # one worker, one run at a time
    with pytest.raises(SweepError, match="is running: stop it"):
        queue.remove(trials[1], "test")
    with pytest.raises(SweepError, match="keeps its place"):
        queue.move(trials[1], 1)
    presence.leave()
    assert queue.view().stands


def test_a_run_that_failed_before_it_had_a_directory_is_told(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    first, second = fill(queue, "one", "two")
    listed = queue.view().runs[1].run
    create(tmp_path, load("quickstart"), listed)
    journal = Sweep(tmp_path / QUEUE).journal
    for trial in (first, second):
        journal.append(Told(trial=trial, seed=0, outcome="failed", message="no rows"))
    (failed,) = queue.view().unstarted
    assert failed.run.startswith("one-")
    assert failed.message == "no rows"
    assert queue.view().runs == ()


def test_a_second_worker_leaves_a_queue_of_one_and_joins_one_of_two(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    fill(queue, "one", "two", "three")
    sweep = Sweep(tmp_path / QUEUE)
    several = sorted((Presence(sweep), Presence(sweep)), key=lambda each: each.name)
    assert isinstance(take(sweep, several[0]), Unit)
    assert take(sweep, several[1]) is Rest.DONE
    queue.release("test", 2)
    assert queue.view().limit == 2
    assert isinstance(take(sweep, several[1]), Unit)
    for presence in several:
        presence.leave()


def test_a_queue_never_asks_for_a_run_of_its_own(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    (trial,) = fill(queue, "one")
    sweep = Sweep(tmp_path / QUEUE)
    presence = Presence(sweep)
    assert isinstance(take(sweep, presence), Unit)
    sweep.journal.append(Told(trial=trial, seed=0, outcome="finished"))
    assert take(sweep, presence) is Rest.DONE
    assert not queue.view().runs
    presence.leave()


def test_what_is_added_while_a_worker_leaves_is_seen_by_it(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    fill(queue, "one")
    sweep = Sweep(tmp_path / QUEUE)
    assert has_more(sweep)
    presence = Presence(sweep)
    assert not has_more(sweep)  # it is counted on
    presence.leave()
    queue.hold("test")
    assert not has_more(sweep)
    assert not has_more(made_sweep(tmp_path))


def test_a_held_queue_begins_nothing_until_it_is_released(
    tmp_path: Path, started: list[Sweep]
) -> None:
    queue = Queue(tmp_path)
    fill(queue, "one")
    queue.hold("test")
    assert queue.view().held
    assert not queue.keep_working()
    sweep = Sweep(tmp_path / QUEUE)
    presence = Presence(sweep)
    assert take(sweep, presence) is Rest.HELD
    presence.leave()
    queue.release("test")
    assert queue.keep_working()
    assert len(started) == 1


def test_as_many_workers_are_started_as_runs_and_limit_allow(
    tmp_path: Path, started: list[Sweep]
) -> None:
    queue = Queue(tmp_path)
    fill(queue, "one", "two")
    queue.release("test", 5)
    assert queue.keep_working()
    assert len(started) == 2


def test_a_run_that_was_begun_before_comes_first(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    fill(queue, "old")
    live = create(tmp_path, load("quickstart", some("live")))
    elsewhere = create(tmp_path / "other", load("quickstart", some("elsewhere")))
    queue.add(load("quickstart", some("new")), "test", behind=[live, elsewhere])
    queue.add(load("quickstart", some("newer")), "test", behind=[live])
    assert order(queue) == ["live", "old", "new", "newer"]
    assert queue.view().runs[0].run == live.run_id
    sweep = Sweep(tmp_path / QUEUE)
    step = next_step(sweep.refresh(), plan_of(sweep), [])
    assert isinstance(step, Unit)
    assert step.run == live.run_id, "a worker waits for its end before it begins another"


def test_a_run_is_told_with_its_own_column(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    queue.add(load("quickstart", ["train.monitor=val_acc"]), "test")
    queue.add(load("quickstart", ["data.validation_split=0"]), "test")
    sweep = Sweep(tmp_path / QUEUE)
    state = sweep.refresh()
    monitors = [sweep.experiment_of(trial, 0).monitor for trial in state.in_turn]
    assert monitors == ["val_acc", "loss"]


def test_a_run_that_a_dead_worker_has_begun_comes_first(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    trials = fill(queue, "one", "two")
    Sweep(tmp_path / QUEUE).journal.append(Taken(trial=trials[1], seed=0, worker="gone"))
    assert order(queue) == ["two", "one"]
    assert queue.view().stands


def test_a_run_whose_worker_was_killed_is_running_as_long_as_its_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    queue = Queue(tmp_path)
    [trial] = fill(queue, "one")
    sweep = Sweep(tmp_path / QUEUE)
    sweep.journal.append(Taken(trial=trial, seed=0, worker="gone"))
    [unit] = sweep.refresh().trials[trial].units
    run = create(tmp_path, queue.experiment(trial), unit.run)
    assert queue.view().runs[0].state == "stopped"  # made, and no engine was started
    lock, own = RunLock(run.lock), Identity.own()
    status = Status(State.RUNNING, process=own, heartbeat=time.time(), home=home_of(run.path))
    status.write(run.status)
    assert queue.view().runs[0].state == "running"
    assert queue.view().stands
    with pytest.raises(SweepError, match="is running: stop it instead"):
        queue.remove(trial, "test")
    lock.release()
    run.status.unlink()
    queue.remove(trial, "test")
    assert queue.view().runs == ()


def test_runs_are_named_by_id_beginning_or_place(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    fill(queue, "one", "two", "twenty")
    view = queue.view()
    assert queued(view, "one").trial == 0
    assert queued(view, "3").trial == 2
    assert queued(view, view.runs[1].run).trial == 1
    with pytest.raises(SweepError, match="could be any of"):
        queued(view, "tw")
    with pytest.raises(SweepError, match="no run in the queue matches four"):
        queued(view, "four")


def test_a_sweep_of_that_name_is_no_queue(tmp_path: Path) -> None:
    create_sweep(tmp_path, load("quickstart"), QUEUE)
    with pytest.raises(SweepError, match="is a sweep, not a queue"):
        fill(Queue(tmp_path), "one")


def test_the_last_sweep_is_not_the_queue(tmp_path: Path) -> None:
    other = made_sweep(tmp_path)
    fill(Queue(tmp_path), "one")
    assert find_sweep("last", tmp_path).path == other.path
    assert find_sweep(QUEUE, tmp_path).path == tmp_path / QUEUE
