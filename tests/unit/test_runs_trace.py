"""The trace: records come back, readers survive a cut, hostile headers are refused."""

import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest

from rnn_tui.runs.files.trace import (
    MAGIC,
    MAX_COLUMNS,
    MAX_HEADER,
    TraceError,
    TraceWriter,
    read_header,
    read_trace,
)

COLUMNS = ("loss", "acc")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trace.bin"


def write(path: Path, steps: range, keep: int = 0) -> TraceWriter:
    writer = TraceWriter(path, COLUMNS, keep)
    for step in steps:
        writer.append(step, step // 10, step % 10, float(step), {"loss": 1 / (step + 1), "acc": 1})
    writer.close()
    return writer


def header(columns: object, version: object = 1) -> bytes:
    text = json.dumps({"version": version, "columns": columns}).encode()
    return MAGIC + len(text).to_bytes(4, "little") + text


def test_records_come_back(path: Path) -> None:
    assert write(path, range(25)).count == 25
    trace = read_trace(path)
    assert trace.dtype.names == ("step", "epoch", "batch", "time", "loss", "acc")
    assert trace["step"].tolist() == list(range(25))
    assert trace["loss"] == pytest.approx(1 / (np.arange(25) + 1))
    assert read_header(path)[1] % 64 == 0


def test_resume_cuts_the_trace_back_and_appends(path: Path) -> None:
    write(path, range(25))
    assert write(path, range(10, 12), keep=10).count == 12
    assert read_trace(path)["step"].tolist() == list(range(12))


def test_reader_that_has_the_trace_mapped_survives_a_cut(path: Path) -> None:
    write(path, range(50_000))
    mapped = read_trace(path)
    write(path, range(0), keep=10)
    assert mapped["step"][-1] == 49_999  # its file is still as long
    write(path, range(0))
    assert mapped["step"].sum() == 50_000 * 49_999 // 2
    assert len(read_trace(path)) == 0


def test_torn_last_record_is_cut_off(path: Path) -> None:
    write(path, range(5))
    with path.open("ab") as file:
        file.write(b"torn")
    assert len(read_trace(path)) == 5
    write(path, range(5, 6), keep=5)
    assert read_trace(path)["step"].tolist() == list(range(6))


def test_trace_with_other_columns_is_replaced(path: Path) -> None:
    write(path, range(5))
    writer = TraceWriter(path, ("loss",), keep=5)
    assert writer.count == 0
    writer.close()
    assert read_trace(path).dtype.names[4:] == ("loss",)


def test_fewer_records_than_to_keep(path: Path) -> None:
    write(path, range(5))
    assert write(path, range(5, 6), keep=100).count == 6


def test_full_disk_leaves_the_trace_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = TraceWriter(path, COLUMNS)
    writer.append(0, 0, 1, 0.0, {"loss": 1.0, "acc": 1.0})

    whole, write = path.read_bytes(), os.write

    def write_some(descriptor: int, data: bytes) -> int:
        if path.stat().st_size > len(whole):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, data[:7])

    monkeypatch.setattr(os, "write", write_some)
    with pytest.raises(OSError, match="No space"):
        writer.append(1, 0, 2, 0.0, {"loss": 1.0, "acc": 1.0})
    assert path.read_bytes() == whole
    assert writer.count == 1
    monkeypatch.undo()
    writer.close()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RNN",
        b"something else entirely, and long",
        MAGIC + (2**32 - 1).to_bytes(4, "little") + b"{}",
        MAGIC + (MAX_HEADER).to_bytes(4, "little") + b"[" * MAX_HEADER,
        MAGIC + (10).to_bytes(4, "little") + b"{",
        MAGIC + (4).to_bytes(4, "little") + b"null",
        header(["loss", "loss"]),
        header(["step"]),
        header([""]),
        header(["a b", "\x1b[2J"]),
        header([["loss", "<f8"]]),
        header([1, 2]),
        header("loss"),
        header({"loss": 1}),
        header(-1),
        header([f"c{n}" for n in range(MAX_COLUMNS + 1)]),
        header(["loss"], version=2),
        header(["loss"], version="9" * 1000),
    ],
)
def test_hostile_header_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(TraceError):
        read_trace(path)
    write(path, range(3), keep=2)  # an engine begins anew
    assert len(read_trace(path)) == 3


def test_header_without_records(path: Path) -> None:
    path.write_bytes(header(["loss"]))
    assert len(read_trace(path)) == 0


def test_neither_links_nor_pipes_are_opened(path: Path, tmp_path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(OSError, match="regular"):
        read_trace(path)
    path.unlink()
    outside = tmp_path / "outside"
    outside.write_bytes(header(["loss", "acc"]))
    path.symlink_to(outside)
    write(path, range(3))
    assert outside.read_bytes() == header(["loss", "acc"])
    assert not path.is_symlink()
