"""`--batch --as NAME`: what becomes of a run of that name, however it stands."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from rnn_tui.batch import named_run as named
from rnn_tui.batch import resume as resuming
from rnn_tui.batch.requeue import Requeueing
from rnn_tui.cli import cli
from rnn_tui.experiment import Experiment, load
from rnn_tui.runs import RunDirectory, State
from rnn_tui.runs.files.control import Ask, read_control
from rnn_tui.runs.process.slurm import REQUEUES
from tests.tui.fake_engine import FakeRun

MINE = "mine"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_RUNS", str(tmp_path / "runs"))
    for name in ("SLURM_JOB_ID", "SLURM_ARRAY_TASK_ID", REQUEUES):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "runs"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[RunDirectory]:
    """The runs on which an engine was started; one that trains to the end at once."""
    runs: list[RunDirectory] = []

    def train(run: RunDirectory, detach: bool, json_lines: bool) -> int:
        runs.append(run)
        FakeRun(run=run).start().epochs(1).finish()
        return 0

    monkeypatch.setattr(named, "start_and_follow", train)
    monkeypatch.setattr(resuming, "start_and_follow", train)
    return runs


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--batch", "--as", MINE, *arguments])


def made(folder: Path, experiment: Experiment | None = None) -> FakeRun:
    fake = FakeRun(folder, experiment or load("quickstart"))
    path = fake.run.path.rename(folder / MINE)
    return FakeRun(run=RunDirectory(path))


def test_it_is_started_if_there_is_none(folder: Path, started: list[RunDirectory]) -> None:
    done = call("--set", "seed=7")
    assert done.exit_code == 0, done.stderr
    assert [run.path for run in started] == [folder / MINE]
    assert load(started[0].experiment).seed == 7


def test_it_is_resumed_if_it_was_stopped(folder: Path, started: list[RunDirectory]) -> None:
    made(folder).start().partial(batch=3).stop()
    assert call().exit_code == 0
    assert [run.run_id for run in started] == [MINE]


@pytest.mark.parametrize("kind", ["data", "engine"])
def test_it_is_resumed_after_a_failure_that_may_not_recur(
    folder: Path, started: list[RunDirectory], kind: str
) -> None:
    made(folder).start().partial(batch=3).fail(kind)
    assert call().exit_code == 0
    assert len(started) == 1


def test_its_result_is_printed_if_it_is_finished(folder: Path, started: list[RunDirectory]) -> None:
    made(folder).start().epochs(2).test().finish()
    done = call("-c", "quickstart")
    assert done.exit_code == 0
    assert "test: loss 0.3012" in done.stdout
    assert not started


def test_a_run_that_diverged_would_do_so_again(folder: Path, started: list[RunDirectory]) -> None:
    made(folder).start().partial(batch=3).fail("diverged", "the loss is nan")
    done = call()
    assert done.exit_code == 4
    assert "the loss is nan" in done.stderr
    assert not started


def test_it_is_followed_if_it_is_running(
    folder: Path, started: list[RunDirectory], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = made(folder).start().partial(batch=3)

    def follow(run: RunDirectory, reporter: Any) -> int:
        fake.epochs(10).finish()
        return 0

    monkeypatch.setattr(named, "follow", follow)
    assert call().exit_code == 0
    assert fake.state.state == State.FINISHED
    assert not started


def test_a_paused_one_is_continued(
    folder: Path, started: list[RunDirectory], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = made(folder).start().partial(batch=3).pause()
    monkeypatch.setattr(named, "follow", lambda run, reporter: 0)
    assert call().exit_code == 0
    control = read_control(fake.run.control)
    assert control is not None
    assert control.ask == Ask.CONTINUE


def test_one_that_turns_out_to_be_lost_is_resumed(
    folder: Path, started: list[RunDirectory], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = made(folder).start().partial(batch=3)

    def follow(run: RunDirectory, reporter: Any) -> int:
        fake.die()
        return 5

    monkeypatch.setattr(named, "follow", follow)
    assert call().exit_code == 0
    assert [run.run_id for run in started] == [MINE]


def test_another_experiment_under_the_same_name_is_refused(
    folder: Path, started: list[RunDirectory]
) -> None:
    made(folder).start().partial(batch=3).stop()
    done = call("--set", "layers.1.units=64", "--set", "train.batch_size=7")
    assert done.exit_code == 2
    assert "was started with another experiment (layers.1.units 32 -> 64, " in done.stderr
    assert "train.batch_size 32 -> 7" in done.stderr
    assert not started


def test_more_epochs_extend_it(folder: Path, started: list[RunDirectory]) -> None:
    fake = made(folder).start().epochs(10).finish()
    assert call("--set", "train.epochs=12").exit_code == 0
    assert load(fake.run.experiment).train.epochs == 12
    assert len(started) == 1


def test_fewer_epochs_are_reported_and_change_nothing(
    folder: Path, started: list[RunDirectory]
) -> None:
    fake = made(folder).start().epochs(1).stop()
    done = call("--set", "train.epochs=2")
    assert "mine keeps its 10 epochs, more than the 2 asked for" in done.stderr
    assert load(fake.run.experiment).train.epochs == 10


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--as", "x"), "need --batch"),
        (("--batch", "--requeue"), "--requeue needs --as"),
        (("--batch", "--as", "x", "--requeue", "--detach"), "--requeue needs --as"),
        (("--batch", "--as", "x", "--requeue"), "SLURM_JOB_ID is not set"),
        (("--batch", "--as", "a/b"), "cannot contain /"),
        (("--batch", "--as", ""), "the name of a run cannot be empty"),
        (("--as", "x", "runs"), "put the options after the command"),
    ],
)
def test_misuse_of_as_and_requeue_is_refused(
    folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = CliRunner().invoke(cli, list(arguments))
    assert done.exit_code == 2
    assert words in done.stderr


@pytest.fixture
def scontrol(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Slurm is asked, which says yes."""
    asked: list[str] = []

    def run(command: list[str], **options: Any) -> "subprocess.CompletedProcess[str]":
        asked.append(" ".join(command))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setenv("SLURM_JOB_ID", "17")
    monkeypatch.setenv("SLURM_JOB_END_TIME", "4000000000")
    monkeypatch.setenv(REQUEUES, "")
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr("signal.signal", lambda number, handler: None)
    return asked


@pytest.mark.parametrize(("code", "put_back"), [(138, 1), (140, 1), (152, 1)])
def test_a_warning_requeues_the_job(
    folder: Path, scontrol: list[str], code: int, put_back: int
) -> None:
    run = made(folder).start().epochs(1).stop("SIGUSR1").run
    assert Requeueing().after(run, code) == 0
    assert scontrol == ["scontrol requeue 17"]


@pytest.mark.parametrize("code", [0, 2, 3, 4, 5, 130, 143])
def test_no_other_end_requeues_the_job(folder: Path, scontrol: list[str], code: int) -> None:
    run = made(folder).start().epochs(1).stop("SIGTERM").run
    assert Requeueing().after(run, code) == code
    assert scontrol == []


def test_the_time_limit_itself_requeues_the_job(
    folder: Path, scontrol: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLURM_JOB_END_TIME", "1000000000")
    run = made(folder).start().epochs(1).stop("SIGTERM").run
    assert Requeueing().after(run, 143) == 0
    assert scontrol == ["scontrol requeue 17"]


def test_json_prints_nothing_else(folder: Path, started: list[RunDirectory]) -> None:
    made(folder).start().epochs(1).finish()
    for line in call("--json").stdout.splitlines():
        json.loads(line)
