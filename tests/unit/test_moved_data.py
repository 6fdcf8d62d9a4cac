"""A resume of a run whose data lies elsewhere: taken where the content is the same."""

import shutil
from pathlib import Path

import pytest

from rnn_tui.batch.resume import changed
from rnn_tui.data import DataError
from rnn_tui.data import load as load_data
from rnn_tui.experiment import ConfigError, load
from rnn_tui.runs import RunDirectory, create, read_state
from rnn_tui.runs.changes.copying import files_named
from tests.made_runs import begun, loaded, stopped, tell
from tests.small_text import write_experiment


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    experiment = load(write_experiment(tmp_path / "old", rows=60))
    made = create(tmp_path / "runs", experiment)
    print_of = load_data(experiment.data, experiment.seed).fingerprint
    tell(made, *begun(), loaded(fingerprint=print_of), stopped(0, 9))
    return made


def go_on(run: RunDirectory, *settings: str) -> str:
    """Where the run's data is then read from."""
    return files_named(changed(run, settings, read_state(run)))["data.path"]


def test_the_same_content_elsewhere_is_accepted_and_reported(
    run: RunDirectory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old" / "corpus.csv", tmp_path / "new" / "other name.csv"
    new.parent.mkdir()
    shutil.move(old, new)
    assert go_on(run, f"data.path={new}", "train.epochs=40") == str(new)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"data.path is {new} now: it holds the same data (fingerprint ")
    assert told.err.endswith(f") as {old} did\n")


def test_other_content_is_refused(run: RunDirectory, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    text = (tmp_path / "old" / "corpus.csv").read_text()
    other.write_text(text.replace("good", "fine"))
    with pytest.raises(ConfigError, match=r"data\.path: .*other\.csv' is not the data that small"):
        go_on(run, f"data.path={other}")


def test_missing_data_is_a_data_error(run: RunDirectory, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere"):
        go_on(run, f"data.path={tmp_path / 'nowhere.csv'}")


def test_nothing_is_read_or_reported_if_nothing_has_moved(
    run: RunDirectory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old" / "corpus.csv"
    old.unlink()
    assert go_on(run) == go_on(run, f"data.path={old}") == str(old)
    assert capsys.readouterr().err == ""


def test_other_keys_of_the_data_are_refused(run: RunDirectory) -> None:
    with pytest.raises(ConfigError, match=r"data\.maxlen: a resume cannot change it"):
        go_on(run, "data.maxlen=5")
    with pytest.raises(ConfigError, match=r"data\.source: a resume cannot change it"):
        go_on(run, "data.source=sample")
