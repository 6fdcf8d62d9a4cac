"""Histories of other programs as runs: there for comparison, refused for everything else."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from rnn_tui.cli import cli
from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import ExportError
from rnn_tui.results.imports.history import ImportFailed
from rnn_tui.results.imports.importing import import_file
from rnn_tui.runs import RunDirectory, RunError, State, extend, read_state
from rnn_tui.runs.files.events import LAST_SECOND
from rnn_tui.runs.files.tfevents import scalars, start
from rnn_tui.runs.lists.run_summary import summary_of
from tests.made_runs import begun, epoch, made_run, stopped, tell

LOG = """epoch,accuracy,learning_rate,loss,val_accuracy,val_loss
0,0.5,0.001,0.69,0.52,0.68
1,0.7,0.001,0.5,0.66,0.55
2,0.8,0.0005,0.4,NA,nan
"""


@pytest.fixture
def imported(tmp_path: Path) -> RunDirectory:
    path = tmp_path / "training.csv"
    path.write_text(LOG)
    return import_file(path, tmp_path / "runs").run


def test_a_history_of_csvlogger_becomes_a_finished_run(imported: RunDirectory) -> None:
    state = read_state(imported)
    assert state.state == State.FINISHED
    assert state.imported == "imported from training.csv (Keras's CSVLogger)"
    assert state.columns == ("accuracy", "loss", "val_accuracy", "val_loss")
    assert state.column("loss") == [0.69, 0.5, 0.4]
    assert math.isnan(state.column("val_accuracy")[2])
    assert [record.learning_rate for record in state.epochs] == [0.001, 0.001, 0.0005]
    assert state.best is not None
    assert state.best.epoch == 1
    summary = summary_of(imported)
    assert (summary.state, summary.epochs, summary.total) == ("finished", 3, 3)
    assert summary.logs["val_loss"] == 0.55
    assert summary.keys == {}, "nobody chose them: they tell no run apart"


def test_a_learning_rate_that_can_be_none_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("epoch,learning_rate,loss\n0,-1,0.5\n1,nan,0.4\n2,0.01,0.3\n")
    state = read_state(import_file(path, tmp_path / "runs").run)
    assert [record.learning_rate for record in state.epochs] == [0.0, 0.0, 0.01]
    assert state.column("loss") == [0.5, 0.4, 0.3]


def test_what_needs_a_network_is_refused(imported: RunDirectory, tmp_path: Path) -> None:
    state = read_state(imported)
    with pytest.raises(RunError, match=r"cannot be trained: it is a history imported from train"):
        extend(imported, 9, state)
    for to in ("keras", "script"):
        with pytest.raises(ExportError, match="has no network: it is a history imported from"):
            export(imported, to)
    runs = ["--runs-dir", str(imported.path.parent)]
    for command in (["resume", "last", "--set", "train.epochs=9"], ["predict", "last", "a"]):
        done = CliRunner().invoke(cli, [*command, *runs])
        assert done.exit_code == 2
        assert "it is a history imported from training.csv" in done.stderr
    assert export(imported, "csv").lines[1] == "0,0.5,0.69,0.52,0.68"


def test_show_tells_no_network_that_there_never_was(imported: RunDirectory) -> None:
    runs = ["--runs-dir", str(imported.path.parent)]
    shown = CliRunner().invoke(cli, ["show", "last", *runs]).stdout
    assert "imported from training.csv (Keras's CSVLogger)" in shown
    assert "Layer (type)" not in shown
    assert "model.keras" not in shown
    assert "samples/s" not in shown


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_found_out(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "log.csv"
    path.write_text(LOG.replace(",", separator))
    state = read_state(import_file(path, tmp_path / "runs", "mine").run)
    assert (state.run_id, state.column("loss")) == ("mine", [0.69, 0.5, 0.4])


def test_of_rows_that_stand_there_twice_the_later_count(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("epoch,loss\n0,3\n1,2\n1,1\n2,0.5\n")
    made = import_file(path, tmp_path / "runs")
    assert read_state(made.run).column("loss") == [3, 1, 0.5]
    assert "the file has 1 epochs twice; the later rows count" in made.notes


def test_a_column_of_texts_is_ignored_and_named(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("epoch,loss,accuracy\n0,3,87.3%\n1,NA,88%\n2,,\n")
    made = import_file(path, tmp_path / "runs")
    assert read_state(made.run).columns == ("loss",)
    assert made.notes[0] == (
        "the column accuracy is ignored: it holds texts such as '87.3%', and no numbers"
    )


def test_epochs_from_one_and_of_a_later_part_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    for first, epochs, notes in ((1, [0, 1], 2), (10, [10, 11], 1)):
        path.write_text(f"epoch,loss\n{first},3\n{first + 1},2\n")
        made = import_file(path, tmp_path / "runs")
        state = read_state(made.run)
        assert [record.epoch for record in state.epochs] == epochs
        assert state.experiment is not None
        assert state.experiment.train.epochs == epochs[-1] + 1
        assert len(made.notes) == notes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a table of a history"),
        ("text,label\na,b\n", "has no column epoch beside others"),
        ("epoch\n1\n", "has no column epoch beside others"),
        ("epoch,loss\n", "holds no epoch"),
        ("epoch,loss\n0\n", "line 2 of .* has 1 cells, its first line 2"),
        ("epoch,loss\n-1,2\n", "line 2 of .* has the epoch '-1'"),
        ("epoch,loss\n1e300,2\n", "line 2 of .* has the epoch '1e300'"),
        ("epoch,loss,loss\n1,2,3\n", "has a column twice"),
        ("epoch,loss\n0,1\n1,x\n", "line 3 of .*: the column loss holds numbers and 'x'"),
        ("epoch;loss\n0;0,53\n", "has no column of numbers: loss holds '0,53'"),
        ("epoch,a\n0,'" + "x" * 200_000 + "'\n", "is not a table of a history: field larger"),
    ],
)
def test_other_tables_are_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "log.csv"
    path.write_text(text)
    with pytest.raises(ImportFailed, match=said):
        import_file(path, tmp_path / "runs")
    assert not list(tmp_path.glob("runs/*"))


def test_a_file_that_is_missing_or_no_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match=r"cannot read .*: no such file or directory"):
        import_file(tmp_path / "none.csv", tmp_path / "runs")
    (tmp_path / "picture.csv").write_bytes(bytes(range(256)))
    with pytest.raises(ImportFailed, match="cannot read "):
        import_file(tmp_path / "picture.csv", tmp_path / "runs")
    with pytest.raises(ImportFailed, match="is neither a run nor a folder with event files"):
        import_file(tmp_path, tmp_path / "runs")


def test_our_own_event_files_come_back(tmp_path: Path) -> None:
    run = made_run(tmp_path / "runs")
    tell(run, *begun(), epoch(0, at=1100.0), epoch(1, at=1160.0), stopped(2, 0))
    export(run, "tensorboard", tmp_path / "board")
    state = read_state(import_file(tmp_path / "board", tmp_path / "runs").run)
    expected = read_state(run)
    for name in ("loss", "val_loss"):
        assert state.column(name) == pytest.approx(expected.column(name))
    assert [record.learning_rate for record in state.epochs] == pytest.approx([0.001, 0.001])


Writer = Callable[[str, bytes], None]


@pytest.fixture
def board(tmp_path: Path) -> Writer:
    def write(place: str, content: bytes) -> None:
        folder = tmp_path / "board" / place
        folder.mkdir(parents=True, exist_ok=True)
        number = len(list(folder.iterdir()))
        (folder / f"events.out.tfevents.{number}").write_bytes(content)

    return write


def test_curves_of_other_programs_are_columns(board: Writer, tmp_path: Path) -> None:
    board("", scalars(10.0, 100, {"Loss/train": 3.0, "Loss/val": 4.0, "lr": 0.5}))
    board("", scalars(20.0, 200, {"Loss/train": 2.0, "Loss/val": 3.0, "lr": 0.25}))
    made = import_file(tmp_path / "board", tmp_path / "runs")
    state = read_state(made.run)
    assert state.column("loss") == [3, 2]
    assert state.column("val_loss") == [4, 3]
    assert [record.learning_rate for record in state.epochs] == [0.5, 0.25]
    assert state.epochs[1].seconds == 10.0
    assert "2 steps, from 100 to 200, count as epochs 1, 2, 3" in made.notes[0]


def test_a_time_that_no_clock_shows_is_no_reason_to_refuse(board: Writer, tmp_path: Path) -> None:
    board("", scalars(-5.0, 0, {"loss": 3.0}) + scalars(1e300, 1, {"loss": 2.0}))
    state = read_state(import_file(tmp_path / "board", tmp_path / "runs").run)
    assert state.column("loss") == [3, 2]
    assert state.ended_at == LAST_SECOND


def test_of_two_curves_for_one_column_the_second_is_ignored_and_named(
    board: Writer, tmp_path: Path
) -> None:
    board("", scalars(10.0, 0, {"epoch_loss": 3.0, "epoch_val_loss": 4.0}))
    board("train", scalars(10.0, 0, {"epoch_loss": 1.0}))
    made = import_file(tmp_path / "board", tmp_path / "runs")
    assert read_state(made.run).column("loss") == [3.0]
    assert made.notes[0] == (
        "the curve train/epoch_loss is ignored: epoch_loss is the column loss already"
    )


def test_what_a_restart_takes_back_is_gone(board: Writer, tmp_path: Path) -> None:
    board("train", start(0.0) + scalars(1.0, 0, {"epoch_loss": 9.0, "epoch_old": 1.0}))
    board("train", start(2.0) + scalars(3.0, 0, {"epoch_loss": 1.0}))
    board("validation", scalars(3.0, 0, {"epoch_loss": 2.0}))
    state = read_state(import_file(tmp_path / "board", tmp_path / "runs").run)
    assert state.epochs[0].logs == {"loss": 1.0, "val_loss": 2.0}


def test_a_folder_of_several_runs_is_refused(board: Writer, tmp_path: Path) -> None:
    for run in ("a", "b"):
        board(f"{run}/train", scalars(1.0, 0, {"epoch_loss": 1.0}))
    with pytest.raises(ImportFailed, match=r"holds 2 runs: import each of its folders: a, b"):
        import_file(tmp_path / "board", tmp_path / "runs")


def test_a_damaged_event_file_is_refused(board: Writer, tmp_path: Path) -> None:
    content = bytearray(scalars(1.0, 0, {"epoch_loss": 1.0}))
    content[20] ^= 1
    board("train", bytes(content))
    with pytest.raises(ImportFailed, match=r"is not an event file of .*: record 1 is damaged"):
        import_file(tmp_path / "board", tmp_path / "runs")
