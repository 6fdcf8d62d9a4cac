"""A session of an engine on loaded data: build, load the checkpoint, train, save the model."""

import time
import traceback
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from rnn_tui.data import Arrays, ignore
from rnn_tui.data.vectors import Vectors
from rnn_tui.engine import variables
from rnn_tui.engine.build import Built, build, build_stock
from rnn_tui.engine.causes import cause_of
from rnn_tui.engine.decisions import best_of, reason_to_end
from rnn_tui.engine.devices.settle import on_cpu, processor, settle
from rnn_tui.engine.devices.setup import placed_on
from rnn_tui.engine.devices.speed_cache import key_of
from rnn_tui.engine.devices.threads import quickest
from rnn_tui.engine.feeding import Feed
from rnn_tui.engine.kept import Programs, program_key
from rnn_tui.engine.keras_file import write_model
from rnn_tui.engine.machine import check_instructions, compare, compare_loops
from rnn_tui.engine.placement import Placement
from rnn_tui.engine.plan import Plan
from rnn_tui.engine.record import Record
from rnn_tui.engine.request_listener import RequestListener, StopRequested
from rnn_tui.engine.sharing import share, threads
from rnn_tui.engine.steps import Steps
from rnn_tui.engine.training import Training
from rnn_tui.engine.variables import hand_over
from rnn_tui.engine.vectors import put_vectors, vectors_again
from rnn_tui.experiment import Experiment
from rnn_tui.io.text import one_line
from rnn_tui.io.writing import replacing
from rnn_tui.runs.changes.extending import stretched
from rnn_tui.runs.files import checkpoints, events
from rnn_tui.runs.files.checkpoints import Checkpoint
from rnn_tui.runs.files.size_limits import checkpoint_bytes
from rnn_tui.runs.position import Phase, Position, State
from rnn_tui.runs.state.run_state import RunState
from rnn_tui.wording.positions import place

MEASURED = 8
"""Batches that a measurement of the devices is made with."""

DEVICE_ERRORS = (tf.errors.OpError, RuntimeError)
"""Errors of a device that cannot do its part: no kernel, no library, no memory, no context."""


def run_session(
    experiment: Experiment,
    data: Arrays,
    plan: Plan,
    vectors: Vectors | None,
    record: Record,
    listener: RequestListener,
    programs: Programs,
) -> None:
    """Train the experiment to its end or to a stop; where a GPU fails, on the CPU from there.

    Of `programs` those are used, and of the new ones those kept, that fit other runs as well.
    A new run begins with the vectors. Raises ConfigError, Diverged, DoesNotFit, CountsDiffer,
    OSError and what Keras and TensorFlow raise.
    """
    feed = Feed(experiment, data, plan)
    session = _Session(experiment, feed, vectors, record, listener, programs)
    placement = session.settle()
    try:
        session.train_on(placement)
    except DEVICE_ERRORS as error:
        if not placement.on_gpu:
            raise
        traceback.print_exception(error)
        record.tell(events.Warned(message=_fallback_message(error, record)))
        session.train_on(on_cpu(experiment, threads()))


def _fallback_message(error: Exception, record: Record) -> str:
    at = place(record.saved) if record.saved != Position() else "the beginning"
    return f"the GPU failed ({cause_of(error)}); the run continues on the CPU from {at}"


