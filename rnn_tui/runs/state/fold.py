"""`fold`: the effect of an event on what is known of a run. Pure; the only place that knows."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from rnn_tui.io.text import one_line
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
from rnn_tui.runs.position import Position, State
from rnn_tui.runs.state.lifecycle import moved
from rnn_tui.runs.state.run_state import NOTES_KEPT, Baselines, RunState, Sizes, TestResult
from rnn_tui.wording.numbers import figures
from rnn_tui.wording.positions import place


def fold(state: RunState, event: Event) -> RunState:
    """The state after the event."""
    match event:
        case Created():
            return replace(state, state=State.QUEUED, created_at=event.at, imported=event.imported)
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
            state = replace(state, test=TestResult(event.logs, event.confusion, event.seconds))
            return state.noted(event.at, f"tested: {figures(event.logs)}")
        case Warned():
            return state.noted(event.at, event.message, warning=True)
        case Started() | Request() | Paused() | Continued() | Stopped() | Finished() | Failed():
            return moved(state, event)


def fold_all(state: RunState, events: Iterable[Event]) -> RunState:
    """The state after all the events."""
    for event in events:
        state = fold(state, event)
    return state


def _loaded(state: RunState, event: Loaded) -> RunState:
    notes = event.notes[:NOTES_KEPT]
    text = (
        f"data loaded: {event.train:,} to train, {event.validation:,} to validate, "
        f"{event.test:,} to test"
    )
    for line in (text, *notes):
        state = state.noted(event.at, line)
    return replace(
        state,
        sizes=Sizes(
            event.train,
            event.validation,
            event.test,
            event.train_sequences,
            event.maxlen,
            event.steps,
            event.validation_steps,
            event.test_steps,
        ),
        classes=event.classes,
        fingerprint=event.fingerprint,
        data_notes=tuple(map(one_line, notes)),
        taken=event.taken,
        class_weights=event.class_weights,
        baseline=state.baseline if event.fingerprint == state.fingerprint else None,
    )


def _baseline(state: RunState, event: Baseline) -> RunState:
    text = "most frequent class: " + figures(event.constant)
    if event.words:
        text = f"bag of words: {figures(event.words)}; {text}"
    found = Baselines(event.most_frequent, event.constant, event.words)
    return replace(state, baseline=found).noted(event.at, text)


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
        state = state.noted(event.at, line)
    return replace(
        state,
        parameters=event.parameters,
        layer_loops=event.layers,
        device_notes=event.notes[:NOTES_KEPT],
        machine=machine,
        state=State.RUNNING,
    ).noted(event.at, f"model built{device}: {event.parameters:,} parameters")


def _resumed(state: RunState, event: Resumed) -> RunState:
    """Take back what came after the position: it was lost with its engine, and comes again."""
    at = event.position
    fresh = at == Position()
    state = replace(
        state,
        position=at,
        epochs=state.epochs[: _index(state.epochs, at.epoch)],
        partial=None,
        test=None,
        checkpoint=None if fresh else at,
        state=State.RUNNING if state.parameters is not None else state.state,
    )
    return state if fresh else state.noted(event.at, f"resumed at {place(at)}")


def _epoch_ended(state: RunState, event: EpochEnded) -> RunState:
    """Add the epoch, or replace it: it is told again where a line of the log was lost."""
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
    ).noted(event.at, f"epoch {event.epoch + 1}: {figures(event.logs)}")


def _index(epochs: tuple[EpochRecord, ...], epoch: int) -> int:
    """The number of records of epochs before `epoch`."""
    if not epochs or epochs[-1].epoch < epoch:
        return len(epochs)
    return bisect_left(epochs, epoch, key=lambda record: record.epoch)
