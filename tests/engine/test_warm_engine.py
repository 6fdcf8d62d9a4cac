"""An engine that trains many runs: each gets the bits of a process of its own, and ends as ever."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from rnn_tui.io.exits import Exit
from rnn_tui.runs import Ask, RunDirectory, State, ask_run, kill_engine, start_engine
from rnn_tui.runs.files import checkpoints as saved
from rnn_tui.runs.files.events import Checkpoint, Compiled, EpochEnded, Failed, Paused, Stopped
from rnn_tui.runs.process.warm_engine import WarmEngine
from tests.fingerprints import fingerprint
from tests.lives import Lab, Life, state_of, until
from tests.small_text import write_experiment

SHORT = ("train.epochs=2", "train.early_stopping=none", "train.checkpoint_seconds=0")
ENDLESS = ("train.epochs=1000", "train.early_stopping=none")

TRIALS = (
    ("seed=11", "train.learning_rate=0.02"),
    ("seed=12", "train.learning_rate=0.005", "layers.1.units=5"),
    ("seed=13", "train.learning_rate=0.001", "layers.1.dropout=0.1", "layers.2.rate=0.45"),
)
PROGRAMS, ARRAYS = "the programs of an earlier run", "the arrays of the run before"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    place = Lab(tmp_path_factory.mktemp("lab"), forks=True)
    yield place
    place.clear()


@pytest.fixture(scope="module")
def config(lab: Lab) -> Path:
    return write_experiment(lab.folder, rows=300)


@pytest.fixture(scope="module")
def warm(lab: Lab) -> Iterator[WarmEngine]:
    """One for all tests of this file: what one of them leaves behind is a fault of the engine."""
    with lab.entered():
        engine = WarmEngine()
        yield engine
        engine.close()


def trained(lab: Lab, run: RunDirectory, warm: WarmEngine) -> RunDirectory:
    """The run, trained to its end."""
    assert begun(lab, run, warm).ends() == 0
    return run


def begun(lab: Lab, run: RunDirectory, warm: WarmEngine) -> Life:
    with lab.entered():
        return Life(run, lambda: start_engine(run, warm))


def log(run: RunDirectory) -> str:
    return run.engine_log.read_text()


def test_three_trials_of_one_engine_have_the_bits_of_three_fresh_ones(
    lab: Lab, config: Path, warm: WarmEngine
) -> None:
    pid = warm.pid
    runs = [trained(lab, lab.create(config, *SHORT, *each), warm) for each in TRIALS]
    assert warm.pid == pid
    reused = [[words in log(run) for words in (PROGRAMS, ARRAYS)] for run in runs]
    assert reused == [[False, False], [False, False], [True, False]]  # a seed splits the texts
    for run, settings in zip(runs, TRIALS, strict=True):
        fresh = lab.create(config, *SHORT, *settings)
        assert lab.live(fresh).ends() == 0
        assert fingerprint(run) == fingerprint(fresh)
        assert run.history.read_bytes() == fresh.history.read_bytes()
        assert names(run) == names(fresh)


def names(run: RunDirectory) -> list[str]:
    """The variables of the last checkpoint: their numbers begin anew in each run."""
    checkpoint, _ = saved.load_last(run.checkpoints)
    assert checkpoint is not None
    return [str(each["path"]) for each in checkpoint.variables]


def test_a_run_with_the_same_data_uses_the_arrays_again(lab: Lab, warm: WarmEngine) -> None:
    settings = ("train.epochs=1", "data.num_words=100", "layers.0.input_dim=100")
    runs = [
        trained(lab, lab.create("quickstart", *settings, f"train.learning_rate={rate}"), warm)
        for rate in (0.001, 0.002)
    ]
    assert [ARRAYS in log(run) for run in runs] == [False, True]
    told = [state_of(run).baseline for run in runs]
    assert told[0] is not None
    assert told[1] is not None
    assert (told[0].words, told[0].constant) == (told[1].words, told[1].constant)


def test_a_run_that_ends_badly_leaves_nothing_behind(
    lab: Lab, config: Path, warm: WarmEngine, tmp_path: Path
) -> None:
    pid = warm.pid
    network = ("layers.1.kind=SimpleRNN", "layers.1.activation=relu", "layers.1.dropout=0")
    gentle = (*SHORT, *network, "train.optimizer=sgd", "train.learning_rate=0.01")
    wild = lab.create(config, *gentle, "train.learning_rate=100", "train.epochs=20")
    missing = lab.create(config, *SHORT, f"data.path={tmp_path / 'none.csv'}")
    for run, code, kind in ((wild, Exit.DIVERGED, "diverged"), (missing, Exit.DATA, "data")):
        life = begun(lab, run, warm)
        assert life.ends() == code
        assert life.last(Failed).kind == kind
    assert warm.pid == pid
    after = trained(lab, lab.create(config, *gentle), warm)
    assert PROGRAMS in log(after)
    fresh = lab.create(config, *gentle)
    assert lab.live(fresh).ends() == 0
    assert fingerprint(after) == fingerprint(fresh)


def test_a_stopped_run_leaves_the_engine_ready_and_is_resumed_by_it_exactly(
    lab: Lab, config: Path, warm: WarmEngine
) -> None:
    run = lab.create(config, *SHORT, "train.epochs=15", "train.checkpoint_seconds=0.02")
    life = begun(lab, run, warm)
    pid = warm.pid
    life.sees(EpochEnded)
    ask_run(run, Ask.PAUSE, "test")
    life.sees(Paused)
    ask_run(run, Ask.CONTINUE, "test")
    ask_run(run, Ask.STOP, "test")
    assert life.ends() == 0
    life.sees(Stopped)
    trained(lab, lab.create(config, *SHORT, "seed=3"), warm)
    assert warm.pid == pid
    trained(lab, run, warm)
    whole = lab.create(config, *SHORT, "train.epochs=15", "train.checkpoint_seconds=0.02")
    assert lab.live(whole).ends() == 0
    assert fingerprint(run) == fingerprint(whole)


def test_a_killed_engine_is_replaced(lab: Lab, config: Path, warm: WarmEngine) -> None:
    run = lab.create(config, *ENDLESS)
    life = begun(lab, run, warm)
    life.sees(Checkpoint)
    pid = warm.pid
    kill_engine(run)
    assert life.ends() == -9
    assert state_of(run).state is State.LOST
    after = trained(lab, lab.create(config, *SHORT), warm)
    assert warm.pid != pid
    assert after.model.is_file()


def test_another_number_of_threads_is_another_process_with_the_same_id(
    lab: Lab, config: Path, warm: WarmEngine
) -> None:
    wide = ("layers.1.units=300", "train.batch_size=200", "train.epochs=1")
    first = trained(lab, lab.create(config, *SHORT), warm)
    pid = warm.pid
    second = trained(lab, lab.create(config, *SHORT, *wide), warm)
    assert warm.pid == pid
    flags = [state_of(run).machine.settings["xla_flags"] for run in (first, second)]
    assert flags[0] != flags[1]
    fresh = lab.create(config, *SHORT, *wide)
    assert lab.live(fresh).ends() == 0
    assert state_of(fresh).machine.settings["xla_flags"] == flags[1]
    assert fingerprint(second) == fingerprint(fresh)


def test_an_engine_without_a_run_ends_with_a_signal_and_one_with_a_run_outlives_its_front_end(
    lab: Lab, config: Path, warm: WarmEngine
) -> None:
    run = lab.create(config, *SHORT, "train.epochs=6")
    life = begun(lab, run, warm)
    life.sees(Compiled)
    pid = warm.pid
    warm.close()
    until(lambda: state_of(run).state is State.FINISHED, "the end of the run")
    until(lambda: not is_running(pid), "the end of the engine")
    idle = warm.pid
    trained(lab, lab.create(config, *SHORT), warm)
    psutil.Process(idle).terminate()
    until(lambda: not is_running(idle), "the end of the idle engine")


def is_running(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False
