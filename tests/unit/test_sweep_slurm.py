"""`rnn-tui sweep --on slurm`, with programs that say what Slurm's would."""

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rnn_tui.cli import cli
from rnn_tui.sweeps.folder import Sweep, list_sweeps
from rnn_tui.sweeps.lines import Submitted

PROGRAM = """#!/bin/sh
echo "$0 $*" >> "{log}"
{does}
"""
QUICK = ("--set", "train.epochs=1", "--set", "layers.1.units=4,8,16", "--seeds", "2")


class Cluster:
    """Programs on the PATH, and what they were called with."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._log = folder, folder / "calls"
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        self.does("sbatch", "echo '17;test'")
        self.does("scancel", ":")

    def does(self, name: str, does: str) -> None:
        program = self._folder / name
        program.write_text(PROGRAM.format(log=self._log, does=does))
        program.chmod(0o755)

    @property
    def calls(self) -> list[list[str]]:
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return [[Path(words[0]).name, *words[1:]] for words in map(shlex.split, lines)]


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "bin"
    folder.mkdir()
    return Cluster(folder, monkeypatch)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["sweep", *arguments])


def only_sweep() -> Sweep:
    [sweep] = list_sweeps(Path("runs"))
    sweep.refresh()
    return sweep


def test_the_script_is_written_shown_and_submitted_and_the_job_is_in_the_journal(
    cluster: Cluster,
) -> None:
    done = call(*QUICK, "--on", "slurm", "--time", "30", "--partition", "low", "--cores", "2")
    assert done.exit_code == 0, done.output
    sweep = only_sweep()
    script = sweep.path.absolute() / "slurm" / "sweep.sbatch"
    text = script.read_text()
    assert text in done.stdout
    assert cluster.calls == [["sbatch", "--parsable", str(script)]]
    for line in (
        "--time=30",
        "--cpus-per-task=2",
        "--partition=low",
        "--array=0-5",
        "--signal=B:USR1@120",
        "--requeue",
        f"--output={script.parent}/%A_%a.out",
    ):
        assert f"#SBATCH {line}\n" in text
    last = shlex.split(text.splitlines()[-1])
    assert last[-4:] == ["sweep", "work", str(sweep.path.absolute()), "--requeue"]
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    assert sweep.state.jobs == ["17"]
    assert "submitted as job 17: 6 workers" in done.stdout
    assert json.loads(call("show", "--json").stdout)["jobs"] == ["17"]


def test_a_resume_submits_again_as_many_as_asked_for(cluster: Cluster) -> None:
    call(*QUICK, "--on", "none")
    assert cluster.calls == []
    done = call("resume", "--on", "slurm", "--workers", "3", "--json")
    assert json.loads(done.stdout)["event"] == "sweep"
    sweep = only_sweep()
    assert "--array=0-2\n" in (sweep.path / "slurm" / "sweep.sbatch").read_text()
    assert sweep.state.jobs == ["17"]


def test_a_stop_takes_what_is_queued_out_of_the_queue(cluster: Cluster) -> None:
    call(*QUICK, "--on", "slurm")
    only_sweep().journal.append(Submitted(jobs=["18"]))
    assert call("stop").exit_code == 0
    assert cluster.calls[1:] == [["scancel", "--state=PENDING", job] for job in ("17", "18")]
    assert only_sweep().state.request.request == "stop"


@pytest.mark.parametrize(
    ("does", "words"),
    [
        ("echo 'sbatch: error: no such partition' >&2; exit 1", "no such partition"),
        ("exit 0", "no answer"),
        ("echo nonsense", "nonsense"),
    ],
)
def test_a_refused_job_is_told_with_what_to_do(cluster: Cluster, does: str, words: str) -> None:
    cluster.does("sbatch", does)
    done = call(*QUICK, "--on", "slurm")
    assert done.exit_code == 2
    assert f"Slurm has not taken the job ({words}" in done.output.replace("sbatch: error: ", "")
    assert "sweep.sbatch: submit it by hand" in done.output
    assert only_sweep().state.jobs == []


def test_a_host_without_slurm_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = call(*QUICK, "--on", "slurm")
    assert done.exit_code == 2
    assert "(sbatch is not installed here)" in done.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--on", "slurm", "--time", "2"), "--time 2 is too short"),
        (("--on", "slurm", "--option", "x"), "--option 'x' does not begin with a dash"),
        (("--time", "30"), "belong to --on slurm"),
    ],
)
def test_what_a_job_cannot_have_is_refused(
    cluster: Cluster, options: tuple[str, ...], words: str
) -> None:
    done = call(*QUICK, *options)
    assert done.exit_code == 2
    assert words in done.output
    assert cluster.calls == []


def test_a_worker_is_requeued_in_jobs_alone(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLURM_JOB_ID", raising=False)
    call(*QUICK, "--on", "none")
    done = call("work", "--requeue")
    assert done.exit_code == 2
    assert "--requeue works inside a Slurm job" in done.output
