"""What an engine has been asked for, and that readers of its log see the same."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.runs import Ask, RunError, RunState, State, ask_run
from rnn_tui.runs.files import events as happened
from rnn_tui.runs.files.control import Control, Pending, read_control
from rnn_tui.runs.state.fold import fold_all
from tests.made_runs import begun, made_run


def pending(*asks: Ask) -> Pending:
    found = Pending()
    for number, ask in enumerate(asks):
        found = found.plus(Control(ask, str(number), float(number)))
    return found


def names(found: Pending) -> tuple[bool, bool, bool]:
    return (found.stop is not None, found.pause is not None, found.after_epoch is not None)


def test_nothing_takes_a_stop_back() -> None:
    for ask in (Ask.PAUSE, Ask.STOP_AFTER_EPOCH, Ask.CONTINUE):
        assert names(pending(Ask.STOP, ask)) == (True, False, False)


def test_an_unread_stop_is_not_overwritten(tmp_path: Path) -> None:
    run = made_run(tmp_path)
    stop = ask_run(run, Ask.STOP, "test")
    with pytest.raises(RunError, match=r"imdb-1 was already asked to stop"):
        ask_run(run, Ask.PAUSE, "test")
    assert read_control(run.control) == stop
    ask_run(run, Ask.STOP, "test")  # who insists is heard


def test_a_pause_does_not_undo_the_stop_after_the_epoch() -> None:
    assert names(pending(Ask.STOP_AFTER_EPOCH, Ask.PAUSE)) == (False, True, True)
    assert names(pending(Ask.STOP_AFTER_EPOCH, Ask.PAUSE, Ask.CONTINUE)) == (False, False, True)


def test_the_stop_after_the_epoch_ends_a_pause_and_can_be_taken_back() -> None:
    assert names(pending(Ask.PAUSE, Ask.STOP_AFTER_EPOCH)) == (False, False, True)
    assert names(pending(Ask.STOP_AFTER_EPOCH, Ask.CONTINUE)) == (False, False, False)


@given(st.lists(st.sampled_from(Ask), max_size=6), st.booleans())
def test_a_reader_of_the_log_knows_what_is_pending(asks: list[Ask], at_once: bool) -> None:
    """Whether the engine pauses at the next batch, or is busy and sees all requests first."""
    log = [*begun()]
    found, paused = Pending(), False
    for ask in asks:
        if found.stop is not None:
            break
        log.append(happened.Request(at=1100, request=ask.value, by="app"))
        found = found.plus(Control(ask, "", 0.0))
        if paused and found.pause is None:
            paused = False
            if found.stop is None:
                log.append(happened.Continued(at=1100, epoch=0, batch=1))
        elif at_once and found.pause is not None and not paused:
            paused = True
            log.append(happened.Paused(at=1100, epoch=0, batch=1))
    state = fold_all(RunState(), log)
    wanted = found.stop or found.pause or found.after_epoch
    assert state.asked == (wanted.ask if wanted else "")
    assert (state.state == State.STOPPING) == (found.stop is not None)
    if found.stop is None:
        assert (state.state == State.PAUSED) == paused
        assert state.stops_after_epoch == (found.after_epoch is not None)
