"""Sweeps with real engines: samplers, pruning, the late test, and what a signal leaves."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.experiment import load
from rnn_tui.experiment.loading import edited
from rnn_tui.io.exits import Exit
from rnn_tui.runs import RunDirectory, State, create, read_state, start_engine
from rnn_tui.runs.files import events
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.sweeps.create import create_sweep
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.lines import Asked, Reported, Taken, Told
from rnn_tui.sweeps.overview import look
from rnn_tui.sweeps.state import SAMPLER, Unit
from rnn_tui.sweeps.stopping import Stopping
from rnn_tui.sweeps.taking import Rest
from rnn_tui.sweeps.worker import Worker
from rnn_tui.sweeps.workers import present
from tests.forked import server
from tests.lives import PATIENCE, Lab, until
from tests.small_text import write_experiment

RATE = {"train.learning_rate": {"low": 1e-3, "high": 1e-1, "log": True}}
QUICK = [
    ("train.jit_compile", False),
    ("train.early_stopping", "none"),
    ("train.checkpoint_seconds", 0),
]


@pytest.fixture(scope="module")
def config(lab: Lab) -> Path:
    return write_experiment(lab.folder, kind="SimpleRNN", rows=400)


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch, lab: Lab) -> Iterator[None]:
    """Engines that begin with TensorFlow imported."""
    monkeypatch.setattr(
        "rnn_tui.sweeps.training.start_engine",
        lambda run, ready=None: start_engine(run, server()),  # type: ignore[arg-type]
    )
    with lab.entered():
        yield


def sweep_of(
    lab: Lab, config: Path, space: dict[str, Any], epochs: int = 1, **options: Any
) -> Sweep:
    given = [(f"sweep.{key}", value) for key, value in options.items()]
    changes = [*QUICK, ("train.epochs", epochs), ("sweep.space", space), *given]
    return create_sweep(lab.runs, edited(load(config), changes))


def work(sweep: Sweep) -> Rest | None:
    own = Sweep(sweep.path)
    with present(own) as presence:
        return Worker(own, presence, Stopping()).work()


def units_of(sweep: Sweep) -> list[Unit]:
    return [unit for trial in sweep.refresh().trials.values() for unit in trial.units]


@pytest.mark.parametrize("sampler", ["grid", "random", "tpe", "qmc"])
@pytest.mark.usefixtures("forked")
def test_each_sampler_trains_what_it_asks_for(lab: Lab, config: Path, sampler: str) -> None:
    pytest.importorskip("optuna")
    space = {"layers.1.units": [3, 5]} if sampler == "grid" else RATE
    sweep = sweep_of(lab, config, space, sampler=sampler, trials=2)
    assert work(sweep) is Rest.DONE
    for trial in sweep.refresh().trials.values():
        [unit] = trial.units
        state = read_state(sweep.run_of(unit))
        assert unit.told is not None
        assert unit.told.outcome == "finished"
        assert unit.told.value == state.epochs[0].logs["val_loss"] == trial.value
        assert unit.told.data == state.fingerprint != ""
        experiment = load(sweep.run_of(unit).experiment)
        [(key, value)] = trial.asked.values.items()
        found = experiment.train.learning_rate if "rate" in key else experiment.layers[1].units  # type: ignore[attr-defined]
        assert found == value
    values = [unit.told.value for unit in units_of(sweep) if unit.told]
    assert len(set(values)) == 2


@pytest.mark.usefixtures("forked")
def test_the_late_test_finds_what_a_test_at_once_would(lab: Lab, config: Path) -> None:
    """Bit for bit, of the same weights: those of the best epoch, which is not the last."""
    space = {"layers.1.units": [4]}
    sweep = sweep_of(lab, config, space, epochs=3)
    base = edited(sweep.base.alone, [("layers.1.units", 4)])
    whole = create(lab.runs, base)
    assert start_engine(whole, server()).wait() == 0  # type: ignore[arg-type]
    assert work(sweep) is Rest.DONE
    [unit] = units_of(sweep)
    late, at_once = read_state(sweep.run_of(unit)), read_state(whole)
    assert at_once.test is not None
    assert late.test is not None
    assert unit.tested is not None
    assert unit.tested.logs == late.test.logs == at_once.test.logs
    assert late.test.confusion == at_once.test.confusion
    assert [each.logs for each in late.epochs] == [each.logs for each in at_once.epochs]
    kinds = [each.event for each in LogReader(sweep.run_of(unit).events).poll()]
    assert kinds.count("finished") == 2
    assert kinds.index("finished") < kinds.index("tested")


@pytest.mark.usefixtures("forked")
def test_a_run_that_does_poorly_is_stopped_with_its_engine(lab: Lab, config: Path) -> None:
    pytest.importorskip("optuna")
    sweep = sweep_of(lab, config, RATE, epochs=2_000, sampler="random", trials=6, prune="median")
    for number in range(5):  # five others, far better after each epoch
        sweep.journal.append(
            Asked(trial=number, values={"train.learning_rate": 1e-2}, by=SAMPLER),
            *(Reported(trial=number, seed=0, epoch=epoch, value=0.01) for epoch in (0, 1)),
            Told(trial=number, seed=0, outcome="finished", value=0.01),
        )
    assert work(sweep) is Rest.DONE
    unit = units_of(sweep)[5]
    assert unit.told is not None
    assert (unit.told.outcome, unit.told.epochs) == ("pruned", len(unit.reports))
    state = read_state(sweep.run_of(unit))
    assert state.state == State.STOPPED
    assert len(state.epochs) < 2_000
    assert look(sweep).trials[5].state == "pruned"


def test_a_signal_to_the_driver_stops_all_and_resume_continues(lab: Lab, config: Path) -> None:
    """Two runs at a time, by the command line; the sweep ends as if nothing had been."""
    quick = [("train.validation_batch_size", 20), ("train.epochs", 40), *QUICK]
    settings = [word for key, value in quick for word in ("--set", f"{key}={json.dumps(value)}")]
    command = ("sweep", "-c", config, *settings, "--seeds", "2")
    driver = lab.popen(*command, "--as", "signalled", "--workers", "2", fork=True)
    sweep = Sweep(lab.runs / "signalled")
    runs = [RunDirectory(sweep.path / f"000-s{seed}") for seed in (5, 6)]
    until(lambda: all(_epochs(run) for run in runs), "epochs", lambda: driver.poll() is not None)
    driver.send_signal(signal.SIGTERM)
    out, err = driver.communicate(timeout=PATIENCE)
    assert driver.returncode == Exit.TERMINATED
    assert "rnn-tui sweep resume continues them" in err
    assert "Traceback" not in out + err
    assert [read_state(run).state for run in runs] == [State.STOPPED] * 2
    assert look(sweep).state == "stopped"
    resumed = lab.popen("sweep", "resume", "signalled", "--workers", "2", fork=True)
    out, err = resumed.communicate(timeout=PATIENCE)
    assert resumed.returncode == 0, out + err
    assert "test: " in out
    assert look(sweep).state == "finished"
    taken = [line for line in Sweep(sweep.path).journal.read() if isinstance(line, Taken)]
    assert len(taken) == 4
    for run in runs:
        numbers = [each.epoch for each in read_state(run).epochs]
        assert numbers == list(range(40))
    assert (sweep.path / "workers.log").read_text().count("Traceback") == 0


def test_a_worker_without_room_on_the_disk_leaves_its_trial_to_the_next(
    lab: Lab, config: Path
) -> None:
    """`ulimit -f` stands for a full disk: the journal cannot grow."""
    sweep = sweep_of(lab, config, {"layers.1.units": [3]})
    size = sweep.journal.path.stat().st_size
    sweep.journal.path.write_bytes(sweep.journal.path.read_bytes() + b"\n" * (100 * 1024 - size))
    limited = ["bash", "-c", 'ulimit -f 100; exec "$@"', "-"]
    worker = subprocess.run(
        [*limited, *lab.command("-m", "rnn_tui", "sweep", "work", sweep.path)],
        env=lab.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert worker.returncode == Exit.USAGE
    assert "the journal of" in worker.stderr
    assert "cannot be written: file too large" in worker.stderr
    assert "Traceback" not in worker.stderr
    assert units_of(sweep) == []
    assert sweep.journal.path.stat().st_size == 100 * 1024


def _epochs(run: RunDirectory) -> bool:
    try:
        return any(isinstance(each, events.EpochEnded) for each in LogReader(run.events).poll())
    except OSError:
        return False
