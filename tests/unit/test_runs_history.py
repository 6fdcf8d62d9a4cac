"""The fold: what a sequence of events says of a run."""

import math
from pathlib import Path

import pytest

from rnn_tui.io.text import MAX_LINE_CHARACTERS
from rnn_tui.runs import Phase, Position, RunState, State
from rnn_tui.runs.files import events as happened
from rnn_tui.runs.files.events import Event
from rnn_tui.runs.state.fold import fold, fold_all
from rnn_tui.runs.state.run_state import NOTES_KEPT
from tests.made_runs import STEPS, begun, checkpoint, epoch, loaded, started, stopped


def folded(*events: Event) -> RunState:
    return fold_all(RunState(), events)


def numbers(state: RunState) -> list[int]:
    return [record.epoch for record in state.epochs]


def test_states_from_creation_to_finish() -> None:
    created = happened.Created(at=990.0)
    states = [State.QUEUED, State.STARTING, State.STARTING, State.RUNNING, State.RUNNING]
    state = RunState()
    for event, expected in zip([created, *begun()], states, strict=True):
        state = fold(state, event)
        assert state.state == expected
    assert (state.created_at, state.started_at) == (990.0, 1000.0)
    assert state.sizes is not None
    assert state.sizes.train == 1000
    assert state.classes == ("bad", "good")
    assert state.parameters == 33
    state = fold_all(state, [epoch(0), checkpoint(1), epoch(1), checkpoint(2)])
    assert numbers(state) == [0, 1]
    assert state.position == state.checkpoint == Position(2)
    tested = happened.Tested(at=1300, logs={"loss": 0.3}, confusion=((1, 2), (3, 4)), seconds=2)
    state = fold_all(state, [tested, happened.Finished(at=1310, reason="all epochs are done")])
    assert state.state == State.FINISHED
    assert state.test is not None
    assert state.test.confusion == ((1, 2), (3, 4))
    assert state.worked_seconds == 310.0
    assert state.finish_reason == "all epochs are done"


def test_kill_between_an_epoch_and_its_checkpoint() -> None:
    lost = folded(*begun(), epoch(0), checkpoint(1), checkpoint(1, 60), epoch(1))
    assert numbers(lost) == [0, 1]
    resumed = happened.Resumed(at=1400, epoch=1, batch=60)
    again = fold_all(lost, [started(1390), loaded(1391), resumed])
    assert numbers(again) == [0]
    assert again.position == again.checkpoint == Position(1, 60)
    assert again.state == State.RUNNING
    assert numbers(fold(again, epoch(1, at=1500))) == [0, 1]


def test_resume_discards_what_came_after_its_position() -> None:
    tested = happened.Tested(at=1300, logs={}, confusion=())
    state = folded(*begun(), epoch(0), epoch(1), epoch(2), checkpoint(3), tested)
    state = fold(state, happened.Resumed(at=1400, epoch=1))
    assert numbers(state) == [0]
    assert state.test is None
    assert fold(state, happened.Resumed(at=1400, epoch=0)).checkpoint is None


def test_repeated_epochs_change_nothing() -> None:
    state = folded(*begun(), epoch(0), epoch(1), epoch(2))
    again = fold_all(state, [epoch(1), epoch(2), epoch(2)])
    assert again == state


def test_epoch_whose_line_was_lost_finds_its_place_and_costs_no_other() -> None:
    state = folded(*begun(), epoch(0), epoch(2), epoch(3), checkpoint(4))
    fixed = fold_all(state, [happened.Resumed(at=1400, epoch=4), epoch(1)])
    assert numbers(fixed) == [0, 1, 2, 3]
    assert fixed.position == Position(4)
    other = fold(fixed, epoch(2, loss=9.0))
    assert [record.logs["loss"] for record in other.epochs][2] == 9.0
    assert numbers(other) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("phase", "batch", "batches"),
    [(Phase.TRAIN, 40, 40), (Phase.VALIDATE, 4, STEPS), (Phase.VALIDATE, 0, STEPS)],
)
def test_stop_inside_an_epoch_keeps_its_means(phase: Phase, batch: int, batches: int) -> None:
    state = folded(*begun(), epoch(0), stopped(1, batch, phase, loss=0.4))
    assert state.state == State.STOPPED
    assert state.position == Position(1, batch, phase)
    assert state.partial is not None
    assert (state.partial.epoch, state.partial.batches) == (1, batches)
    assert not state.partial.complete
    assert state.partial.logs == {"loss": 0.4}
    assert state.recorded == (*state.epochs, state.partial)
    assert state.live_logs == {"loss": 0.4}


def test_stop_between_epochs_and_in_the_test_has_no_partial_epoch() -> None:
    assert folded(*begun(), epoch(0), stopped(1, 0)).partial is None
    assert folded(*begun(), epoch(0), stopped(1, 3, Phase.TEST, loss=0.4)).partial is None


def test_resume_and_the_next_epoch_clear_the_partial_one() -> None:
    state = folded(*begun(), stopped(0, 40, loss=0.4), started(1300))
    assert state.partial is not None
    assert fold(state, happened.Resumed(at=1400, epoch=0, batch=40)).partial is None
    assert fold(state, epoch(0)).partial is None


