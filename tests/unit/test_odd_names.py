"""Runs whose names hold orders to a terminal, and files of a run that are no files."""

import json
import os
from pathlib import Path
from typing import BinaryIO

import pytest
from click.testing import CliRunner, Result

from rnn_tui.batch.lines import closing_lines
from rnn_tui.cli import cli
from rnn_tui.data import DataError
from rnn_tui.data.vocabulary import Vocabulary
from rnn_tui.experiment import ConfigError, load
from rnn_tui.results.exports.export import export
from rnn_tui.runs import RunDirectory, read_state
from rnn_tui.runs.files.checkpoints import load_weights
from rnn_tui.runs.files.events import Compiled, parse
from tests.tui.fake_engine import FakeRun

NAME = "odd\n\x1b[31mred\tname"
SHOWN = "odd��[31mred�name"


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunDirectory:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_RUNS", str(tmp_path / "runs"))
    made = FakeRun(tmp_path / "runs").start().epochs(2).finish().run.path
    return RunDirectory(made.rename(made.with_name(NAME)))


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.mark.parametrize("arguments", [("runs",), ("show", "last"), ("stop", "odd")])
def test_a_name_gives_no_orders(odd: RunDirectory, arguments: tuple[str, ...]) -> None:
    done = call(*arguments)
    assert SHOWN in done.output
    assert not {"\x1b", "\t"} & set(done.output)
    assert "odd\n" not in done.output


def test_neither_does_that_of_a_run_which_cannot_be_read(odd: RunDirectory) -> None:
    odd.experiment.write_text("", encoding="utf-8")
    assert call("runs").output.splitlines()[1].startswith(f"{SHOWN} ")
    assert json.loads(call("runs", "--json").output)["run"] == NAME


def test_the_command_to_go_on_and_the_path_are_one_line_each(odd: RunDirectory) -> None:
    assert not any("\n" in line for line in closing_lines(read_state(odd)))


def test_a_device_in_the_log_is_cleaned() -> None:
    event = parse(Compiled(parameters=1).line().replace(b'"device":""', rb'"device":"\u001b[2J"'))
    assert isinstance(event, Compiled)
    assert event.device == "�[2J"


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """Whoever opens it to read waits for ever."""
    path = tmp_path / "Pipe.toml"
    os.mkfifo(path)
    return path


def test_pipes_are_not_read(pipe: Path) -> None:
    with pytest.raises(OSError, match=r"Pipe\.toml is not a regular file"):
        load_weights(pipe)
    with pytest.raises(DataError, match=r"cannot read .*: Pipe\.toml is not a regular file"):
        Vocabulary.load(pipe)
    with pytest.raises(ConfigError, match=r"cannot read it: Pipe\.toml is not a regular file"):
        load(pipe)


def test_a_pipe_in_the_working_folder_is_named_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("folder").mkdir()
    with pytest.raises(ConfigError, match="cannot read it: pipe is not a regular file"):
        load("pipe")
    with pytest.raises(ConfigError, match="no preset or file named 'folder'"):
        load("folder")
    with pytest.raises(ConfigError, match="cannot read it: is a directory"):
        load(tmp_path)


def test_a_model_that_is_a_pipe_is_made_again(
    odd: RunDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(odd.model)
    told = {"complaints": [], "epoch": 2, "batch": 0, "phase": "train"}

    def made(run: RunDirectory, draft: BinaryIO, best: bool) -> dict[str, object]:
        draft.write(b"a model")
        return told

    monkeypatch.setattr("rnn_tui.results.exports.model.from_checkpoint", made)
    done = export(odd, "keras", tmp_path / "model.keras")
    assert done.notes[0] == "model.keras is missing or damaged: rebuilt"