@dataclass(frozen=True)
class _Session:
    """An experiment with its data, to be trained on one device, and if need be on another."""

    experiment: Experiment
    feed: Feed
    vectors: Vectors | None
    record: Record
    listener: RequestListener
    programs: Programs

    def settle(self) -> Placement:
        """The device to begin with."""
        with self.listener.expendable():
            self.record.now(doing="building the model")
            placement = settle(self.experiment, self._sample_batches, self.record)
            compare(self.record, self.experiment, placement)
            if not placement.on_gpu:
                check_instructions(self.record)
        return placement

    def train_on(self, placement: Placement) -> None:
        """Build, load the last checkpoint and train, all of it on one device."""
        experiment, record = self.experiment, self.record
        with placed_on(placement.device):
            with self.listener.expendable():
                built, training = self._begin(placement)
            record.now(state=State.RUNNING, doing="")
            try:
                reason = training.run()
            except StopRequested as stop:
                by, logs = stop.control.by, training.partial_logs()
                record.stopped(record.position, by, logs, training.rate)
                return
            with self.listener.expendable():  # the test is saved: made again, the model is the same
                save_model(experiment, built, record.run.model)
                record.finished(reason, best_of(experiment, training.history))

    def _begin(self, placement: Placement) -> tuple[Built, Training]:
        experiment, feed, record = self.experiment, self.feed, self.record
        began = time.monotonic()
        built, steps, placement = self._compilable(placement)
        training = Training(experiment, built, steps, feed, record, self.listener)
        checkpoint = _load_checkpoint(experiment, record)
        begins_with = None
        if checkpoint is None:
            begins_with = self.vectors or vectors_again(experiment, record, ignore)
        if begins_with is not None:
            put_vectors(built.model, begins_with)
        training.begin(checkpoint)
        compare_loops(record, built.loops)
        record.tell(
            events.Compiled(
                device=placement.description,
                versions=placement.versions,
                settings=placement.settings,
                notes=placement.notes,
                parameters=built.model.count_params(),
                layers=built.loops,
                seconds=time.monotonic() - began,
            )
        )
        _announce_position(record, training, checkpoint)
        if begins_with is not None:
            training.keep()
        return built, training

    def _compilable(self, placement: Placement) -> tuple[Built, Steps, Placement]:
        """The model in its first state, and the steps over it: those of an earlier run, if any fit.

        A model is built in any case, as in a process of its own: every draw is then the same.
        """
        experiment, weights = self.experiment, self.feed.plan.class_weights
        keras.utils.clear_session(free_memory=False)  # layers are numbered from 1 in each run
        built = build(experiment, on_gpu=placement.on_gpu, class_weights=weights)
        placement = self._with_threads(placement, built)
        at_once = placement.threads or None
        key = program_key(experiment, weights, built.rates, placement.device, at_once)
        if (found := self.programs.find(key)) is not None:
            hand_over(built, found.built)
            print("the programs of an earlier run are used again", flush=True)
            return found.built, found, placement
        parts = partial(share, experiment, on_gpu=placement.on_gpu, at_once=at_once)
        steps = Steps(built, parts=parts, at_once=at_once)
        self.programs.keep(key, steps)
        return built, steps, placement

    def _with_threads(self, placement: Placement, built: Built) -> Placement:
        """The placement with a number of threads, measured if the run has none yet."""
        if placement.on_gpu or placement.threads:
            return placement

        def batches() -> Any:
            self.record.now(doing="measuring how many threads are fastest")
            return self._sample_batches()

        key = key_of(self.experiment, processor())
        at_once = quickest(self.experiment, built, batches, threads(), key)
        self.record.now(doing="building the model")
        return on_cpu(self.experiment, at_once, threads(), placement.notes)

    def _sample_batches(self) -> Any:
        """Batches for a measurement."""
        return self.feed.batches(Phase.TRAIN, 0, 0, MEASURED)


def save_model(experiment: Experiment, built: Built, path: Path) -> None:
    """Write a plain Keras model with the weights of `built`, whole or not at all."""
    stock = build_stock(experiment)
    stock.set_weights(built.model.get_weights())
    stock.optimizer.build(stock.trainable_variables)
    state = variables.arrays_of(built.model.optimizer.variables)
    variables.assign(stock.optimizer.variables, state, "optimizer")
    with replacing(path) as file:
        write_model(stock, file)


def _load_checkpoint(experiment: Experiment, record: Record) -> Checkpoint | None:
    """The last good checkpoint; with more epochs asked for, from before the test."""
    found, complaints = checkpoints.load_last(record.run.checkpoints, checkpoint_bytes(experiment))
    for complaint in complaints:
        record.tell(events.Warned(message=complaint))
    if found is None:
        return None
    checkpoints.drop_after(record.run.checkpoints, found.position)
    position, history = found.position, found.history
    if position.phase == Phase.TEST and reason_to_end(experiment, position, history) is None:
        found = replace(found, position=Position(len(history)))
    record.saved = found.position
    return found


def _announce_position(record: Record, training: Training, checkpoint: Checkpoint | None) -> None:
    """Say where the training goes on, and complete a log that has lost epochs."""
    position = checkpoint.position if checkpoint else Position()
    before: RunState = record.before
    record.tell(events.Resumed(epoch=position.epoch, batch=position.batch, phase=position.phase))
    known = {entry.epoch: entry.logs for entry in before.epochs}
    for entry in training.history:
        if known.get(entry.epoch) != entry.logs:
            record.tell(
                events.EpochEnded(
                    epoch=entry.epoch,
                    logs=entry.logs,
                    learning_rate=entry.learning_rate,
                    seconds=entry.seconds,
                    samples_per_second=entry.samples_per_second,
                )
            )
    if checkpoint is None:
        record.saved = Position()
    else:
        _tell_of_schedule(record)


def _tell_of_schedule(record: Record) -> None:
    """Warn, once, of rates that no run of so many epochs in one go would have had."""
    before = record.before
    sentence = stretched(before, before.total_epochs)
    if sentence and all(note.text != one_line(sentence) for note in before.notes):
        record.tell(events.Warned(message=sentence))