def test_stop_before_the_resume_keeps_the_partial_epoch() -> None:
    before = folded(*begun(), stopped(0, 40, at=1200, loss=0.4))
    state = fold_all(before, [started(1300), stopped(0, 40, at=1310)])
    assert state.partial == before.partial
    assert state.worked_seconds == 200 + 10


def test_work_of_an_engine_without_a_start_event_is_not_counted() -> None:
    state = folded(*begun(), stopped(0, 40, at=1200, loss=0.4), stopped(0, 40, at=9000))
    assert state.worked_seconds == 200


def test_work_of_a_killed_engine_counts_up_to_its_last_checkpoint() -> None:
    state = folded(*begun(), checkpoint(0, 50, at=1150), started(9000), stopped(0, 50, at=9010))
    assert state.worked_seconds == 150 + 10


def test_clock_set_back_never_subtracts_work() -> None:
    assert folded(*begun(at=1000), stopped(0, 40, at=500)).worked_seconds == 0


def test_finished_run_is_extended() -> None:
    state = folded(*begun(), epoch(0), checkpoint(1), happened.Finished(at=1200, reason="done"))
    state = fold_all(state, [started(1300), happened.Resumed(at=1301, epoch=1)])
    assert state.state == State.RUNNING
    assert (numbers(state), state.finish_reason) == ([0], "")
    state = fold_all(state, [epoch(1), happened.Finished(at=1400, reason="done")])
    assert numbers(state) == [0, 1]
    assert state.worked_seconds == 200 + 100


def test_requests_pause_and_failure() -> None:
    state = folded(*begun(), happened.Request(at=1100, request="pause", by="app"))
    assert (state.state, state.asked) == (State.RUNNING, "pause")
    state = fold(state, happened.Paused(at=1101, epoch=0, batch=10))
    assert (state.state, state.position) == (State.PAUSED, Position(0, 10))
    state = fold(state, happened.Continued(at=1102, epoch=0, batch=10))
    assert (state.state, state.asked) == (State.RUNNING, "")
    state = fold(state, happened.Request(at=1103, request="stop-after-epoch", by="app"))
    assert (state.state, state.asked) == (State.RUNNING, "stop-after-epoch")
    state = fold(state, happened.Request(at=1103, request="stop", by="app"))
    assert state.state == State.STOPPING
    state = fold(state, happened.Failed(at=1104, kind="engine", message="no memory", hint="h"))
    assert (state.state, state.asked) == (State.FAILED, "")
    assert state.failure is not None
    assert state.failure.message == "no memory"
    assert fold(state, started(1200)).failure is None


def test_a_pause_does_not_count_as_work() -> None:
    paused = folded(*begun(at=1000), happened.Paused(at=1100, epoch=0, batch=10))
    assert (paused.worked_seconds, paused.worked_so_far) == (100, 100)
    assert fold(paused, stopped(0, 10, at=1500)).worked_seconds == 100
    again = fold(paused, happened.Continued(at=1500, epoch=0, batch=10))
    assert fold(again, stopped(0, 40, at=1550)).worked_seconds == 100 + 50


def test_the_resume_command_is_quoted_for_a_shell() -> None:
    state = RunState(run_id="my run\x1b", path=Path("/a b/runs/my run\x1b"))
    assert state.resume_command == "rnn-tui resume 'my run�' --runs-dir '/a b/runs'"


def test_best_epoch_ignores_what_is_not_finite() -> None:
    state = folded(*begun(), epoch(0, loss=math.nan), epoch(1, loss=0.3), epoch(2, loss=0.4))
    assert state.best is not None
    assert state.best.epoch == 1


def test_notes_are_bounded_in_number_and_length() -> None:
    state = folded(loaded(notes=["x" * 5000] * 2000), happened.Warned(message="a\n\x1b[1mb"))
    assert len(state.notes) == NOTES_KEPT
    assert max(len(note.text) for note in state.notes) == MAX_LINE_CHARACTERS
    assert state.notes[-1].text == "a �[1mb"
    assert state.notes[-1].warning


def test_fold_does_not_change_the_state_before() -> None:
    before = folded(*begun(), epoch(0))
    fold(before, epoch(1))
    assert numbers(before) == [0]


def test_machine_is_completed_once_the_device_is_chosen() -> None:
    """It stays known while the next engine begins, which has not chosen yet."""
    first = happened.Started(
        pid=1, versions={"tensorflow": "2.21.0"}, settings={"jit_compile": True}
    )
    chosen = {"threads": 4, "exact": False}
    built = happened.Compiled(
        device="GPU X", parameters=1, versions={"cudnn": "9.1"}, settings=chosen
    )
    state = folded(first, built)
    assert state.machine is not None
    assert state.machine.versions == {"tensorflow": "2.21.0", "cudnn": "9.1"}
    assert state.machine.settings == {"jit_compile": True, "threads": 4, "exact": False}
    machine = fold(state, happened.Started(pid=2, settings={"jit_compile": False})).machine
    assert machine is not None
    assert machine.device == "GPU X"
    assert machine.settings == {"jit_compile": False, "threads": 4, "exact": False}
    assert machine.versions == {}
