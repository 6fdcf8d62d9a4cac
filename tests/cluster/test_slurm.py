"""Jobs of a real Slurm: signals, time limit, requeue, preemption, arrays, and chains of lives."""

import signal
from collections.abc import Callable

import pytest

from rnn_tui.runs import RunDirectory, RunError, RunState, State, read_state
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.events import EpochEnded, Event, Started
from tests.cluster.slurm import NODES, Slurm
from tests.fingerprints import fingerprint
from tests.lives import Lab, story

SLOW = ("--set", "train.batch_size=4", "--set", "train.epochs=20")
"""Half a minute of training, so that there is time for what Slurm does in seconds."""

ENDLESS = ("--set", "train.epochs=100000")


class Jobs:
    """Submits what `rnn-tui sbatch` prints, and knows the runs that come of it."""

    def __init__(self, slurm: Slurm, lab: Lab) -> None:
        self.slurm, self.lab = slurm, lab

    def submit(self, *arguments: str, sbatch: tuple[str, ...] = ()) -> str:
        """The id of the job; `sbatch` are options that go before those of the script."""
        done = self.lab.cli("sbatch", "--cpus", "1", "--mem", "100M", *arguments)
        assert done.returncode == 0, done.stderr
        script = self.lab.folder / "job.sh"
        script.write_text(done.stdout)
        return self.slurm.run("sbatch", "--parsable", *sbatch, str(script), **self.lab.env)

    def sees(self, name: str, found: Callable[[RunState], bool], what: str) -> RunState:
        """Wait until the run of that name is as asked for."""
        run = self.run(name)

        def look() -> RunState | None:
            try:
                state = read_state(run)
            except RunError:
                return None
            return state if found(state) else None

        try:
            return self.slurm.wait(look, f"{name}: {what}")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{story(run)}\n{self.output()}") from None

    def trains(self, name: str, epochs: int = 0) -> RunState:
        """Wait until an engine is in the middle of an epoch, with so many behind it."""
        return self.sees(
            name,
            lambda now: (
                now.state == State.RUNNING and len(now.epochs) >= epochs and now.position.batch > 0
            ),
            f"running after {epochs} epochs",
        )

    def warn(self, job: str) -> None:
        """Send what `--signal=B:USR1` sends before the time is up, to the same process."""
        self.slurm.run("scancel", "--batch", "--signal=USR1", job)

    def starts_again(self, job: str, restarts: int) -> None:
        """Wait for the next life, which else would wait for two minutes.

        In the second in which the job was put back its old credential would be revoked anew.
        """
        self.slurm.reaches(job, "PENDING")
        self.slurm.run("scontrol", "update", f"JobId={job}", "StartTime=now+3")
        self.slurm.reaches(job, "RUNNING")
        assert self.slurm.field(job, "Restarts") == str(restarts)

    def run(self, name: str) -> RunDirectory:
        return RunDirectory(self.lab.runs / name)

    def starts(self, name: str) -> list[Started]:
        return [event for event in self.events(name) if isinstance(event, Started)]

    def events(self, name: str) -> list[Event]:
        return LogReader(self.run(name).events).poll()

    def output(self) -> str:
        return "\n".join(path.read_text() for path in self.lab.folder.glob("slurm-*.out"))


@pytest.fixture
def jobs(slurm: Slurm, lab: Lab) -> Jobs:
    return Jobs(slurm, lab)


def test_a_chain_of_three_lives_ends_with_the_bits_of_an_undisturbed_run(jobs: Jobs) -> None:
    job = jobs.submit("--as", "chain", *SLOW)
    jobs.trains("chain", epochs=1)
    jobs.warn(job)  # the first life: the program puts its job back by itself
    stopped = jobs.sees("chain", lambda now: now.state == State.STOPPED, "stopped")
    assert stopped.stop_reason.startswith("SIGUSR1")
    jobs.starts_again(job, restarts=1)
    jobs.trains("chain", epochs=len(stopped.epochs) + 1)
    high = jobs.slurm.run(  # the second life: preempted, Slurm puts the job back
        "sbatch", "--parsable", "--partition=high", "--nodes=2", "--exclusive", "--time=5",
        "--output=/dev/null", "--wrap=sleep 1",
    )  # fmt: skip
    preempted = jobs.sees("chain", lambda now: now.state == State.STOPPED, "preempted")
    assert preempted.stop_reason.startswith("SIGTERM")
    jobs.slurm.reaches(high, "COMPLETED")
    jobs.starts_again(job, restarts=2)
    jobs.sees("chain", lambda now: now.state == State.FINISHED, "finished")
    jobs.slurm.reaches(job, "COMPLETED")
    starts = jobs.starts("chain")
    assert [start.job.restarts for start in starts if start.job] == [0, 1, 2]
    assert all(start.job and start.job.requeues and start.job.ends_at for start in starts)
    whole = jobs.lab.cli("--batch", "--as", "whole", *SLOW)
    assert whole.returncode == 0, whole.stderr
    assert fingerprint(jobs.run("chain")) == fingerprint(jobs.run("whole"))


