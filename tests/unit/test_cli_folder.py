"""rm, rename, note, compare, config path, and what completes a line."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rnn_tui.cli import cli
from rnn_tui.experiment import load
from rnn_tui.runs import RunDirectory
from rnn_tui.runs.files.note import note_of
from tests.made_sweeps import RATE, UNITS, filled_sweep, made_sweep
from tests.tui.fake_engine import FakeRun


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("RNN_TUI_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def finished(folder: Path, *settings: str) -> RunDirectory:
    return FakeRun(folder, load("quickstart", settings)).start().epochs(2).test().finish().run


def test_a_run_goes_into_the_trash_and_back(folder: Path) -> None:
    run = finished(folder)
    assert f"{run.run_id} is in the trash (" in call("rm", run.run_id).stdout
    assert not run.is_run
    assert call("rm", "--undo").stdout == f"{run.run_id} is back in {folder}\n"
    assert run.is_run
    assert "is empty" in call("rm", "--undo").stderr


def test_a_sweep_is_removed_by_its_name(folder: Path) -> None:
    sweep = filled_sweep(folder, RATE, 3, name="rates", trials=3)
    assert call("rm", "last").exit_code == 2, "no run is the last: the sweep is not meant"
    assert call("rm", "rate").exit_code == 2, "the beginning of its name is not enough"
    assert call("rm", "rates").stdout.startswith("sweep rates is in the trash (")
    assert not sweep.path.exists()
    assert call("rm", "--undo").stdout == f"rates is back in {folder}\n"
    assert call("rm", "rates/000").exit_code == 0
    assert sweep.is_sweep, "that was one of its runs"


def test_several_runs_go_into_the_trash_at_once(folder: Path) -> None:
    runs = [finished(folder) for _ in range(3)]
    done = call("rm", *(run.run_id for run in runs[:2]))
    assert done.exit_code == 0
    assert [run.is_run for run in runs] == [False, False, True]


def test_deleting_for_good_needs_a_confirmation(folder: Path) -> None:
    run = finished(folder)
    refused = call("rm", "--forever", run.run_id)
    assert refused.exit_code == 2
    assert "cannot be undone: add --yes to confirm it" in refused.stderr
    assert run.is_run
    assert call("rm", "--forever", "--yes", run.run_id).stdout == f"deleted {run.run_id}\n"
    assert call("rm", "--undo").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rm",), "name the runs"),
        (("rm", "--undo", "last"), "--undo takes neither runs nor"),
        (("rm", "live"), "stop it first"),
        (("rename", "live", "x"), "stop it first"),
        (("compare", "live"), "at least two different runs"),
        (("compare", "live", "last"), "at least two different runs"),
    ],
)
def test_misuse_is_refused(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    run = FakeRun(folder).start().epochs(1).run
    run.path.rename(folder / "live")
    done = call(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_run_gets_another_id(folder: Path) -> None:
    finished(folder)
    assert call("rename", "last", "best of all").exit_code == 0
    assert RunDirectory(folder / "best of all").is_run
    assert "cannot begin with ." in call("rename", "last", ".x").stderr


def test_a_run_of_a_sweep_keeps_its_id_and_comes_back_from_the_trash_of_the_sweep(
    folder: Path,
) -> None:
    sweep = made_sweep(folder, UNITS)
    run = finished(sweep.path)
    named = f"{sweep.name}/{run.run_id}"
    assert f"is a run of the sweep {sweep.name}" in call("rename", named, "mine").stderr
    said = call("rm", named).stdout
    assert not run.is_run
    command = said.partition("rnn-tui ")[2].partition(" restores")[0]
    assert call(*shlex.split(command)).exit_code == 0
    assert run.is_run


def test_notes_are_written_shown_and_removed(folder: Path) -> None:
    run = finished(folder)
    assert call("note", "last").stdout == ""
    call("note", "last", "two layers\x1b[2J are enough")
    assert note_of(run) == "two layers�[2J are enough"
    assert call("note", "last").stdout == "two layers�[2J are enough\n"
    assert "\nnote: two layers" in call("show", "last").stdout
    assert '"note":"two layers' in call("show", "last", "--json").stdout
    call("note", "last", "")
    assert not run.note.exists()
    assert "can have 10,000 bytes" in call("note", "last", "x" * 10_001).stderr


def test_runs_side_by_side(folder: Path) -> None:
    one, other = finished(folder), finished(folder, "layers.1.units=64", "seed=4")
    lines = call("compare", one.run_id, other.run_id).stdout.splitlines()
    rows = {line[:14].strip(): line[14:].split() for line in lines}
    assert rows[""] == [one.run_id, other.run_id]
    assert rows["layers.1.units"] == ["32", "64"]
    assert rows["seed"] == ["0", "4"]
    assert rows["val_loss"] == ["0.4380", "0.4380"]
    assert rows["test acc"] == ["0.8800", "0.8800"]


def test_equal_experiments_are_said_to_be_the_same(folder: Path) -> None:
    runs = [finished(folder).run_id for _ in range(2)]
    assert call("compare", *runs).stdout.startswith("the experiments are the same\n")


def test_the_path_of_the_settings(tmp_path: Path) -> None:
    assert call("config", "path").stdout == f"{tmp_path}/config/settings.toml\n"


def completed(words: str, last: int) -> list[str]:
    """What bash would be told; words and kinds."""
    environment = {
        "_RNN_TUI_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(last),
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", "rnn_tui"],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "last", "found"),
    [
        ("rnn-tui ren", 1, ["plain,rename"]),
        ("rnn-tui show las", 2, ["plain,last"]),
        ("rnn-tui summary -c imdb-l", 3, ["plain,imdb-lstm"]),
        ("rnn-tui summary -c ./my", 3, ["file,./my"]),
        ("rnn-tui summary --set train.epo", 3, ["plain,train.epochs="]),
        ("rnn-tui summary --set train.early", 3, ["plain,train.early_stopping="]),
        ("rnn-tui summary -c imdb-lstm --set layers.1.un", 5, ["plain,layers.1.units=",
                                                               "plain,layers.1.unit_forget_bias=",
                                                               "plain,layers.1.unroll="]),
        ("rnn-tui predict last --file ./te", 4, ["file,./te"]),
    ],
)  # fmt: skip
def test_lines_are_completed(folder: Path, words: str, last: int, found: list[str]) -> None:
    finished(folder)
    assert set(completed(words, last)) <= set(found)
    assert completed(words, last)[0] == found[0]


def test_runs_are_completed_from_the_folder_that_the_line_names(
    folder: Path, tmp_path: Path
) -> None:
    other = finished(tmp_path / "other")
    line = f"rnn-tui show --runs-dir {tmp_path}/other quick"
    assert completed(line, 4) == [f"plain,{other.run_id}"]


def test_bash_puts_no_blank_after_a_key() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "rnn_tui"],
        env=os.environ | {"_RNN_TUI_COMPLETE": "bash_source"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "compopt -o nospace" in done.stdout
    checked = subprocess.run(["bash", "-n"], input=done.stdout, text=True, check=False)
    assert checked.returncode == 0


def test_runs_say_that_there_are_sweeps_beside_the_table(folder: Path) -> None:
    run = finished(folder)
    assert call("runs").stderr == ""
    made_sweep(folder, UNITS)
    told = call("runs")
    assert told.stderr == "1 sweep: rnn-tui sweep show\n"
    assert run.run_id in told.stdout
    assert "sweep" not in told.stdout
    assert call("runs", "--json").stderr == ""
