"""Which folder a command looks into, and which run `last` reaches."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rnn_tui.cli import cli
from rnn_tui.experiment import load
from rnn_tui.runs.files.control import read_control
from rnn_tui.tui.state.current_run import CurrentRun
from tests.tui.fake_engine import FakeRun


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("RNN_TUI_RUNS", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fake(folder: Path, preset: str = "quickstart") -> FakeRun:
    return FakeRun(folder, load(preset)).start()


def call(*arguments: str | Path, answer: str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in arguments], input=answer)


def asked(run: FakeRun) -> bool:
    return read_control(run.run.control) is not None


@pytest.mark.parametrize("command", ["stop", "show", "pause", "resume", "attach", "predict"])
@pytest.mark.parametrize("reference", ["last", "quickstart-1", "quick"])
def test_a_chosen_folder_is_the_only_one(
    here: Path, command: str, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = fake(here / "A")
    done = call(command, reference, "--runs-dir", here / "B")
    assert done.exit_code == 2
    assert str(here / "B") in done.output
    assert "A" not in done.output.replace("RNN_TUI", "").replace(str(here), "")
    monkeypatch.setenv("RNN_TUI_RUNS", str(here / "B"))
    assert call(command, reference).exit_code == 2
    assert not asked(live)


def test_a_run_elsewhere_is_named_and_reached_only_by_all_or_its_path(here: Path) -> None:
    live = fake(here / "A")
    done = call("stop", "quickstart-1", "--after-epoch")
    assert done.exit_code == 2
    assert f"one is running in another folder: {live.run.path} (--all)" in done.output
    assert not asked(live)
    assert call("stop", "quickstart-1", "--after-epoch", "--all").exit_code == 0
    assert asked(live)
    live.run.control.unlink()
    assert call("stop", live.run.path, "--after-epoch").exit_code == 0
    assert asked(live)


def test_a_run_of_the_folder_comes_before_one_elsewhere(here: Path) -> None:
    """A live run elsewhere of the same name, or one that begins so, mixes nothing up."""
    fake(here / "A")
    fake(here / "A", "imdb-gru")
    own = fake(here / "runs").epochs(1).stop()
    for options in ([], ["--all"]):
        for reference in ("quickstart-1", "quick", "last"):
            done = call("show", reference, *options)
            assert done.exit_code == 0, done.output
            assert str(own.run.path) in done.output


def test_stopping_the_last_run_twice_stops_no_second_one(here: Path) -> None:
    first, second = fake(here / "runs"), fake(here / "runs")
    first.beat()  # heard of last, yet begun before
    assert call("stop", "last", "--after-epoch").exit_code == 0
    assert asked(second)
    second.stop()
    again = call("stop", "last", "--after-epoch")
    assert again.exit_code == 2
    assert "quickstart-2, the last run, is not running; quickstart-1, started before it, is" in (
        again.output
    )
    assert "rnn-tui stop quickstart-1, or --yes" in again.output
    assert not asked(first)
    sure = call("stop", "last", "--after-epoch", "--yes")
    assert sure.exit_code == 0
    assert "quickstart-1 will stop when its epoch is complete" in sure.output
    assert asked(first)


@pytest.mark.parametrize(("answer", "code"), [("n\n", 1), ("y\n", 0)])
def test_a_terminal_is_asked_before_another_run_is_stopped(
    here: Path, answer: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = fake(here / "runs"), fake(here / "runs")
    second.stop()
    monkeypatch.setattr("rnn_tui.cli.running._on_terminal", lambda: True)
    done = call("stop", "last", "--after-epoch", answer=answer)
    assert "Stop quickstart-1? [y/N]" in done.output
    assert done.exit_code == code
    assert asked(first) == (code == 0)


def test_without_another_run_the_state_of_the_last_one_is_said(here: Path) -> None:
    fake(here / "runs").stop()
    assert "quickstart-1 is not running: it is stopped" in call("stop", "last").output


def test_the_app_opens_on_a_run_elsewhere_only_where_no_folder_was_chosen(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = fake(here / "A")
    assert CurrentRun(here / "runs").find_live() == (live.run, True)
    assert CurrentRun(here / "B").find_live() == (None, False)
    own = fake(here / "runs")
    live.beat()
    assert CurrentRun(here / "runs").find_live() == (own.run, True)
    own.stop()
    assert CurrentRun(here / "runs").find_live() == (live.run, False)  # its own runs come first
    monkeypatch.setenv("RNN_TUI_RUNS", str(here / "runs"))
    assert CurrentRun(here / "runs").find_live() == (None, False)


def test_a_run_of_a_sweep_is_named_with_it(here: Path) -> None:
    fake(here / "runs" / "sweep")
    assert "quickstart-1: running" in call("show", "sweep/quickstart-1").output
    assert "no run in" in call("show", "sweep/quickstart-9").output


def test_a_path_that_begins_with_dots_is_one_from_here_and_not_from_the_folder_of_the_runs(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meant = FakeRun(here / "other" / "runs", load("quickstart"))
    fake(here / "runs")
    (here / "other" / "inside").mkdir()
    monkeypatch.setenv("RNN_TUI_RUNS", str(here / "runs"))
    monkeypatch.chdir(here / "other" / "inside")
    shown = json.loads(call("show", f"../runs/{meant.run.run_id}", "--json").output)
    assert Path(shown["path"]).resolve() == meant.run.path


def test_a_command_that_there_is_not_leads_to_the_nearest(here: Path) -> None:
    done = call("swep")
    assert done.exit_code == 2
    assert "Did you mean sweep?" in done.output


@pytest.mark.parametrize("command", [(), ("summary",)])
def test_who_looks_for_a_preset_is_told_its_option(here: Path, command: tuple[str, ...]) -> None:
    done = call(*command, "--preset", "imdb-gru")
    assert done.exit_code == 2
    assert "A preset is given with -c: -c imdb-gru" in done.output
    assert "Did you mean" not in done.output
