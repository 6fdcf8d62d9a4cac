"""Whatever happens to the log, its whole lines fold to what they say.

A log cut at any byte, with garbage between its lines, or of a run that was killed and resumed
any number of times.
"""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.runs import Phase, Position, RunState, State
from rnn_tui.runs.files import events as happened
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.events import Event
from rnn_tui.runs.state.fold import fold_all
from tests.made_runs import STEPS, begun, checkpoint, epoch, stopped

EPOCHS = 4


def undisturbed(checkpoint_every: int) -> list[Event]:
    """A whole run; checkpoints inside an epoch come every so many steps."""
    told = begun()
    for number in range(EPOCHS):
        inside = range(checkpoint_every, STEPS, checkpoint_every)
        told += [checkpoint(number, batch) for batch in inside]
        told.append(happened.Checkpoint(at=1100.0, epoch=number, phase=Phase.VALIDATE, file="x"))
        told += [epoch(number), checkpoint(number + 1)]
    told.append(happened.Tested(at=1200.0, logs={"loss": 0.3}, confusion=((3, 1), (0, 4))))
    return [*told, happened.Finished(at=1300.0, reason="all 4 epochs are done")]


def goes_on_from(told: list[Event]) -> tuple[Position, int]:
    """Where the next engine takes up what has been told, and how much of it stays valid."""
    for index in range(len(told) - 1, -1, -1):
        event = told[index]
        if isinstance(event, happened.Checkpoint):
            return event.position, index + 1
    return Position(), len(begun())


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Event], list[Event]]:
    """An undisturbed run, and the log of the same run through kills and stops."""
    whole = undisturbed(draw(st.sampled_from([20, 50, STEPS])))
    log: list[Event] = []
    rest = whole
    for _ in range(draw(st.integers(0, 4))):
        cut = draw(st.integers(0, len(rest)))
        log += rest[:cut]
        done = whole[: len(whole) - len(rest) + cut]
        place, index = goes_on_from(done)
        if draw(st.booleans()):  # asked to stop instead of killed
            log.append(stopped(place.epoch, place.batch, place.phase, loss=0.5))
        resumed = happened.Resumed(
            at=1150.0, epoch=place.epoch, batch=place.batch, phase=place.phase
        )
        rest = whole[index:]
        log += [*begun(at=1150.0)[:-1], resumed]
    return whole, [*log, *rest]


def read(content: bytes) -> list[Event]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "events.jsonl"
        path.write_bytes(content)
        return LogReader(path).poll()


def lines(events: list[Event]) -> bytes:
    return b"".join(event.line() for event in events)


def folded(events: list[Event]) -> RunState:
    return fold_all(RunState(), events)


@given(lives(), st.data())
def test_log_cut_at_any_byte(made: tuple[list[Event], list[Event]], data: st.DataObject) -> None:
    content = lines(made[1])
    cut = data.draw(st.integers(0, len(content)))
    whole = content[:cut].count(b"\n")
    assert folded(read(content[:cut])) == folded(made[1][:whole])


@given(lives(), st.data())
def test_log_read_in_any_pieces(made: tuple[list[Event], list[Event]], data: st.DataObject) -> None:
    content = lines(made[1])
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=5)))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "events.jsonl"
        path.write_bytes(b"")
        reader, found = LogReader(path), []
        for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True):
            with path.open("ab") as file:
                file.write(content[start:end])
            found += reader.poll()
    assert found == made[1]


@given(lives(), st.lists(st.tuples(st.integers(0, 99), st.binary(max_size=80)), max_size=6))
def test_garbage_between_the_lines(
    made: tuple[list[Event], list[Event]], garbage: list[tuple[int, bytes]]
) -> None:
    pieces = [event.line() for event in made[1]]
    for place, rubbish in garbage:
        pieces.insert(place % (len(pieces) + 1), rubbish + b"\n")
    found = folded(read(b"".join(pieces)))
    assert replace(found, notes=()) == replace(folded(made[1]), notes=())


@given(lives())
def test_killed_and_resumed_is_the_same_as_undisturbed(
    made: tuple[list[Event], list[Event]],
) -> None:
    whole, log = folded(made[0]), folded(made[1])
    assert whole.state == log.state == State.FINISHED
    for name in ("epochs", "partial", "position", "checkpoint", "test", "finish_reason", "sizes"):
        assert getattr(log, name) == getattr(whole, name), name


@given(lives(), st.data())
def test_no_order_of_events_is_too_strange(
    made: tuple[list[Event], list[Event]], data: st.DataObject
) -> None:
    strange = data.draw(st.permutations(made[1]))
    state = folded(strange)
    numbers = [record.epoch for record in state.epochs]
    assert numbers == sorted(set(numbers))