@pytest.fixture(scope="module")
def late(slurm: Slurm, lab: Lab) -> str:
    """A job whose time is up a minute from now: other tests go on meanwhile."""
    return Jobs(slurm, lab).submit("--as", "late", *ENDLESS, sbatch=("--time=1", "--signal=CONT@1"))


def test_a_cancelled_task_of_an_array_stops_with_a_checkpoint_and_the_others_go_on(
    jobs: Jobs, late: str
) -> None:
    array = jobs.submit("--seeds", "3-4", *ENDLESS)
    names = [f"quickstart-{array}-{index}" for index in (3, 4)]
    states = [jobs.trains(name) for name in names]
    for index, state in zip((3, 4), states, strict=True):
        assert state.experiment is not None
        assert state.experiment.seed == index
        job = state.machine.job if state.machine else None
        assert job is not None
        assert (job.array_id, job.array_index, job.partition) == (array, index, "low")
        assert job.node in NODES
        assert state.machine is not None
        assert state.machine.settings["cpu"]
    shown = jobs.lab.cli("show", names[0]).stdout
    assert f"Slurm job {array}_3 on node n" in shown
    assert "ends in 4 h (time limit), then resumes by itself" in shown
    jobs.slurm.run("scancel", f"{array}_3")
    stopped = jobs.sees(names[0], lambda now: now.state == State.STOPPED, "cancelled")
    assert stopped.stop_reason.startswith("SIGTERM")
    assert stopped.checkpoint == stopped.position
    jobs.slurm.wait(lambda: "CANCELLED" in states_of(jobs, array, 3), "task 3 cancelled")
    assert read_state(jobs.run(names[1])).state.live
    jobs.slurm.run("scancel", f"{array}_4")
    jobs.sees(names[1], lambda now: now.state == State.STOPPED, "cancelled")


def states_of(jobs: Jobs, array: str, index: int) -> str:
    return jobs.slurm.field(f"{array}_{index}", "JobState")


def test_two_lives_without_progress_end_the_chain(jobs: Jobs) -> None:
    job = jobs.submit("--as", "idle", *ENDLESS)
    for life in (0, 1):
        jobs.slurm.wait(lambda life=life: life < len(lives(jobs, "idle")), f"life {life}")
        jobs.warn(job)  # before anything is trained
        if life == 0:
            jobs.starts_again(job, restarts=1)
    jobs.slurm.reaches(job, "FAILED")
    assert jobs.slurm.field(job, "ExitCode") == f"{128 + signal.SIGUSR1}:0"
    assert "the last 2 starts made no progress with idle" in jobs.output()
    assert not any(isinstance(event, EpochEnded) for event in jobs.events("idle"))


def lives(jobs: Jobs, name: str) -> list[Started]:
    return jobs.starts(name) if jobs.run(name).is_run else []


def test_the_time_limit_without_a_warning_stops_with_a_checkpoint_and_goes_on(
    jobs: Jobs, late: str
) -> None:
    stopped = jobs.sees("late", lambda now: now.state == State.STOPPED, "out of time")
    assert stopped.stop_reason.startswith("SIGTERM")
    assert stopped.checkpoint == stopped.position
    jobs.slurm.reaches(late, "PENDING")  # Slurm takes back what it is about to end for its time
    assert f"job {late} is back in the queue and will resume late automatically" in jobs.output()
    jobs.slurm.run("scancel", late)
