"""Which run a worker takes next."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from rnn_tui.experiment.sweep import MOST_TRIALS
from rnn_tui.sweeps.control import let_go_on
from rnn_tui.sweeps.lines import CreatedSweep, Removed, Requested, TestedRun
from rnn_tui.sweeps.overview import look
from rnn_tui.sweeps.state import LEAVING_SECONDS, Unit
from rnn_tui.sweeps.taking import Ask, Plan, Rest, Test, next_step, plan_of, take
from rnn_tui.sweeps.workers import Presence, present, running_workers
from tests.made_sweeps import RATE, UNITS, asked, made_sweep, state_of, taken, told

PLAN = Plan(trials=3, prunes=False)


def name_of(step: object) -> str:
    assert isinstance(step, Unit)
    return step.run


def test_a_run_that_was_begun_comes_before_all_others() -> None:
    state = state_of(asked(0), asked(1), asked(2), taken(2, "gone"))
    assert name_of(next_step(state, PLAN, [])) == "002"


def test_a_run_of_a_running_worker_is_its_own() -> None:
    state = state_of(asked(0), taken(0, "one"), asked(1))
    assert name_of(next_step(state, PLAN, ["one"])) == "001"
    assert name_of(next_step(state, PLAN, ["two"])) == "000"


def test_seeds_of_earlier_trials_come_before_a_new_one() -> None:
    state = state_of(asked(0, 0, 1), taken(0, "one"))
    assert name_of(next_step(state, PLAN, ["one"])) == "000-s1"


def test_the_sampler_is_asked_until_all_trials_are_there() -> None:
    state = state_of(asked(0), told(0), asked(1), told(1, "failed", None))
    assert next_step(state, PLAN, []) is Ask.NEW
    state.add(asked(2))
    state.add(taken(2, "one"))
    assert next_step(state, PLAN, ["one"]) is Rest.WAIT
    state.add(told(2))
    assert next_step(state, PLAN, ["one"]) is Rest.DONE


def test_when_the_time_is_up_what_was_begun_is_finished_and_nothing_begun() -> None:
    late = Plan(trials=3, time_is_up=True)
    state = state_of(asked(0, 0, 1), told(0), taken(0, "one", seed=1))
    assert name_of(next_step(state, late, [])) == "000-s1"
    assert next_step(state, late, ["one"]) is Rest.WAIT
    state.add(told(0, seed=1))
    assert next_step(state, late, []) is Rest.DONE
    assert next_step(state, PLAN, []) is Ask.NEW


def test_the_time_of_a_sweep_begins_with_its_first_run_and_stands_still_while_it_is_stopped() -> (
    None
):
    state = state_of(CreatedSweep(at=100.0), asked(0))
    assert state.seconds(1_000.0) == 0
    state.add(replace(taken(0), at=1_000.0))
    state.add(replace(taken(0, "two"), at=1_030.0))
    assert state.seconds(1_060.0) == 60
    state.add(Requested(request="hold", at=1_090.0))
    state.add(Requested(request="stop", at=2_000.0))
    assert state.seconds(5_000.0) == 90
    state.add(Requested(request="run", at=6_000.0))
    state.add(replace(taken(0, "three"), at=6_010.0))
    assert state.seconds(6_020.0) == 100


def test_the_time_in_which_all_workers_are_gone_does_not_count() -> None:
    state = state_of(asked(0), replace(taken(0), at=1_000.0), replace(told(0), at=1_090.0))
    assert state.seconds(1_100.0) == 100, "somebody is running"
    assert state.seconds(None) == 90 + LEAVING_SECONDS
    state.add(Requested(request="run", at=90_000.0))
    assert state.seconds(90_005.0) == state.seconds(None) == 90 + LEAVING_SECONDS
    state.add(replace(taken(1, "two"), at=90_010.0))
    assert state.seconds(90_020.0) == 100 + LEAVING_SECONDS


@pytest.mark.parametrize("resumed", [True, False])
def test_a_sweep_whose_workers_were_killed_has_its_time_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resumed: bool
) -> None:
    sweep = made_sweep(tmp_path, RATE, minutes=10)
    sweep.journal.append(asked(0), taken(0), told(0))
    monkeypatch.setattr("rnn_tui.sweeps.taking.time", lambda: time.time() + 36_000)
    left = look(sweep).minutes_left
    assert left is not None
    assert left > 9
    if resumed:
        let_go_on(sweep, "test")
    with present(sweep):
        assert look(sweep).minutes_left == pytest.approx(left)


def test_the_time_goes_on_where_a_worker_comes_to_another(tmp_path: Path) -> None:
    sweep = made_sweep(tmp_path, RATE, minutes=10)
    with present(sweep):
        sweep.journal.append(asked(0), taken(0))
        began = sweep.refresh().seconds(1e10)
        with present(sweep):
            assert sweep.refresh().seconds(1e10) == began


def test_the_minutes_of_a_sweep_end_it_and_one_trial_is_begun_however_few_they_are(
    tmp_path: Path,
) -> None:
    sweep = made_sweep(tmp_path, RATE, minutes=10)
    assert plan_of(sweep).has_more(sweep.state)
    sweep.journal.append(asked(0), replace(taken(0), at=1_000.0))
    view = look(sweep)
    assert (view.state, view.wanted, plan_of(sweep).trials) == ("waiting", 1, MOST_TRIALS)
    sweep.journal.append(replace(told(0), at=1_600.0))
    assert look(sweep).state == "waiting"
    presence = Presence(sweep)
    view = look(sweep)
    assert (view.wanted, view.minutes_left) == (1, 0)
    assert view.state == "running"  # the best has to be tested
    assert take(sweep, presence) == Test(sweep.state.trials[0].units[0])
    presence.leave()


def test_the_best_trial_is_tested_by_one_worker_and_the_others_wait() -> None:
    plan = Plan(trials=2, tests=True)
    state = state_of(asked(0), told(0, value=0.7), asked(1), told(1, value=0.5))
    step = next_step(state, plan, [])
    assert isinstance(step, Test)
    assert step.unit.run == "001"
    state.add(taken(1, "one"))
    assert next_step(state, plan, ["one", "two"]) is Rest.WAIT
    assert next_step(state, plan, ["two"]) == step, "the other worker is gone"
    state.add(TestedRun(trial=1, seed=0))
    assert next_step(state, plan, ["one", "two"]) is Rest.DONE


def test_what_a_person_adds_comes_on_top() -> None:
    state = state_of(asked(0, by="me"), told(0), asked(1), told(1), asked(2), told(2))
    assert next_step(state, PLAN, []) is Ask.NEW
    state.add(asked(3))
    state.add(told(3))
    assert next_step(state, PLAN, []) is Rest.DONE


@pytest.mark.parametrize("request_", ["hold", "stop"])
def test_nothing_is_taken_while_the_sweep_is_held_or_stopped(request_: str) -> None:
    state = state_of(asked(0), Requested(request=request_))  # type: ignore[arg-type]
    assert next_step(state, PLAN, []) is Rest.HELD
    state.add(Requested(request="run"))
    assert name_of(next_step(state, PLAN, [])) == "000"


def test_a_removed_trial_is_not_run() -> None:
    state = state_of(asked(0), asked(1), asked(2), Removed(trial=0))
    assert name_of(next_step(state, PLAN, [])) == "001"


def test_other_seeds_wait_for_the_first_one_which_may_be_pruned() -> None:
    plan = Plan(trials=1, prunes=True)
    state = state_of(asked(0, 0, 1, 2), taken(0, "one"))
    assert next_step(state, plan, ["one"]) is Rest.WAIT
    pruned = state_of(asked(0, 0, 1, 2), told(0, "pruned"))
    assert next_step(pruned, plan, []) is Rest.DONE
    finished = state_of(asked(0, 0, 1, 2), told(0))
    assert name_of(next_step(finished, plan, [])) == "000-s1"


def test_two_workers_never_take_the_same_run(tmp_path: Path) -> None:
    sweep = made_sweep(tmp_path, UNITS, seeds=2)
    one, two = Presence(sweep), Presence(sweep)
    found = [take(sweep, each) for each in (one, two, one, two, one, two)]
    names = [name_of(each) for each in found]
    # A worker that asks again has lost what it had, and begins with it.
    assert names == ["000-s0", "000-s1", "000-s0", "000-s1", "000-s0", "000-s1"]
    assert running_workers(sweep) == {one.name, two.name}
    one.leave()
    assert name_of(take(sweep, two)) == "000-s0"
    two.leave()
    assert running_workers(sweep) == frozenset()


def test_a_worker_that_was_killed_is_not_running(tmp_path: Path) -> None:
    """Its file is left, and its lock is gone."""
    sweep = made_sweep(tmp_path, UNITS)
    killed, other = Presence(sweep), Presence(sweep)
    assert name_of(take(sweep, killed)) == "000"
    killed._lock.release()
    assert (sweep.path / "workers" / killed.name).exists()
    assert running_workers(sweep) == {other.name}
    assert name_of(take(sweep, other)) == "000"
    assert not (sweep.path / "workers" / killed.name).exists()
    assert not killed.is_known
    other.leave()
