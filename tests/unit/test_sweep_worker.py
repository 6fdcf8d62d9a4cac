"""Workers with an engine that learns nothing: what they take, tell, prune and leave open."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.experiment.loading import edited
from rnn_tui.runs import Ask, RunDirectory, State, ask_run, list_runs, read_state, start_engine
from rnn_tui.runs.files.status import read_status
from rnn_tui.runs.process import slots
from rnn_tui.runs.process.warm_engine import WarmEngine
from rnn_tui.sweeps import places
from rnn_tui.sweeps.create import create_sweep
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.lines import AnyLine, Removed, Reported, Requested, Taken, Told
from rnn_tui.sweeps.overview import look
from rnn_tui.sweeps.reporting import Judging
from rnn_tui.sweeps.state import Trial
from rnn_tui.sweeps.stopping import Stopping
from rnn_tui.sweeps.taking import Rest
from rnn_tui.sweeps.training import CannotGoOn
from rnn_tui.sweeps.worker import Worker
from rnn_tui.sweeps.workers import present
from tests.made_sweeps import EPOCHS, RATE, UNITS, asked, made_sweep, run_of, taken, told
from tests.sweep_engine import ENGINE, SweepRun, ThreadEngine

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("rnn_tui.sweeps.training.start_engine", ThreadEngine)
    monkeypatch.setattr("rnn_tui.sweeps.worker.LOOK_SECONDS", 0.02)
    monkeypatch.setattr("rnn_tui.sweeps.worker.IDLE_SECONDS", 0.02)
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


def untested(folder: Path, space: dict[str, Any] | None = None, **options: Any) -> Sweep:
    """A fresh sweep that leaves the test part alone."""
    return made_sweep(folder, space, test=False, **options)


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch, quick: None) -> None:
    """Engines that can be killed."""
    monkeypatch.setattr("rnn_tui.sweeps.training.start_engine", start_engine)
    monkeypatch.setattr("rnn_tui.runs.process.launch.ENGINE", ENGINE)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def work(
    sweep: Sweep,
    stopping: Stopping | None = None,
    say: Callable[[AnyLine], None] = lambda line: None,
) -> Rest | None:
    """Be a worker until nothing is left."""
    own = Sweep(sweep.path)
    with present(own) as presence:
        return Worker(own, presence, stopping or Stopping(), say).work()


def outcomes(sweep: Sweep) -> dict[str, tuple[str, float | None]]:
    """What was told of each run."""
    trials = sweep.refresh().trials.values()
    units = [unit for trial in trials for unit in trial.units if unit.told]
    return {unit.run: (unit.told.outcome, unit.told.value) for unit in units if unit.told}


def lines_of(sweep: Sweep, kind: type[Any]) -> list[Any]:
    return [line for line in Sweep(sweep.path).journal.read() if isinstance(line, kind)]


def starts(run: RunDirectory) -> int:
    """The number of engines that the run has had."""
    return sum(each.event == "started" for each in _events(run))


def value_of(sweep: Sweep, trial: Trial, seed: int, epochs: int) -> float:
    """What the engine of these tests makes of a run: its losses fall from epoch to epoch."""
    run = RunDirectory(sweep.path / next(u.run for u in trial.units if u.seed == seed))
    best = read_state(run).epochs
    assert len(best) == epochs
    return min(record.logs["val_loss"] for record in best)


def test_a_worker_trains_every_run_of_a_grid_and_ends(tmp_path: Path) -> None:
    sweep = untested(tmp_path, UNITS, seeds=2)
    said: list[AnyLine] = []
    assert work(sweep, say=said.append) is Rest.DONE
    found = outcomes(sweep)
    assert list(found) == [f"00{trial}-s{seed}" for trial in range(3) for seed in range(2)]
    assert {outcome for outcome, _ in found.values()} == {"finished"}
    assert [line.trial for line in said if isinstance(line, Told)] == [0, 0, 1, 1, 2, 2]
    assert len(list_runs(sweep.path)) == 6
    for trial in sweep.state.trials.values():
        values = [value_of(sweep, trial, seed, EPOCHS) for seed in (0, 1)]
        assert trial.value == pytest.approx(sum(values) / 2)
    view = look(sweep)
    best = min(view.trials, key=lambda each: each.value or 0)
    assert (view.state, view.best) == ("finished", best.trial)


def test_several_workers_share_the_runs_and_get_what_one_would(tmp_path: Path) -> None:
    alone = untested(tmp_path / "alone", RATE, trials=6, sampler="random", seed=3)
    shared = untested(tmp_path / "shared", RATE, trials=6, sampler="random", seed=3)
    work(alone)
    threads = [threading.Thread(target=work, args=(shared,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes(shared) == outcomes(alone)
    assert len({line.worker for line in lines_of(shared, Taken)}) == 3
    assert len(lines_of(shared, Taken)) == 6
    values = [trial.asked.values for trial in shared.state.trials.values()]
    assert values == [trial.asked.values for trial in alone.refresh().trials.values()]


def test_a_signal_leaves_the_trial_open_and_the_run_stopped(tmp_path: Path) -> None:
    sweep = untested(tmp_path, UNITS)
    stopping = Stopping()
    run = RunDirectory(sweep.path / "000")
    with _when_running(run, lambda: stopping.heed(signal.SIGUSR1)):
        assert work(sweep, stopping) is None
    assert stopping.code == 128 + signal.SIGUSR1
    assert read_state(run).state == State.STOPPED
    assert outcomes(sweep) == {}
    assert look(sweep).state == "waiting"
    assert work(sweep) is Rest.DONE  # the next worker begins with it
    assert [line.trial for line in lines_of(sweep, Taken)] == [0, 0, 1, 2]


def test_a_stop_of_the_sweep_stops_its_runs_and_keeps_workers_out(tmp_path: Path) -> None:
    sweep = untested(tmp_path, UNITS)
    run = RunDirectory(sweep.path / "000")
    ask = Requested(request="stop", by="a test")
    with _when_running(run, lambda: sweep.journal.append(ask)):
        assert work(sweep) is Rest.HELD
    assert read_state(run).state == State.STOPPED
    assert work(sweep) is Rest.HELD
    assert look(sweep).state == "stopped"
    sweep.journal.append(Requested(request="run"))
    assert work(sweep) is Rest.DONE
    assert len(outcomes(sweep)) == 3


def test_a_held_sweep_finishes_what_is_running(tmp_path: Path) -> None:
    sweep = untested(tmp_path, UNITS)
    ask = Requested(request="hold", by="a test")
    with _when_running(RunDirectory(sweep.path / "000"), lambda: sweep.journal.append(ask)):
        assert work(sweep) is Rest.HELD
    assert list(outcomes(sweep)) == ["000"]
    assert look(sweep).state == "held"


def test_a_run_that_a_person_stops_stays_stopped(tmp_path: Path) -> None:
    sweep = untested(tmp_path, UNITS)
    run = RunDirectory(sweep.path / "000")
    with _when_running(run, lambda: ask_run(run, Ask.STOP, "rnn-tui stop")):
        assert work(sweep) is Rest.DONE
    assert outcomes(sweep)["000"][0] == "stopped"
    assert [line.trial for line in lines_of(sweep, Taken)] == [0, 1, 2]


@pytest.mark.usefixtures("processes")
def test_an_engine_that_is_killed_is_started_again(tmp_path: Path) -> None:
    space = {"layers.1.units": [4, 8]}
    sweep, other = (untested(tmp_path / name, space) for name in ("killed", "whole"))
    run = RunDirectory(sweep.path / "001")
    with _when_running(run, lambda: _kill_engine(run)):
        work(sweep)
    work(other)
    assert outcomes(sweep) == outcomes(other)
    assert [line.trial for line in lines_of(sweep, Taken)] == [0, 1, 1]


def test_an_engine_that_outlives_its_worker_is_followed(tmp_path: Path) -> None:
    sweep = untested(tmp_path, UNITS)
    sweep.journal.append(asked(0, values={"layers.1.units": 4}), taken(0, "gone"))
    from tests.made_sweeps import run_of

    run = run_of(sweep, 0)
    ThreadEngine(run)
    work(sweep)
    assert outcomes(sweep)["000"][0] == "finished"
    assert starts(run) == 1


def test_a_run_that_is_finished_and_not_told_is_read(tmp_path: Path) -> None:
    sweep = untested(tmp_path, UNITS)
    work(sweep)
    whole = outcomes(sweep)
    content = sweep.journal.path.read_bytes().splitlines(keepends=True)
    kept = [line for line in content if b'"told"' not in line]
    sweep.journal.path.write_bytes(b"".join(kept))
    work(sweep)
    assert outcomes(Sweep(sweep.path)) == whole
    assert starts(RunDirectory(sweep.path / "000")) == 1


def test_a_folder_whose_maker_was_killed_is_filled(tmp_path: Path) -> None:
    sweep = untested(tmp_path, UNITS)
    (sweep.path / "000").mkdir()
    work(sweep)
    assert outcomes(sweep)["000"][0] == "finished"


def test_a_name_that_is_taken_by_something_else_is_told(tmp_path: Path) -> None:
    sweep = untested(tmp_path, UNITS)
    (sweep.path / "000").mkdir()
    (sweep.path / "000" / "mine.txt").touch()
    with pytest.raises(CannotGoOn, match="000 already exists, and it is not a run: move it away"):
        work(sweep)
    assert outcomes(sweep) == {}


def test_a_combination_that_cannot_be_trained_fails_alone(tmp_path: Path) -> None:
    space = {"layers.2.units": [1, 3], "train.loss": ["binary_crossentropy"]}
    sweep = untested(tmp_path, space)
    assert work(sweep) is Rest.DONE
    assert [outcome for outcome, _ in outcomes(sweep).values()] == ["finished", "failed"]
    message = look(sweep).trials[1].runs[0].message
    assert "binary_crossentropy" in message or "output" in message


@pytest.mark.usefixtures("processes")
def test_a_run_whose_engines_never_get_anywhere_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnn_tui.sweeps.training.MOST_STARTS", 2)
    sweep = untested(tmp_path, {"layers.1.units": [4, 8]})

    def kill_at_once(run: RunDirectory, ready: object = None) -> Any:
        before, engine = starts(run), start_engine(run)
        if run.run_id == "000":
            _until(lambda: starts(run) > before)
            engine.kill()  # type: ignore[attr-defined] - a process of its own
            engine.wait()
        return engine

    monkeypatch.setattr("rnn_tui.sweeps.training.start_engine", kill_at_once)
    monkeypatch.setenv("SWEEP_ENGINE_SECONDS", "0.5")
    work(sweep)
    assert look(sweep).trials[0].runs[0].message == "its last 2 engines ended without any progress"
    assert outcomes(sweep)["001"][0] == "finished"


def test_a_full_disk_ends_the_worker_and_leaves_the_trial_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = untested(tmp_path, UNITS)
    real = os.write

    def full(descriptor: int, content: bytes) -> int:
        if b'"told"' in content:
            raise OSError(28, "No space left on device")
        return real(descriptor, content)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(SweepError, match="cannot be written: no space left on device"):
        work(sweep)
    monkeypatch.setattr(os, "write", real)
    assert outcomes(sweep) == {}
    assert work(sweep) is Rest.DONE
    assert [line.trial for line in lines_of(sweep, Taken)] == [0, 0, 1, 2]


def test_an_engine_without_room_leaves_the_trial_open_and_a_broken_one_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = untested(tmp_path, {"layers.1.units": [4, 8]})

    def fail(run: RunDirectory, ready: object = None) -> ThreadEngine:
        engine = ThreadEngine(run)
        engine.wait()
        SweepRun(run=run).fail(message="the disk is full")
        return engine

    monkeypatch.setattr("rnn_tui.sweeps.training.start_engine", fail)
    monkeypatch.setattr("rnn_tui.sweeps.training.disk_is_full", lambda folder: True)
    with pytest.raises(CannotGoOn, match="000: the disk is full; free some space, then resume"):
        work(sweep)
    assert outcomes(sweep) == {}
    monkeypatch.setattr("rnn_tui.sweeps.training.disk_is_full", lambda folder: False)
    assert work(sweep) is Rest.DONE
    assert outcomes(sweep) == {"000": ("failed", None), "001": ("failed", None)}


def test_what_a_person_adds_is_run_with_its_own_experiment(tmp_path: Path) -> None:
    from rnn_tui.experiment import dumps, load

    sweep = untested(tmp_path)
    other = load("quickstart", ["train.epochs=2", "layers.1.units=5"])
    (sweep.path / "other.toml").write_text(dumps(other), encoding="utf-8")
    sweep.journal.append(asked(0, 4, experiment="other.toml", run="other", by="me"))
    work(sweep)
    run = RunDirectory(sweep.path / "other")
    assert read_state(run).total_epochs == 2
    assert load(run.experiment) == other.model_copy(update={"seed": 4})


def test_a_trial_that_is_removed_is_not_begun(tmp_path: Path) -> None:
    sweep = untested(tmp_path, UNITS)
    sweep.journal.append(asked(0), Removed(trial=0))
    work(sweep)
    assert list(outcomes(sweep)) == ["001", "002"]
    assert look(sweep).trials[0].state == "removed"


def looks_at_the_test(sweep: Sweep) -> list[tuple[int, int]]:
    """Trial and seed of every look at the test part, by what the runs themselves have recorded."""
    found = []
    for trial in sweep.refresh().trials.values():
        for unit in trial.units:
            events = _events(sweep.run_of(unit))
            found += [(trial.number, unit.seed) for each in events if each.event == "tested"]
    return found


def test_only_the_best_trial_is_tested_and_only_at_the_end(tmp_path: Path) -> None:
    sweep = made_sweep(tmp_path, UNITS, seeds=2)
    seen: list[tuple[str, list[tuple[int, int]]]] = []
    work(sweep, say=lambda line: seen.append((line.event, looks_at_the_test(sweep))))
    view = look(sweep)
    assert view.best is not None
    assert looks_at_the_test(sweep) == [(view.best, 0), (view.best, 1)]
    assert [event for event, _ in seen] == ["told"] * 6 + ["tested"] * 2
    assert all(tests == [] for event, tests in seen if event == "told")
    tested = [unit.run for trial in view.trials for unit in trial.runs if unit.test]
    assert tested == [f"{view.best:03d}-s0", f"{view.best:03d}-s1"]
    assert view.state == "finished"


def test_seeds_alone_choose_nothing_and_are_all_tested(tmp_path: Path) -> None:
    sweep = made_sweep(tmp_path, seeds=3)
    work(sweep)
    assert looks_at_the_test(sweep) == [(0, 0), (0, 1), (0, 2)]
    [trial] = look(sweep).trials
    assert all(unit.test["acc"] == 0.88 for unit in trial.runs)


def test_a_worker_that_ends_before_the_test_leaves_it_to_the_next(tmp_path: Path) -> None:
    sweep = made_sweep(tmp_path, UNITS)
    stopping = Stopping()

    def stop_after_the_last(line: AnyLine) -> None:
        if len(outcomes(sweep)) == 3:
            stopping.heed(signal.SIGTERM)

    assert work(sweep, stopping, stop_after_the_last) is None
    assert look(sweep).state == "waiting"
    assert looks_at_the_test(sweep) == []
    work(sweep)
    assert len(looks_at_the_test(sweep)) == 1
    assert look(sweep).state == "finished"


def test_a_sweep_whose_experiment_tests_nothing_tests_nothing(tmp_path: Path) -> None:
    sweep = untested(tmp_path, UNITS)
    work(sweep)
    assert looks_at_the_test(sweep) == []
    assert look(sweep).state == "finished"


@pytest.mark.parametrize("pruner", ["median", "asha"])
def test_a_run_that_does_poorly_is_stopped(tmp_path: Path, pruner: str) -> None:
    pytest.importorskip("optuna")
    sweep = untested(tmp_path, RATE, trials=9, sampler="random", prune=pruner, seeds=2)
    assert work(sweep) is Rest.DONE
    found = outcomes(sweep)
    pruned = [run for run, (outcome, _) in found.items() if outcome == "pruned"]
    assert pruned
    for run in pruned:
        number = int(run[:3])
        assert run.endswith("-s0")
        assert f"{number:03d}-s1" not in found  # its other seeds are not run
        decided = [r for r in lines_of(sweep, Reported) if r.trial == number and r.prune]
        assert len(decided) == 1
        assert look(sweep).trials[number].state == "pruned"
    # Those that were judged best by their first seed have both.
    finished = [run for run, (outcome, _) in found.items() if outcome == "finished"]
    assert len(finished) == 2 * (9 - len(pruned))


def a_poor_run(folder: Path, epochs: int, **options: Any) -> tuple[Sweep, bool]:
    """A run after so many epochs, beside five far better ones, and whether it is to stop."""
    sweep = untested(folder, RATE, trials=9, sampler="random", **options)
    for number in range(6):
        sweep.journal.append(asked(number, values={"train.learning_rate": 1e-3}))
    for number in range(5):
        told_of = (Reported(trial=number, seed=0, epoch=at, value=0.01) for at in range(EPOCHS))
        sweep.journal.append(*told_of, told(number, value=0.01))
    run = run_of(sweep, 5, epochs)
    sweep.journal.append(
        taken(5), *(Reported(trial=5, seed=0, epoch=at, value=9.0) for at in range(epochs - 1))
    )
    unit = sweep.refresh().unit(5, 0)
    assert unit is not None
    poor = Judging(sweep, unit).does_poorly(read_state(run))
    last = lines_of(sweep, Reported)[-1]
    assert (last.trial, last.epoch, last.prune) == (5, epochs - 1, poor)
    return sweep, poor


@pytest.mark.parametrize(("epochs", "poor"), [(EPOCHS - 1, True), (EPOCHS, False)])
def test_the_last_epoch_of_a_run_is_not_judged(tmp_path: Path, epochs: int, poor: bool) -> None:
    """It is trained by then: to prune it would save nothing."""
    pytest.importorskip("optuna")
    assert a_poor_run(tmp_path, epochs, prune="median")[1] is poor


@pytest.mark.parametrize(("after", "poor"), [(1, True), (2, False)])
def test_no_run_is_pruned_before_it_has_had_its_epochs(
    tmp_path: Path, after: int, poor: bool
) -> None:
    pytest.importorskip("optuna")
    assert a_poor_run(tmp_path / "first", 1, prune="median", prune_after=after)[1] is poor
    assert a_poor_run(tmp_path / "second", 2, prune="median", prune_after=after)[1]


@pytest.mark.parametrize("after", [1, 2])
def test_the_first_rung_of_asha_is_that_epoch(tmp_path: Path, after: int) -> None:
    pytest.importorskip("optuna")
    sweep, _ = a_poor_run(tmp_path, 1, prune="asha", prune_after=after)
    assert bool(lines_of(sweep, Reported)[-1].marks) is (after == 1)


def test_a_decision_to_prune_outlives_the_worker_that_made_it(tmp_path: Path) -> None:
    pytest.importorskip("optuna")
    sweep = untested(tmp_path, RATE, trials=3, sampler="random", prune="median")
    sweep.journal.append(
        asked(0, values={"train.learning_rate": 1e-3}),
        taken(0, "gone"),
        Reported(trial=0, seed=0, epoch=0, value=0.75),
        Reported(trial=0, seed=0, epoch=1, value=0.5, prune=True),
    )
    work(sweep)
    assert outcomes(sweep)["000"] == ("pruned", 0.5)
    assert read_state(RunDirectory(sweep.path / "000")).epochs == ()  # no engine was started


class _when_running:  # noqa: N801 - reads as a word
    """Does something once the run has trained an epoch, in a thread of its own."""

    def __init__(self, run: RunDirectory, do: Callable[[], Any]) -> None:
        self._thread = threading.Thread(target=self._wait, args=(run, do))

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join()

    @staticmethod
    def _wait(run: RunDirectory, do: Callable[[], Any]) -> None:
        _until(lambda: any(each.event == "epoch" for each in _events(run)))
        do()


def _events(run: RunDirectory) -> list[Any]:
    from rnn_tui.runs.files.event_log import LogReader

    try:
        return LogReader(run.events).poll()
    except OSError:
        return []


def _kill_engine(run: RunDirectory) -> None:
    status = read_status(run.status)
    assert status is not None
    assert status.process is not None
    os.kill(status.process.pid, signal.SIGKILL)


def _until(true: Callable[[], bool]) -> None:
    tick = threading.Event()
    for _ in range(6_000):
        if true():
            return
        tick.wait(0.005)
    raise AssertionError("it never happened")


def test_all_runs_of_a_worker_go_to_its_one_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[object] = []

    def engine_of(run: RunDirectory, ready: object = None) -> ThreadEngine:
        given.append(ready)
        return ThreadEngine(run)

    monkeypatch.setattr("rnn_tui.sweeps.training.start_engine", engine_of)
    sweep, own = made_sweep(tmp_path, UNITS), WarmEngine()
    with present(sweep) as presence:
        assert Worker(sweep, presence, Stopping(), engine=own).work() is Rest.DONE
    assert given == [own] * 4  # three trials, and the test of the best


@pytest.mark.parametrize(
    ("device", "cards", "on_gpu", "workers"),
    [("cpu", ["0"], False, 3), ("auto", ["0"], True, 2), ("auto", [], False, 3)],
)
def test_a_host_trains_as_many_runs_as_it_has_places_and_no_more_than_there_are(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    device: str,
    cards: list[str],
    on_gpu: bool,
    workers: int,
) -> None:
    for module in (slots, places):
        monkeypatch.setattr(module, "gpus", lambda: cards)
    monkeypatch.setattr(slots, "own_cores", lambda: [*range(64)])
    monkeypatch.setattr(slots, "free_memory", lambda: 2**50)
    sweep = made_sweep(tmp_path, UNITS)
    options = [("train.device", device), ("sweep.cores", 2), ("sweep.gpu_runs", 2)]
    base = edited(sweep.base, options)
    assert places.place_of(base) == slots.Wanted(2, on_gpu, 2)
    other = create_sweep(tmp_path, base, "other")
    assert places.usual_workers_of(other.base) == workers
