"""`fold`: how an event changes what is known of a run. Pure; the only place that knows."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from rnn_tui.io.text import one_line
from rnn_tui.runs.files.control import Ask
from rnn_tui.runs.files.events import (
    Baseline,
    Checkpoint,
    Compiled,
    Continued,
    Created,
    EpochEnded,
    Event,
    Failed,
    Finished,
    Loaded,
    Paused,
    Request,
    Resumed,
    Started,
    Stopped,
    Tested,
    Warned,
)
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.position import Phase, Position, State
from rnn_tui.runs.state.run_state import (
    Baselines,
    Failure,
    Machine,
    Note,
    RunState,
    Sizes,
    TestResult,
)
from rnn_tui.wording.endings import ending
from rnn_tui.wording.numbers import figures
from rnn_tui.wording.positions import place

NOTES_KEPT = 500


def fold(state: RunState, event: Event) -> RunState:
    """The state after the event."""
    match event:
        case Created():
            return replace(state, state=State.QUEUED, created_at=event.at)
        case Started():
            return _started(state, event)
        case Loaded():
            return _loaded(state, event)
        case Baseline():
            return _baseline(state, event)
        case Compiled():
            return _compiled(state, event)
        case Resumed():
            return _resumed(state, event)
        case EpochEnded():
            return _epoch_ended(state, event)
        case Checkpoint():
            return replace(state, checkpoint=event.position, checkpoint_at=event.at)
        case Tested():
            result = TestResult(event.logs, event.confusion, event.seconds)
            text = "tested: " + figures(event.logs)
            return replace(state, test=result, notes=_note(state, event.at, text))
        case Warned():
            return replace(state, notes=_note(state, event.at, event.message, warning=True))
        case Request() | Paused() | Continued() | Stopped() | Finished() | Failed():
            return _changed(state, event)


def fold_all(state: RunState, events: Iterable[Event]) -> RunState:
    """The state after all the events."""
    for event in events:
        state = fold(state, event)
    return state


def _started(state: RunState, event: Started) -> RunState:
    before = state.machine or Machine("", "", {}, {})
    return replace(
        state,
        state=State.STARTING,
        started_at=event.at,
        ended_at=0.0,
        worked_seconds=_worked(state, state.checkpoint_at),  # of an engine that was killed
        failure=None,
        stop_reason="",
        finish_reason="",
        asked="",
        stops_after_epoch=False,
        machine=Machine(
            event.host,
            event.device or before.device,
            event.versions,
            before.settings | event.settings,  # what `Compiled` said belongs to the run
            event.visible_devices,
            event.job,
        ),
        notes=_note(state, event.at, f"engine started, pid {event.pid}"),
    )


def _loaded(state: RunState, event: Loaded) -> RunState:
    sizes = Sizes(
        event.train,
        event.validation,
        event.test,
        event.train_sequences,
        event.maxlen,
        event.steps,
        event.validation_steps,
        event.test_steps,
    )
    notes = event.notes[:NOTES_KEPT]
    text = (
        f"data loaded: {event.train:,} to train, {event.validation:,} to validate, "
        f"{event.test:,} to test"
    )
    for line in (text, *notes):
        state = replace(state, notes=_note(state, event.at, line))
    return replace(
        state,
        sizes=sizes,
        classes=event.classes,
        fingerprint=event.fingerprint,
        data_notes=tuple(map(one_line, notes)),
        taken=event.taken,
        class_weights=event.class_weights,
        baseline=state.baseline if event.fingerprint == state.fingerprint else None,
    )


def _baseline(state: RunState, event: Baseline) -> RunState:
    found = Baselines(event.most_frequent, event.constant, event.words)
    text = "most frequent class: " + figures(event.constant)
    if event.words:
        text = f"bag of words: {figures(event.words)}; {text}"
    return replace(state, baseline=found, notes=_note(state, event.at, text))


def _compiled(state: RunState, event: Compiled) -> RunState:
    machine = state.machine
    if machine is not None:
        machine = replace(
            machine,
            device=event.device or machine.device,
            versions=machine.versions | event.versions,
            settings=machine.settings | event.settings,
        )
    device = f" on {event.device}" if event.device else ""
    for line in event.notes[:NOTES_KEPT]:
        state = replace(state, notes=_note(state, event.at, line))
    return replace(
        state,
        parameters=event.parameters,
        layer_loops=event.layers,
        device_notes=event.notes[:NOTES_KEPT],
        machine=machine,
        notes=_note(state, event.at, f"model built{device}: {event.parameters:,} parameters"),
        state=State.RUNNING,
    )


def _resumed(state: RunState, event: Resumed) -> RunState:
    """What lies after the position was lost with the engine that did it, and comes again."""
    at = event.position
    fresh = at == Position()
    return replace(
        state,
        position=at,
        epochs=state.epochs[: _index(state.epochs, at.epoch)],
        partial=None,
        test=None,
        checkpoint=None if fresh else at,
        state=State.RUNNING if state.parameters is not None else state.state,
        notes=state.notes if fresh else _note(state, event.at, f"resumed at {place(at)}"),
    )


def _epoch_ended(state: RunState, event: EpochEnded) -> RunState:
    """An epoch may be told again, also one before the last, where a line of the log was lost."""
    record = EpochRecord(
        event.epoch, event.logs, event.learning_rate, event.seconds, event.samples_per_second
    )
    index = _index(state.epochs, event.epoch)
    later = state.epochs[index:]
    if later and later[0].epoch == event.epoch:
        if later[0] == record:
            return state
        later = later[1:]
    earlier = state.epochs if index == len(state.epochs) else state.epochs[:index]
    return replace(
        state,
        epochs=earlier + (record,) + later,  # noqa: RUF005 - unpacking copies twice
        partial=None,
        position=max(state.position, Position(event.epoch + 1), key=lambda at: at.key),
        notes=_note(state, event.at, f"epoch {event.epoch + 1}: {figures(event.logs)}"),
    )


def _index(epochs: tuple[EpochRecord, ...], epoch: int) -> int:
    """How many of the records are of an epoch before `epoch`."""
    if not epochs or epochs[-1].epoch < epoch:
        return len(epochs)
    return bisect_left(epochs, epoch, key=lambda record: record.epoch)


def _changed(
    state: RunState, event: Request | Paused | Continued | Stopped | Finished | Failed
) -> RunState:
    """Events that move the run from one state to another."""
    match event:
        case Request():
            by = f" by {event.by}" if event.by else ""
            notes = _note(state, event.at, f"asked to {event.request.replace('-', ' ')}{by}")
            return replace(_asked(state, event.request), notes=notes)
        case Paused():
            notes = _note(state, event.at, f"paused at {place(event.position)}")
            worked = _worked(state, event.at)
            waiting = replace(state, started_at=0.0, worked_seconds=worked)  # that is no work
            return replace(waiting, state=State.PAUSED, position=event.position, notes=notes)
        case Continued():
            notes = _note(state, event.at, "goes on")
            began = state.started_at or event.at
            goes_on = replace(state, state=State.RUNNING, started_at=began, asked=_after(state))
            return replace(goes_on, notes=notes)
        case Stopped():
            return _stopped(state, event)
        case Finished():
            return _ended(state, event.at, state=State.FINISHED, finish_reason=event.reason)
        case Failed():
            failure = Failure(event.kind, event.message, event.hint)
            return _ended(state, event.at, state=State.FAILED, failure=failure)


def _asked(state: RunState, request: str) -> RunState:
    """What the engine makes of a request: `rnn_tui.runs.files.control.Pending`."""
    match request:
        case _ if state.state == State.STOPPING:
            return state
        case Ask.STOP:
            return replace(state, state=State.STOPPING, asked=request, stops_after_epoch=False)
        case Ask.CONTINUE if state.asked == Ask.PAUSE or state.state == State.PAUSED:
            return replace(state, asked=_after(state))
        case Ask.CONTINUE:
            return replace(state, asked="", stops_after_epoch=False)
        case Ask.STOP_AFTER_EPOCH:
            return replace(state, asked=request, stops_after_epoch=True)
    return replace(state, asked=request)


def _after(state: RunState) -> str:
    """What is still asked of a run that has been paused and goes on."""
    return Ask.STOP_AFTER_EPOCH if state.stops_after_epoch else ""


def _stopped(state: RunState, event: Stopped) -> RunState:
    partial = None
    if not event.logs and state.partial is not None and event.position == state.position:
        partial = state.partial  # an engine that was stopped before it had gone on from there
    elif event.logs and event.phase != Phase.TEST:
        all_steps = state.sizes.steps if state.sizes else 0
        batches = event.batch if event.phase == Phase.TRAIN else all_steps
        partial = EpochRecord(
            event.epoch, event.logs, event.learning_rate, complete=False, batches=batches
        )
    return _ended(
        state,
        event.at,
        state=State.STOPPED,
        position=event.position,
        partial=partial,
        stop_reason=event.reason,
    )


def _ended(before: RunState, at: float, **changes: Any) -> RunState:
    """The run with these changes, its clock stopped, and a note that says how it ended."""
    worked = _worked(before, at)
    now = replace(before, ended_at=at, worked_seconds=worked, asked="", **changes)
    now = replace(now, stops_after_epoch=False)
    failed = now.state is State.FAILED
    return replace(now, notes=_note(now, at, ending(now), warning=failed, ends=failed))


def _worked(state: RunState, until: float) -> float:
    """Seconds of work; none are added where the engine ends before it told of its start."""
    at_work = state.started_at and not state.ended_at
    return state.worked_seconds + (max(0.0, until - state.started_at) if at_work else 0.0)


def _note(
    state: RunState, at: float, text: str, *, warning: bool = False, ends: bool = False
) -> tuple[Note, ...]:
    number = state.notes[-1].number + 1 if state.notes else 0
    note = Note(at, one_line(text), warning, ends, number)
    return state.notes[-(NOTES_KEPT - 1) :] + (note,)  # noqa: RUF005 - unpacking copies twice
