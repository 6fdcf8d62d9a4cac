"""A sweep as an array on two nodes: warned before its time is up, a node lost, the same results."""

from pathlib import Path

import pytest

from rnn_tui.runs import RunDirectory, State, read_state
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.events import Started
from rnn_tui.runs.files.status import read_status
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.lines import Requested, Taken
from rnn_tui.sweeps.overview import look
from tests.cluster.slurm import Slurm
from tests.fingerprints import fingerprint
from tests.lives import Lab

TRIALS = 8
LONG = 900.0
"""Seconds for a whole sweep on a busy machine."""

SPACE = (
    *("--set", "train.learning_rate=0.001,0.002,0.003,0.004", "--set", "layers.1.units=8,16"),
    *("--set", "train.batch_size=4", "--set", "train.epochs=8"),
    *("--set", "train.checkpoint_seconds=1"),
)


def submitted(slurm: Slurm, lab: Lab, name: str, *more: str) -> tuple[Sweep, str]:
    """A sweep whose workers are the tasks of an array, and the array's id."""
    slurm_options = ("--on", "slurm", "--workers", str(TRIALS), "--mem", "100M", "--time", "10")
    with lab.entered(), slurm.entered():
        done = lab.cli("sweep", *SPACE, *more, "--as", name, *slurm_options)
    assert done.returncode == 0, done.stderr
    sweep = Sweep(lab.runs / name)
    [job] = sweep.refresh().jobs
    return sweep, job


def running(sweep: Sweep, node: str) -> list[RunDirectory]:
    """Runs that an engine on the node computes."""
    units = [unit for trial in sweep.refresh().trials.values() for unit in trial.units]
    runs = [run for unit in units if unit.told is None and (run := sweep.run_of(unit)).is_run]
    states = [(run, read_status(run.status)) for run in runs]
    now = [run for run, status in states if status and status.state == State.RUNNING]
    return [run for run in now if nodes_of(run)[-1:] == [node]]


def nodes_of(run: RunDirectory) -> list[str]:
    """The nodes of its engines, one after the other."""
    started = [each for each in LogReader(run.events).poll() if isinstance(each, Started)]
    return [each.job.node for each in started if each.job]


@pytest.mark.timeout(1800)
def test_an_array_that_is_warned_and_loses_a_node_gets_what_a_sweep_at_home_gets(
    slurm: Slurm, lab: Lab
) -> None:
    sweep, job = submitted(slurm, lab, "array")
    slurm.wait(lambda: running(sweep, "n2"), "a run on node n2")
    slurm.kill_node("n2")
    slurm.wait(lambda: running(sweep, "n1"), "a run on node n1")

    def put_back() -> str:
        slurm.warn(job)
        return output(sweep)

    assert "is back in the queue and will resume array automatically" in slurm.wait(
        put_back, "a task that was put back"
    )

    def finished() -> bool:
        slurm.hurry(job)
        return look(sweep).state == "finished"

    slurm.wait(finished, "the end of the sweep", patience=LONG)
    slurm.start_node("n2")
    done = lab.cli("sweep", *SPACE, "--as", "home", "--workers", "2", patience=LONG)
    assert done.returncode == 0, done.stderr
    home = Sweep(lab.runs / "home")
    assert outcomes(sweep) == outcomes(home)
    for trial in range(TRIALS):
        pair = [RunDirectory(each.path / f"{trial:03d}") for each in (sweep, home)]
        assert fingerprint(pair[0]) == fingerprint(pair[1])
    lives = [len(nodes_of(RunDirectory(sweep.path / f"{trial:03d}"))) for trial in range(TRIALS)]
    assert max(lives) > 1
    taken = [line for line in Sweep(sweep.path).journal.read() if isinstance(line, Taken)]
    assert len(taken) > TRIALS


def outcomes(sweep: Sweep) -> list[tuple[object, ...]]:
    trials = sweep.refresh().trials
    return [
        (number, trials[number].asked.values, unit.told.outcome, unit.told.value, unit.told.epoch)
        for number in sorted(trials)
        for unit in trials[number].units
        if unit.told
    ]


def output(sweep: Sweep) -> str:
    """What the tasks have said, once one was put back."""
    said = "\n".join(path.read_text() for path in Path(sweep.path / "slurm").glob("*.out"))
    return said if "is back in the queue" in said else ""


def test_a_stop_cancels_what_is_queued_and_saves_what_runs(slurm: Slurm, lab: Lab) -> None:
    sweep, job = submitted(slurm, lab, "stopped", "--set", "train.epochs=100000")
    slurm.wait(lambda: running(sweep, "n1"), "a run on node n1")
    with lab.entered(), slurm.entered():
        done = lab.cli("sweep", "stop", "stopped")
    assert done.returncode == 0, done.stderr
    assert sweep.refresh().request == sweep.state.request
    assert isinstance(sweep.state.request, Requested)
    slurm.wait(lambda: slurm.queued(job) == [], "an empty queue")
    runs = [RunDirectory(path) for path in sweep.path.glob("0*")]
    states = {read_state(run).state for run in runs}
    assert states == {State.STOPPED}
    assert len(runs) < TRIALS
