"""From what the machine shows to the place where a run is computed; tells the record about it."""

from collections.abc import Callable
from typing import Any

from rnn_tui.engine.devices import setup, speed
from rnn_tui.engine.devices.choice import Choice, choose, device_of, measured
from rnn_tui.engine.devices.device import Device
from rnn_tui.engine.devices.place import NO_PROMISE, Place
from rnn_tui.engine.devices.seen import Seen, look
from rnn_tui.engine.devices.verdict import Verdict, judge
from rnn_tui.engine.machine import cpu_model, versions
from rnn_tui.engine.record import Record
from rnn_tui.engine.sharing import share, threads
from rnn_tui.engine.xla import flags_for_gpu
from rnn_tui.runs import events
from rnn_tui.spec import ConfigError, Experiment, Fault

Batches = Callable[[], Any]


def settle(experiment: Experiment, batches: Batches, record: Record) -> Place:
    """Choose the device of the run, and set TensorFlow up for it.

    `batches()` gives some real ones, as a measurement wants them. Raises ConfigError where
    `train.device` asks for a GPU that there is not.
    """
    seen = setup.with_tensorflow(look())
    verdict = judge(seen)
    before = record.before.machine
    began_on = device_of(before.device) if before else None
    choice = choose(experiment.train.device, began_on, verdict)
    if choice.refuses:
        raise ConfigError([Fault("train.device", choice.line)])
    if choice.measures:
        choice = _measured(experiment, batches, seen, verdict, record)
    if choice.warns:
        record.tell(events.Warned(message=choice.line))
    setup.prepare(choice.device, verdict, experiment.train)
    notes = (choice.line,) if choice.line and not choice.warns else ()
    if choice.device == Device.CPU:
        return on_cpu(experiment, notes)
    return _on_gpu(experiment, seen, verdict, notes)


def on_cpu(experiment: Experiment, notes: tuple[str, ...] = ()) -> Place:
    """The processor: the same bits every time, whatever GPU is there as well."""
    parts = len(share(experiment, experiment.train.batch_size))
    shared = f", batches in {parts} parts" if parts > 1 else ""
    return Place(
        Device.CPU,
        f"CPU, {threads()} threads{shared}",
        settings={"tf32": False, "exact": True},
        notes=notes,
    )


def _on_gpu(experiment: Experiment, seen: Seen, verdict: Verdict, notes: tuple[str, ...]) -> Place:
    assert verdict.gpu is not None
    exact = experiment.train.deterministic
    settings: dict[str, str | int | bool] = {
        "tf32": experiment.train.tf32,
        "exact": exact,
        "xla_flags": flags_for_gpu(),
    }
    if not exact:
        notes = (*notes, NO_PROMISE)
    name = f"GPU {verdict.gpu.name}"
    return Place(Device.GPU, name, setup.gpu_versions(seen.driver), settings, notes)


def _measured(
    experiment: Experiment, batches: Batches, seen: Seen, verdict: Verdict, record: Record
) -> Choice:
    assert verdict.gpu is not None
    record.now(doing="measuring which device is faster")
    machine = versions() | {
        "cpu": cpu_model(),
        "threads": str(threads()),
        "gpu": verdict.gpu.name,
        "driver": seen.driver,
    }
    try:
        return measured(speed.speeds_of(experiment, batches(), machine))
    except speed.NotMeasured as error:
        return measured(None, str(error))
    finally:
        record.now(doing="building the model")
