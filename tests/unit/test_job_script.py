"""The job script that `rnn-tui sbatch` prints."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rnn_tui.cli import cli


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["sbatch", *arguments])


def options(script: str) -> dict[str, str]:
    found = re.findall(r'^#SBATCH "?--([\w-]+)=?([^"\n]*)"?$', script, re.MULTILINE)
    return dict(found)


def command(script: str) -> list[str]:
    return shlex.split(script.splitlines()[-1])


def test_the_script_asks_for_a_warning_and_a_requeue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    script = call("-c", "imdb-lstm", "--time", "1-12", "--gpus", "1", "--set", "seed=3").stdout
    asked = options(script)
    assert asked["time"] == "1-12"
    assert asked["gpus"] == "1"
    assert asked["signal"] == "B:USR1@120"
    assert "requeue" in asked
    assert asked["chdir"] == str(tmp_path)
    words = command(script)
    assert words[0] == "exec"
    assert words[words.index("--as") + 1] == "imdb-lstm-$SLURM_JOB_ID"
    assert words[-6:] == ["-c", "imdb-lstm", "--set", "seed=3", "--runs-dir", f"{tmp_path}/runs"]
    assert {"--batch", "--requeue"} <= set(words)


def test_an_array_has_a_run_for_each_seed() -> None:
    script = call("--seeds", "0-4%2", "--as", "grid").stdout
    assert options(script)["array"] == "0-4%2"
    words = command(script)
    assert words[words.index("--as") + 1] == "grid-$SLURM_ARRAY_TASK_ID"
    assert words[-2:] == ["--set", "seed=$SLURM_ARRAY_TASK_ID"]


def test_a_short_job_is_warned_later() -> None:
    assert options(call("--time", "10").stdout)["signal"] == "B:USR1@60"


def test_bash_reads_the_script_whatever_the_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "it's a $HOME folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    script = call("--set", "description=a 'b' $(touch x)").stdout
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0
    assert command(script)[-1] == f"{folder}/runs"
    assert "description=a 'b' $(touch x)" in command(script)
    assert options(script)["chdir"] == str(folder)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--time", "4h"), "--time '4h' is not a Slurm time: M, M:S, H:M:S"),
        (("--time", "3:59"), "--time 3:59 is too short: the warning would come before the first"),
        (("--option", '--comment="x"'), "sbatch cannot read"),
        (("--as", "-x"), "cannot begin with -"),
        (("--as", ""), "the name of a run cannot be empty"),
        (("--mem", "lots"), "--mem 'lots' is not a size like 4G"),
        (("--mem", "-4G"), "--mem '-4G' is not a size"),
        (("--partition", "a b"), "--partition 'a b' is not the name of a partition"),
        (("--option", "qos=low"), "--option 'qos=low' does not begin with a dash"),
        (("--seeds", "0-3", "--set", "seed=4"), "--seeds and --set seed cannot be combined"),
        (("--runs-dir", ""), "the folder has no name"),
        (("-c", "embedding-simple-rnn"), "append a Dense layer with 1 unit"),
    ],
)
def test_what_cannot_be_a_script_is_refused(arguments: tuple[str, ...], words: str) -> None:
    done = call(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("seeds", ["x", "4-0", "0-4:0", "-1", "0-99999999999", "1,", "0-4%", "1 2"])
def test_seeds_that_slurm_would_refuse(seeds: str) -> None:
    done = call("--seeds", seeds)
    assert done.exit_code == 2
    assert f"--seeds {seeds!r} is not a Slurm array" in done.stderr


@pytest.mark.parametrize("seeds", ["0", "0-4", "0-8:2", "1,5,7", "0-99%4", "1,3-5,10-20:5%2"])
def test_seeds_that_slurm_takes(seeds: str) -> None:
    assert options(call("--seeds", seeds).stdout)["array"] == seeds


@pytest.mark.parametrize(
    ("option", "value"),
    [("--mem", "0"), ("--mem", "500M"), ("--mem", "4gb"), ("--partition", "gpu,gpu-long")],
)
def test_other_options_of_sbatch_are_passed_on(option: str, value: str) -> None:
    assert options(call(option, value).stdout)[option[2:]] == value
