"""The command that is run when a run has ended."""

from pathlib import Path

import pytest

from rnn_tui.engine.record import Record
from rnn_tui.experiment import ConfigError, load
from rnn_tui.runs import RunDirectory, read_state
from rnn_tui.runs.process.on_end import ENVIRONMENT, command, facts
from rnn_tui.tui.preferences.settings import Settings, load_settings, save_settings
from tests.lives import until
from tests.tui.fake_engine import FakeRun


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    return tmp_path / "runs"


def test_the_command_comes_from_settings_or_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command() == ""
    save_settings(Settings(on_end="notify-send done"))
    assert command() == "notify-send done"
    assert load_settings() == (Settings(on_end="notify-send done"), "")
    monkeypatch.setenv(ENVIRONMENT, "echo once")
    assert command() == "echo once"
    monkeypatch.setenv(ENVIRONMENT, "")  # not this time
    assert command() == ""


@pytest.mark.parametrize("text", ["on_end = 3", "on_end = 'none'", "on_end", ""])
def test_settings_that_name_no_command(tmp_path: Path, text: str) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text(text)
    assert command() == ""


def test_no_experiment_can_name_a_command(tmp_path: Path) -> None:
    """It may be somebody else's."""
    file = tmp_path / "x.toml"
    file.write_text('name = "x"\n[train]\non_end = "touch /tmp/x"\n')
    with pytest.raises(ConfigError, match="on_end"):
        load(file)


def test_the_command_gets_the_facts_of_the_run(folder: Path) -> None:
    run = FakeRun(folder).start().epochs(3).stop("SIGTERM").run
    told = facts(read_state(run))
    assert told["RNN_TUI_RUN_ID"] == run.run_id
    assert told["RNN_TUI_RUN_PATH"] == str(run.path)
    assert (told["RNN_TUI_RUN_STATE"], told["RNN_TUI_RUN_REASON"]) == ("stopped", "SIGTERM")
    assert (told["RNN_TUI_RUN_MONITOR"], told["RNN_TUI_RUN_BEST"]) == ("val_loss", "0.37")
    assert told["RNN_TUI_RUN_BEST_EPOCH"] == "3"


def test_the_engine_starts_the_command_at_its_end(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "said"
    line = "$RNN_TUI_RUN_STATE $RNN_TUI_RUN_BEST ${RNN_TUI_ON_END-unset}"
    monkeypatch.setenv(ENVIRONMENT, f'echo "{line}" > "{said}.new" && mv "{said}.new" "{said}"')
    run = RunDirectory(FakeRun(folder).start().epochs(1).run.path)
    record = Record(run, read_state(run))
    record.finished("all epochs are done", 0)
    assert until(lambda: said.read_text() if said.exists() else None, "the command") == (
        "finished 0.5428 unset\n"
    )
