"""history.csv: Keras's columns, one row an epoch."""

import csv
from pathlib import Path

from rnn_tui.runs import EpochRecord
from rnn_tui.runs.files.history_csv import append_epoch, history_csv, write_history

RECORDS = [
    EpochRecord(0, {"loss": 0.1 + 0.2, "acc": 0.5, "val_loss": 0.4, "val_acc": 0.25}, 0.001),
    EpochRecord(1, {"loss": 1e-9, "acc": 1.0, "val_loss": float("nan"), "val_acc": 0.5}, 0.001),
]


def test_columns_and_numbers(tmp_path: Path) -> None:
    rows = list(csv.DictReader(history_csv(RECORDS).splitlines()))
    assert list(rows[0]) == ["epoch", "acc", "loss", "val_acc", "val_loss"]
    assert [row["epoch"] for row in rows] == ["0", "1"]
    assert float(rows[0]["loss"]) == 0.1 + 0.2
    assert rows[1]["val_loss"] == "nan"


def test_appended_rows_are_the_same_as_written_ones(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    for record in RECORDS:
        append_epoch(path, record)
    assert path.read_text() == history_csv(RECORDS)


def test_without_an_epoch_there_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    write_history(path, RECORDS)
    assert path.read_text() == history_csv(RECORDS)
    write_history(path, [])
    assert not path.exists()


def test_epochs_with_other_columns_leave_gaps() -> None:
    rows = list(
        csv.DictReader(history_csv([RECORDS[0], EpochRecord(1, {"loss": 1.0}, 0)]).splitlines())
    )
    assert rows[1]["acc"] == ""
