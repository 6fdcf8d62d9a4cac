"""The Slurm job that an engine works in: what is known of it, and what is said about its end."""

import time
from pathlib import Path

import pytest

from rnn_tui.batch.show import machine_lines
from rnn_tui.runs import State
from rnn_tui.runs.files import events
from rnn_tui.runs.files.events import Job, parse
from rnn_tui.runs.process.slurm import (
    BEFORE_END_SECONDS,
    REQUEUES,
    checkpoint_is_planned,
    current_job,
    end_words,
    job_name,
    job_words,
    seconds_of,
)
from rnn_tui.runs.state.fold import fold
from rnn_tui.runs.state.run_state import Machine, RunState

TASK = {
    "SLURM_JOB_ID": "17",
    "SLURM_ARRAY_JOB_ID": "17",
    "SLURM_ARRAY_TASK_ID": "3",
    "SLURM_RESTART_COUNT": "2",
    "SLURMD_NODENAME": "n1",
    "SLURM_JOB_PARTITION": "gpu",
}
"""The last task of an array has the number of the array itself."""


def never(name: str) -> str:
    raise AssertionError(f"asked about {name}")


def test_outside_of_slurm_there_is_no_job() -> None:
    assert current_job({}, never) is None
    assert current_job({"SLURM_JOB_ID": "none"}, never) is None


def test_a_task_of_an_array_is_named_by_array_and_index() -> None:
    asked: list[str] = []
    job = current_job(TASK, lambda name: asked.append(name) or "1:00:00")
    assert job is not None
    assert asked == ["17_3"] == [job_name(job)]
    assert (job.id, job.array_id, job.array_index, job.restarts) == ("17", "17", 3, 2)
    assert (job.node, job.partition, job.requeues) == ("n1", "gpu", False)
    assert job.ends_at == pytest.approx(time.time() + 3600, abs=60)


def test_the_end_is_taken_from_the_environment() -> None:
    job = current_job({"SLURM_JOB_ID": "5", "SLURM_JOB_END_TIME": "1800000000"}, never)
    assert job is not None
    assert job.ends_at == 1_800_000_000


@pytest.mark.parametrize("answer", ["UNLIMITED", "INVALID", "NOT_SET", ""])
def test_a_job_may_have_no_end(answer: str) -> None:
    job = current_job({"SLURM_JOB_ID": "5"}, lambda _: answer)
    assert job is not None
    assert job.ends_at == 0
    assert end_words(state_in(job), 0.0) == ""


@pytest.mark.parametrize(("mark", "requeues"), [("17_3", True), ("17_4", False)])
def test_only_its_own_job_is_said_to_go_on(mark: str, requeues: bool) -> None:
    job = current_job(TASK | {REQUEUES: mark}, lambda _: "")
    assert job is not None
    assert job.requeues is requeues


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5", 300),
        ("5:07", 307),
        ("1:00:00", 3600),
        ("2-3", 51 * 3600),
        ("2-3:4", 51 * 3600 + 240),
        ("2-03:04:05", 51 * 3600 + 245),
        ("", None),
        ("1-", None),
        ("4h", None),
        ("-5", None),
    ],
)
def test_times_are_read_as_slurm_writes_them(text: str, seconds: int | None) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    ("left", "requeues", "words"),
    [
        (720.0, True, "ends in 12 min (time limit), then resumes by itself"),
        (720.0, False, "ends in 12 min (time limit)"),
        (45.0, False, "ends in 45 s (time limit)"),
        (-3.0, False, "its time is up (time limit)"),
        (36_000.0, False, "ends in 10 h (time limit)"),
    ],
)
def test_the_end_of_the_job_in_words(left: float, requeues: bool, words: str) -> None:
    job = Job(id="17", ends_at=1000.0 + left, requeues=requeues)
    assert end_words(state_in(job), 1000.0) == words


def test_the_job_of_an_ended_run_is_not_mentioned() -> None:
    assert end_words(state_in(Job(id="17", ends_at=2000.0), State.STOPPED), 1000.0) == ""


def test_the_checkpoint_before_the_end_is_planned_once() -> None:
    job = Job(id="1", ends_at=1000.0)
    moment = job.ends_at - BEFORE_END_SECONDS
    assert not checkpoint_is_planned(job, moment - 1, age=500)
    assert checkpoint_is_planned(job, moment + 2, age=500)
    assert not checkpoint_is_planned(job, moment + 5, age=3)
    assert not checkpoint_is_planned(None, moment, age=500)
    assert not checkpoint_is_planned(Job(id="1"), moment, age=500)


def test_the_log_keeps_the_job_and_old_logs_have_none() -> None:
    job = Job(id="17", array_id="17", array_index=3, ends_at=2000.0, requeues=True)
    told = parse(events.Started(pid=1, visible_devices="0,1", job=job).line())
    assert isinstance(told, events.Started)
    assert (told.job, told.visible_devices) == (job, "0,1")
    old = parse(b'{"v":1,"at":1.0,"event":"started","pid":1}')
    assert isinstance(old, events.Started)
    assert (old.job, old.visible_devices) == (None, "")


def test_show_names_the_machine_and_the_job() -> None:
    job = Job(id="17", array_id="17", array_index=3, restarts=2, node="n1", partition="gpu")
    state = state_in(job.model_copy(update={"ends_at": 1720.0}), visible_devices="0,1")
    assert list(machine_lines(state, 1000.0)) == [
        "a CPU of cardboard; CUDA_VISIBLE_DEVICES=0,1",
        "Slurm job 17_3 (restart 2) on node n1, partition gpu; ends in 12 min (time limit)",
    ]
    assert job_words(Job(id="5")) == "Slurm job 5"


def test_show_says_to_which_processors_an_engine_was_limited() -> None:
    told = parse(events.Started(pid=1, cores="0,2-5").line())
    state = fold(RunState(), told)
    assert [line.split("; ")[-1] for line in machine_lines(state, 0.0)] == [
        "limited to processor 0,2-5"
    ]


def state_in(job: Job, state: State = State.RUNNING, visible_devices: str = "") -> RunState:
    machine = Machine("host", "CPU", {}, {"cpu": "a CPU of cardboard"}, visible_devices, job)
    return RunState(run_id="r", path=Path("r"), state=state, machine=machine)
