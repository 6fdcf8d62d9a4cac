"""The event log: what is appended comes back, whatever happens to the file in between."""

import errno
import json
import os
from pathlib import Path

import pytest

from rnn_tui.runs.files import events as happened
from rnn_tui.runs.files.event_log import CHUNK, LogReader, LogWriter
from rnn_tui.runs.files.events import MAX_LINE, Warned, parse


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.jsonl"


def warned(text: str) -> Warned:
    return Warned(at=1.0, message=text)


def messages(reader: LogReader) -> list[str]:
    return [event.message for event in reader.poll() if isinstance(event, Warned)]


def test_events_come_back_once_and_in_order(path: Path) -> None:
    writer, reader = LogWriter(path), LogReader(path)
    writer.append(warned("one"))
    assert messages(reader) == ["one"]
    writer.append(warned("two"))
    writer.append(warned("three"))
    assert messages(reader) == ["two", "three"]
    assert reader.poll() == []


def test_torn_line_waits_for_its_rest(path: Path) -> None:
    line = warned("whole").line()
    reader = LogReader(path)
    path.write_bytes(line[:10])
    assert reader.poll() == []
    path.write_bytes(line)
    assert messages(reader) == ["whole"]


def test_writer_ends_the_torn_line_of_the_engine_before(path: Path) -> None:
    path.write_bytes(warned("kept").line() + b'{"v":1,"eve')
    LogWriter(path).append(warned("next"))
    first, damaged, last = messages(LogReader(path))
    assert (first, last) == ("kept", "next")
    assert "damaged line" in damaged


def test_full_disk_leaves_the_log_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer, reader = LogWriter(path), LogReader(path)
    writer.append(warned("before"))
    assert messages(reader) == ["before"]
    content, write = path.read_bytes(), os.write
    seen_torn = []

    def write_half(descriptor: int, data: bytes) -> int:
        if path.stat().st_size > len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        count = write(descriptor, data[: len(data) // 2])
        seen_torn.extend(messages(reader))  # a reader looks between the write and the cut
        return count

    monkeypatch.setattr(os, "write", write_half)
    with pytest.raises(OSError, match="No space") as caught:
        writer.append(warned("does not fit"))
    monkeypatch.undo()
    assert caught.value.errno == errno.ENOSPC
    assert path.read_bytes() == content
    writer.append(warned("after"))
    assert [*seen_torn, *messages(reader)] == ["after"]


def test_cut_or_replaced_log_is_read_anew(path: Path) -> None:
    reader = LogReader(path)
    path.write_bytes(warned("one").line() + warned("two").line())
    assert messages(reader) == ["one", "two"]
    path.write_bytes(warned("one").line())
    assert reader.starts_anew()
    assert not reader.starts_anew()
    assert messages(reader) == ["one"]
    other = path.with_name("other")
    other.write_bytes(b"".join(warned(text).line() for text in "abc"))
    other.replace(path)
    assert messages(reader) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "line",
    [
        b"\x00\xff\xfe garbage",
        b"[" * 10_000,
        b"null",
        b'{"v":1,"event":"nonsense"}',
        b'{"v":1,"at":1e400,"event":"warning","message":"x"}',
        b'{"v":1,"at":1,"event":"epoch","epoch":-1,"logs":{},"learning_rate":0}',
        b'{"v":1,"at":1,"event":"epoch","epoch":1e40,"logs":{},"learning_rate":0}',
        b'{"v":1,"at":1,"event":"epoch","epoch":1,"logs":{"loss":"x"},"learning_rate":0}',
        b'{"v":1,"at":1,"event":"epoch","epoch":1,"logs":{},"learning_rate":Infinity}',
        b'{"v":' + b"9" * 5000 + b"}",
        b'{"v":1,"at":1,"event":"warning","message":"\\ud800"}',
    ],
)
def test_unreadable_line_is_one_warning(path: Path, line: bytes) -> None:
    path.write_bytes(warned("before").line() + line + b"\n" + warned("after").line())
    before, complaint, after = messages(LogReader(path))
    assert (before, after) == ("before", "after")
    assert "is skipped" in complaint
    assert len(complaint) < 100


def test_line_of_a_newer_version_is_named_as_such(path: Path) -> None:
    record = json.loads(warned("x").line()) | {"v": 2}
    path.write_text(json.dumps(record) + "\n")
    (complaint,) = messages(LogReader(path))
    assert "version 2" in complaint


def test_unknown_keys_are_ignored() -> None:
    record = json.loads(warned("x").line()) | {"later": [1, 2]}
    assert parse(json.dumps(record).encode()) == warned("x")


def test_huge_line_is_one_warning_and_is_never_held(path: Path) -> None:
    with path.open("wb") as file:
        file.write(warned("before").line())
        for _ in range(MAX_LINE // CHUNK + 3):
            file.write(b"x" * CHUNK)
    reader = LogReader(path)
    assert messages(reader) == ["before"]
    with path.open("ab") as file:
        file.write(b"tail\n" + warned("after").line())
    complaint, after = messages(reader)
    assert "too long" in complaint
    assert after == "after"


def test_lines_longer_than_a_chunk_are_read(path: Path) -> None:
    row = tuple(range(10_000, 11_000))
    event = happened.Tested(at=1.0, logs={"loss": 0.5}, confusion=(row,) * 400)
    LogWriter(path).append(event)
    assert path.stat().st_size > 2 * CHUNK
    assert LogReader(path).poll() == [event]


def test_numbers_that_are_not_finite_are_null_and_come_back_as_nan() -> None:
    event = happened.EpochEnded(
        at=1.0, epoch=0, logs={"loss": float("inf"), "acc": 0.5}, learning_rate=0.1
    )
    again = parse(event.line())
    assert b'"loss":null' in event.line()
    assert isinstance(again, happened.EpochEnded)
    assert again.logs["loss"] != again.logs["loss"]
    assert again.logs["acc"] == 0.5


def test_escape_codes_are_removed_from_text() -> None:
    event = happened.Failed(at=1.0, kind="data", message="a\x1b[2Jb\udcff\x9b\u202ec\n中文")
    assert event.message == "a�[2Jb���c\n中文"
    assert parse(event.line()) == event


def test_neither_links_nor_pipes_are_opened(path: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("")
    path.symlink_to(outside)
    with pytest.raises(OSError, match="symbolic"):
        LogWriter(path).append(warned("x"))
    assert outside.read_text() == ""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="regular"):
        LogReader(pipe).poll()
