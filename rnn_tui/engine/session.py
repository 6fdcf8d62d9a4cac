"""One life of an engine on loaded data: build, take up the checkpoint, train, save the model."""

import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import tensorflow as tf

from rnn_tui.data import Arrays, ignore
from rnn_tui.data.vectors import Vectors
from rnn_tui.engine import variables
from rnn_tui.engine.build import Built, build, build_stock
from rnn_tui.engine.deciding import best_of, reason_to_end
from rnn_tui.engine.keras_file import write_model
from rnn_tui.engine.machine import compare
from rnn_tui.engine.plan import Plan
from rnn_tui.engine.record import Record
from rnn_tui.engine.sharing import share, threads
from rnn_tui.engine.steps import Steps
from rnn_tui.engine.training import Training
from rnn_tui.engine.vectors import put_vectors, vectors_again
from rnn_tui.engine.watch import StopRequested, Watch
from rnn_tui.io.text import one_line
from rnn_tui.io.writing import replacing
from rnn_tui.runs import checkpoints, events
from rnn_tui.runs.bounds import checkpoint_bytes
from rnn_tui.runs.checkpoints import Checkpoint
from rnn_tui.runs.extending import stretched
from rnn_tui.runs.position import Phase, Position, State
from rnn_tui.runs.state import RunState
from rnn_tui.spec import Experiment


def run_session(
    experiment: Experiment,
    data: Arrays,
    plan: Plan,
    vectors: Vectors | None,
    record: Record,
    watch: Watch,
) -> None:
    """Train the experiment to its end or to a stop; a new run begins with the vectors.

    Raises Diverged, DoesNotFit, CountsDiffer, OSError and what Keras and TensorFlow raise.
    """
    with watch.expendable():
        began = time.monotonic()
        record.now(doing="building the model")
        device = _prepare_device(experiment)
        compare(record, device, experiment)
        on_gpu = device.startswith("GPU")
        built = build(experiment, on_gpu=on_gpu, class_weights=plan.class_weights)
        parts = partial(share, experiment, on_gpu=on_gpu)
        steps = Steps(built, parts=parts)
        training = Training(experiment, built, steps, data, plan, record, watch)
        checkpoint = _take_up(experiment, record)
        begins_with = None
        if checkpoint is None:
            begins_with = vectors or vectors_again(experiment, record, ignore)
        if begins_with is not None:
            put_vectors(built.model, begins_with)
        training.begin(checkpoint)
        record.tell(
            events.Compiled(
                device=device,
                parameters=built.model.count_params(),
                layers=built.loops,
                seconds=time.monotonic() - began,
            )
        )
        _announce_position(record, training, checkpoint)
        if begins_with is not None:
            training.keep()
    record.now(state=State.RUNNING, doing="")
    try:
        reason = training.run()
    except StopRequested as stop:
        record.stopped(record.position, stop.control.by, training.partial_logs(), training.rate)
        return
    with watch.expendable():  # the test is saved: made again, the model is the same
        save_model(experiment, built, record.run.model)
        record.finished(reason, best_of(experiment, training.history))


def save_model(experiment: Experiment, built: Built, path: Path) -> None:
    """Write a plain Keras model with the weights of `built`, whole or not at all."""
    stock = build_stock(experiment)
    stock.set_weights(built.model.get_weights())
    stock.optimizer.build(stock.trainable_variables)
    state = variables.arrays_of(built.model.optimizer.variables)
    variables.assign(stock.optimizer.variables, state, "optimizer")
    with replacing(path) as file:
        write_model(stock, file)


def _prepare_device(experiment: Experiment) -> str:
    """Set TensorFlow up; the name of the device that will be used."""
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        tf.config.experimental.set_memory_growth(gpu, True)
    if gpus:
        if experiment.train.deterministic:
            tf.config.experimental.enable_op_determinism()
        details = tf.config.experimental.get_device_details(gpus[0])
        return f"GPU {details.get('device_name', gpus[0].name)}"
    parts = len(share(experiment, experiment.train.batch_size))
    return f"CPU, {threads()} threads" + (f", batches in {parts} parts" if parts > 1 else "")


def _take_up(experiment: Experiment, record: Record) -> Checkpoint | None:
    """The last good checkpoint; with more epochs asked for, from before the test."""
    found, complaints = checkpoints.load_last(record.run.checkpoints, checkpoint_bytes(experiment))
    for complaint in complaints:
        record.tell(events.Warned(message=complaint))
    if found is None:
        return None
    checkpoints.drop_after(record.run.checkpoints, found.position)
    place, history = found.position, found.history
    if place.phase == Phase.TEST and reason_to_end(experiment, place, history) is None:
        found = replace(found, position=Position(len(history)))
    record.saved = found.position
    return found


def _announce_position(record: Record, training: Training, checkpoint: Checkpoint | None) -> None:
    """Say where the training goes on, and mend a log that has lost epochs."""
    place = checkpoint.position if checkpoint else Position()
    before: RunState = record.before
    record.tell(events.Resumed(epoch=place.epoch, batch=place.batch, phase=place.phase))
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
