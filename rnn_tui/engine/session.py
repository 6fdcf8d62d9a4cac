"""One life of an engine on a run: load, build, take up the checkpoint, train, save the model."""

import os
import platform
import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import tensorflow as tf

from rnn_tui.data import Arrays, Corpus, Progress, arrays, facts, load
from rnn_tui.engine.build import Built, build, build_stock
from rnn_tui.engine.plan import Plan, make_plan
from rnn_tui.engine.record import Record
from rnn_tui.engine.training import Training
from rnn_tui.engine.watch import StopRequested, Watch
from rnn_tui.runs import checkpoints, events
from rnn_tui.runs.checkpoints import Checkpoint
from rnn_tui.runs.files import sync_folder
from rnn_tui.runs.policies import best_epoch
from rnn_tui.runs.position import Phase, Position, State
from rnn_tui.runs.state import RunState
from rnn_tui.spec import ConfigError, Experiment, Fault, Severity, problems

PACKAGES = ("rnn-tui", "tensorflow", "keras", "numpy")


def run_session(experiment: Experiment, record: Record, watch: Watch) -> None:
    """Train the experiment to its end or to a stop.

    Raises ConfigError, DataError, Diverged, OSError and what Keras and TensorFlow raise.
    """
    with watch.expendable():
        device = _prepare_device(experiment)
        record.tell(_started(record, device, experiment))
        _compare_machines(record, device, experiment)
        corpus, data = _load(experiment, record)
        plan = make_plan(experiment.train, data)
        record.tell(_loaded(experiment, corpus, data, plan))
        began = time.monotonic()
        record.now(doing="building the model")
        built = build(experiment, on_gpu=device.startswith("GPU"))
        training = Training(experiment, built, data, plan, record, watch)
        checkpoint = _take_up(experiment, record)
        training.begin(checkpoint)
        record.tell(
            events.Compiled(
                parameters=built.model.count_params(),
                layers=built.loops,
                seconds=time.monotonic() - began,
            )
        )
        _announce_position(record, training, checkpoint)
    record.now(state=State.RUNNING, doing="")
    try:
        reason = training.run()
    except StopRequested as stop:
        record.stopped(record.position, stop.control.by, training.partial_logs(), training.rate)
        return
    with watch.expendable():  # the test is saved: made again, the model is the same
        save_model(experiment, built, record.run.model)
        monitored = [entry.logs.get(experiment.monitor, float("nan")) for entry in training.history]
        record.finished(reason, best_epoch(monitored, experiment.monitor))


def save_model(experiment: Experiment, built: Built, path: Path) -> None:
    """Write a plain Keras model with the weights of `built`, whole or not at all."""
    stock = build_stock(experiment)
    stock.set_weights(built.model.get_weights())
    temporary = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        stock.save(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


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
    return f"CPU, {_threads()} threads"


def _threads() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _settings(experiment: Experiment) -> dict[str, str | int | bool]:
    """What the last bits of a result depend on, beside versions and device."""
    return {
        "threads": _threads(),
        "jit_compile": experiment.train.jit_compile,
        "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS", "default"),
        "processor": platform.machine(),
    }


def _versions() -> dict[str, str]:
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def _started(record: Record, device: str, experiment: Experiment) -> events.Started:
    return events.Started(
        pid=record.process.pid,
        host=record.process.host,
        device=device,
        versions=_versions(),
        settings=_settings(experiment),
    )


def _compare_machines(record: Record, device: str, experiment: Experiment) -> None:
    """A resume on something else is allowed, but its bits are not promised: say so."""
    before = record.before.machine
    if before is None:
        return
    now = {"device": device} | _versions() | _settings(experiment)
    then = {"device": before.device} | before.versions | before.settings
    changed = [
        f"{name} {then.get(name)} -> {now[name]}" for name in now if then.get(name) != now[name]
    ]
    if changed:
        record.tell(
            events.Warned(
                message="the last bits may differ from an uninterrupted run, since it was "
                f"begun with something else: {', '.join(changed)}"
            )
        )


def _load(experiment: Experiment, record: Record) -> tuple[Corpus, Arrays]:
    """The padded arrays; problems that only the data shows are raised as ConfigError."""

    def report(progress: Progress) -> None:
        record.now(
            doing=progress.stage, done=progress.done, total=progress.total, unit=progress.unit
        )

    record.now(doing="loading the data")
    corpus = load(experiment.data, experiment.seed, report)
    data = arrays(corpus, experiment.data, experiment.seed, report)
    record.now(doing="", done=0, total=None, unit="")
    known = replace(facts(corpus), train_size=len(data.y_train))
    found = problems(experiment, known)
    errors = [problem for problem in found if problem.severity == Severity.ERROR]
    if errors:
        raise ConfigError([Fault("", problem.sentence) for problem in errors])
    for problem in found:
        record.tell(events.Warned(message=problem.sentence))
    if corpus.vocabulary is not None:
        corpus.vocabulary.save(record.run.vocabulary)
    return corpus, data


def _loaded(experiment: Experiment, corpus: Corpus, data: Arrays, plan: Plan) -> events.Loaded:
    return events.Loaded(
        train=len(data.y_train),
        validation=len(data.y_val),
        test=len(data.y_test),
        train_sequences=len(corpus.train),
        maxlen=experiment.data.maxlen,
        classes=corpus.classes,
        notes=corpus.notes,
        fingerprint=corpus.fingerprint,
        steps=plan.steps,
        validation_steps=plan.validation_steps,
        test_steps=plan.test_steps,
    )


def _take_up(experiment: Experiment, record: Record) -> Checkpoint | None:
    """The last good checkpoint; with more epochs asked for, from before the test."""
    found, complaints = checkpoints.load_last(record.run.checkpoints)
    for complaint in complaints:
        record.tell(events.Warned(message=complaint))
    if found is None:
        return None
    checkpoints.drop_after(record.run.checkpoints, found.position)
    done = len(found.history)
    if found.position.phase == Phase.TEST and done < experiment.train.epochs:
        found = replace(found, position=Position(done))
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
