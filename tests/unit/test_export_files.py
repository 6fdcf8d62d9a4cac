"""Exports that need no engine: the history, the script with its arrays, and all refusals."""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rnn_tui.experiment import load
from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import Exported, ExportError
from rnn_tui.results.exports.script import write_script
from rnn_tui.runs import RunDirectory, create
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.events import EpochEnded, Event, Stopped

LOGS = {"loss": 0.5, "acc": 0.75, "val_loss": 0.625, "val_acc": 0.5}


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    """A run that no engine has touched yet."""
    return create(tmp_path / "runs", load("quickstart"))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "cache"))


def happened(run: RunDirectory, *events: Event) -> None:
    log = LogWriter(run.events)
    for event in events:
        log.append(event)


def refusal(run: RunDirectory, to: str, out: Path | None, **options: bool) -> str:
    with pytest.raises(ExportError) as caught:
        export(run, to, out, **options)  # type: ignore[arg-type]
    return str(caught.value)


def nothing_else(folder: Path, *names: str) -> None:
    """No draft was left behind."""
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)


def test_the_history_has_the_columns_of_csvlogger(run: RunDirectory, tmp_path: Path) -> None:
    happened(
        run,
        EpochEnded(epoch=0, logs=LOGS, learning_rate=0.1),
        Stopped(
            epoch=1, batch=3, reason="test", logs={"loss": 0.25, "acc": 1.0}, learning_rate=0.1
        ),
    )
    exported = export(run, "csv")
    assert exported.paths == ()
    assert list(csv.reader(exported.lines)) == [
        ["epoch", "acc", "loss", "val_acc", "val_loss"],
        ["0", "0.75", "0.5", "0.5", "0.625"],
    ]
    assert exported.notes == ("epoch 2 was cut short and is not included",)
    written = export(run, "csv", tmp_path / "h.csv")
    assert written == Exported((tmp_path / "h.csv",), notes=exported.notes)
    assert written.lines == (f"wrote {tmp_path / 'h.csv'}",)
    assert (tmp_path / "h.csv").read_text() == exported.text


def test_a_script_comes_with_the_arrays_it_reads(run: RunDirectory, tmp_path: Path) -> None:
    out = tmp_path / "mine.py"
    exported = export(run, "script", out)
    assert exported.paths == (out, tmp_path / "mine.npz")
    assert '.with_name("mine.npz")' in out.read_text()
    with np.load(tmp_path / "mine.npz") as arrays:
        shapes = {name: arrays[name].shape for name in arrays.files}
    assert shapes["x_train"][1] == shapes["x_val"][1] == shapes["x_test"][1] == 64
    assert shapes["x_train"][0] == 4 * shapes["x_val"][0] == shapes["y_train"][0]
    nothing_else(tmp_path, "cache", "mine.npz", "mine.py", "runs")


def test_a_script_that_cannot_train_is_written_with_a_warning(tmp_path: Path) -> None:
    exported = write_script(load("stacked-simple-rnn"), tmp_path / "stacked.py")
    assert exported.paths == (tmp_path / "stacked.py",)
    assert "as it stands Keras will refuse" in exported.notes[0]


def test_without_a_name_the_file_is_named_after_the_run(
    run: RunDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert export(run, "script").paths == (Path("quickstart-1.py"), Path("quickstart-1.npz"))
    assert (tmp_path / "quickstart-1.py").is_file()


@pytest.mark.parametrize("taken", ["mine.py", "mine.npz"])
def test_a_file_that_exists_is_kept_unless_forced(
    run: RunDirectory, tmp_path: Path, taken: str
) -> None:
    (tmp_path / taken).write_text("precious")
    message = refusal(run, "script", tmp_path / "mine.py")
    advice = "choose another name, or add --force to replace it"
    assert message == f"{tmp_path / taken} already exists: {advice}"
    assert (tmp_path / taken).read_text() == "precious"
    nothing_else(tmp_path, "runs", taken)
    export(run, "script", tmp_path / "mine.py", force=True)
    nothing_else(tmp_path, "cache", "mine.npz", "mine.py", "runs")


def test_a_link_to_nowhere_counts_as_a_file(run: RunDirectory, tmp_path: Path) -> None:
    (tmp_path / "mine.py").symlink_to(tmp_path / "gone")
    assert "already exists" in refusal(run, "script", tmp_path / "mine.py")


@pytest.mark.parametrize("to", ["csv", "script", "keras"])
def test_places_that_cannot_be_written(run: RunDirectory, tmp_path: Path, to: str) -> None:
    happened(run, EpochEnded(epoch=0, logs=LOGS, learning_rate=0.1))
    suffix = {"csv": ".csv", "script": ".py", "keras": ".keras"}[to]
    (tmp_path / "file").touch()
    assert refusal(run, to, tmp_path) == f"{tmp_path} is a folder: name a file in it"
    missing = tmp_path / "missing" / f"x{suffix}"
    assert refusal(run, to, missing) == f"cannot write {missing}: no such file or directory"
    inside = tmp_path / "file" / f"x{suffix}"
    assert refusal(run, to, inside) == f"cannot write {inside}: not a directory"
    assert "too long" in refusal(run, to, tmp_path / f"{'x' * 300}{suffix}")
    if to == "csv":
        assert "not a regular file" in refusal(run, to, Path("/dev/null"), force=True)
    else:
        for name in ("x.txt", "x" * 300):
            assert refusal(run, to, tmp_path / name).endswith(f"must end in {suffix}")
    nothing_else(tmp_path, "file", "runs")


def test_runs_that_have_nothing_to_give(run: RunDirectory, tmp_path: Path) -> None:
    nowhere = RunDirectory(tmp_path / "nowhere")
    assert refusal(nowhere, "csv", None) == f"no run at {nowhere.path}"
    assert refusal(run, "csv", None) == "run quickstart-1 has no complete epoch yet"
    assert "works with --to keras" in refusal(run, "csv", None, best=True)
    run.experiment.write_text("layers = 3")
    assert "run quickstart-1 cannot be read" in refusal(run, "script", tmp_path / "x.py")


def test_data_that_cannot_be_had_leave_no_script(run: RunDirectory, tmp_path: Path) -> None:
    experiment = load("quickstart", ["data.source=text", f"data.path={tmp_path / 'no.csv'}"])
    with pytest.raises(ExportError, match=r"cannot load the data for the script: .*no\.csv"):
        write_script(experiment, tmp_path / "mine.py")
    nothing_else(tmp_path, "runs")


def test_exporting_imports_no_keras() -> None:
    code = (
        "import sys, rnn_tui.results.exports.export\n"
        "assert not {'keras', 'tensorflow', 'rnn_tui.engine'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
