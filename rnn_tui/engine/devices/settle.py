"""From what the machine shows to the place where a run is computed; tells the record about it."""

from collections.abc import Callable
from typing import Any

from rnn_tui.engine.devices import setup, speed
from rnn_tui.engine.devices.device_choice import DeviceChoice, choose_device, device_of, measured
from rnn_tui.engine.devices.gpu_choice import GpuChoice, choose_gpu
from rnn_tui.engine.devices.hardware import Hardware, detect
from rnn_tui.engine.machine import cpu_model, versions
from rnn_tui.engine.placement import NO_PROMISE, Device, Placement
from rnn_tui.engine.record import Record
from rnn_tui.engine.sharing import pool_of_run, share, threads, threads_of_run
from rnn_tui.engine.xla import flags_for_gpu
from rnn_tui.experiment import ConfigError, Experiment, Fault
from rnn_tui.runs.files import events

Batches = Callable[[], Any]


def settle(experiment: Experiment, batches: Batches, record: Record) -> Placement:
    """Choose the device of the run, and set TensorFlow up for it.

    `batches()` gives some real ones, as a measurement wants them. Raises ConfigError where
    `train.device` asks for a GPU that there is not.
    """
    before = record.before.machine
    known = before.settings if before else {}
    setup.prepare_pool(pool_of_run(known))
    hardware = setup.with_tensorflow(detect())
    gpu_choice = choose_gpu(hardware)
    began_on = device_of(before.device) if before else None
    choice = choose_device(experiment.train.device, began_on, gpu_choice)
    if choice.refuses:
        raise ConfigError([Fault("train.device", choice.line)])
    if choice.measures:
        choice = _measured(experiment, batches, hardware, gpu_choice, record)
    if choice.warns:
        record.tell(events.Warned(message=choice.line))
    setup.prepare(choice.device, gpu_choice, experiment.train)
    notes = (choice.line,) if choice.line and not choice.warns else ()
    if choice.device == Device.CPU:
        return on_cpu(experiment, threads_of_run(experiment, known), pool_of_run(known), notes)
    return _on_gpu(experiment, hardware, gpu_choice, notes)


def on_cpu(
    experiment: Experiment,
    at_once: int | None = None,
    pool: int | None = None,
    notes: tuple[str, ...] = (),
) -> Placement:
    """The processor: the same bits every time, whatever GPU is there as well.

    `at_once` threads share a batch; left out, it is still to be found what is fastest.
    """
    sharing = at_once or threads()
    parts = len(share(experiment, experiment.train.batch_size, at_once=sharing))
    alone = f"CPU, {sharing} threads"
    return Placement(
        Device.CPU,
        alone if parts < 2 else f"CPU, {sharing} threads, batches in {parts} parts",
        settings={
            "tf32": False,
            "exact": True,
            "threads": sharing,
            "pool": pool or threads(),
        },
        notes=notes,
        threads=at_once or 0,
    )


def _on_gpu(
    experiment: Experiment, hardware: Hardware, gpu_choice: GpuChoice, notes: tuple[str, ...]
) -> Placement:
    assert gpu_choice.gpu is not None
    exact = experiment.train.deterministic
    settings: dict[str, str | int | bool] = {
        "tf32": experiment.train.tf32,
        "exact": exact,
        "xla_flags": flags_for_gpu(),
    }
    if not exact:
        notes = (*notes, NO_PROMISE)
    name = f"GPU {gpu_choice.gpu.name}"
    return Placement(Device.GPU, name, setup.gpu_versions(hardware.driver), settings, notes)


def _measured(
    experiment: Experiment,
    batches: Batches,
    hardware: Hardware,
    gpu_choice: GpuChoice,
    record: Record,
) -> DeviceChoice:
    assert gpu_choice.gpu is not None
    record.now(doing="measuring which device is faster")
    machine = processor() | {"gpu": gpu_choice.gpu.name, "driver": hardware.driver}
    try:
        return measured(speed.speeds_of(experiment, batches(), machine))
    except speed.NotMeasured as error:
        return measured(None, str(error))
    finally:
        record.now(doing="building the model")


def processor() -> dict[str, str]:
    """Everything that the speed of a CPU depends on."""
    return versions() | {"cpu": cpu_model(), "threads": str(threads())}
