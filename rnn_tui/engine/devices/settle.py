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
from rnn_tui.engine.sharing import share, threads, threads_of_run
from rnn_tui.engine.xla import flags_for_gpu
from rnn_tui.experiment import ConfigError, Experiment, Fault
from rnn_tui.runs.files import events
from rnn_tui.runs.state.run_state import Machine

Batches = Callable[[], Any]


def settle(experiment: Experiment, batches: Batches, record: Record) -> Place:
    """Choose the device of the run, and set TensorFlow up for it.

    `batches()` gives some real ones, as a measurement wants them. Raises ConfigError where
    `train.device` asks for a GPU that there is not.
    """
    before = record.before.machine
    setup.prepare_pool(_pool(before))
    seen = setup.with_tensorflow(look())
    verdict = judge(seen)
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
        at_once = threads_of_run(experiment, before.settings if before else {})
        return on_cpu(experiment, at_once, _pool(before), notes)
    return _on_gpu(experiment, seen, verdict, notes)


def _pool(before: Machine | None) -> int:
    """The size of TensorFlow's pool of threads: that of the run's first life."""
    size = before.settings.get("pool") if before else None
    return size if isinstance(size, int) and size > 0 else threads()


def on_cpu(
    experiment: Experiment,
    at_once: int | None = None,
    pool: int | None = None,
    notes: tuple[str, ...] = (),
) -> Place:
    """The processor: the same bits every time, whatever GPU is there as well.

    `at_once` threads share a batch; left out, it is still to be found what is fastest.
    """
    sharing = at_once or threads()
    parts = len(share(experiment, experiment.train.batch_size, at_once=sharing))
    shared = f", batches in {parts} parts" if parts > 1 else ""
    return Place(
        Device.CPU,
        f"CPU, {sharing} threads{shared}",
        settings={
            "tf32": False,
            "exact": True,
            "threads": sharing,
            "pool": pool or threads(),
        },
        notes=notes,
        threads=at_once or 0,
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
    machine = processor() | {"gpu": verdict.gpu.name, "driver": seen.driver}
    try:
        return measured(speed.speeds_of(experiment, batches(), machine))
    except speed.NotMeasured as error:
        return measured(None, str(error))
    finally:
        record.now(doing="building the model")


def processor() -> dict[str, str]:
    """What the speed of a CPU depends on."""
    return versions() | {"cpu": cpu_model(), "threads": str(threads())}
