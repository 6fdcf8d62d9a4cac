"""status.json and control.json: what is written comes back, what is hostile is no status."""

import json
import math
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.io.writing import write_atomically
from rnn_tui.runs import RunDirectory
from rnn_tui.runs.files.control import Ask, Control, read_control, request
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.status import SILENT_SECONDS, Status, read_status
from rnn_tui.runs.position import Phase, Position, State
from rnn_tui.runs.state.liveness import engine_has_ended, has_ended

HUGE = "9" * 400
HOSTILE: list[Any] = [
    None,
    [],
    {},
    "x",
    -1,
    True,
    float("inf"),
    float("nan"),
    int(HUGE),
    {"a": {"b": []}},
    "\x1b[2J",
    [[[[]]]],
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "status.json"


def whole() -> Status:
    return Status(
        State.RUNNING,
        Position(3, 40, Phase.VALIDATE),
        Identity(7, 12.5, "boot", "host"),
        heartbeat=1000.5,
        logs={"loss": 0.25, "acc": 0.5},
        train_rate=10.0,
        evaluation_rate=30.0,
        cpu=150.0,
        memory=10**9,
        doing="reading",
        done=3,
        total=9,
        unit="bytes",
    )


def test_status_comes_back(path: Path) -> None:
    whole().write(path)
    assert read_status(path) == whole()
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_numbers_that_are_not_finite_come_back_as_nan(path: Path) -> None:
    Status(State.RUNNING, logs={"loss": math.inf}).write(path)
    json.loads(path.read_text(), parse_constant=pytest.fail)
    status = read_status(path)
    assert status is not None
    assert math.isnan(status.logs["loss"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"v":1}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"v":1,"x":' + b"9" * 5000 + b"}",
        b" " * 2_000_000,
    ],
)
def test_half_a_status_is_not_read(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert read_status(path) is None
    assert read_control(path) is None


@pytest.mark.parametrize("key", ["v", *asdict(whole())])
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:12])
def test_wrong_types_never_raise(path: Path, key: str, value: Any) -> None:
    whole().write(path)
    record = json.loads(path.read_text())
    for changed in (record | {key: value}, record | {"logs": {"loss": value}}):
        path.write_text(json.dumps(changed))
        status = read_status(path)
        if status is not None:
            assert math.isfinite(status.heartbeat + status.train_rate + status.cpu)
            assert status.done / 3.0 < 1e300  # arithmetic stands it
            assert "\x1b" not in status.doing + status.unit
            assert isinstance(engine_has_ended(RunDirectory(path.parent), status), bool)


@pytest.mark.parametrize("key", ["pid", "start", "boot", "host"])
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:12])
def test_hostile_process_never_runs(path: Path, key: str, value: Any) -> None:
    record = asdict(whole())
    record["process"] = Identity.own().to_json() | {key: value}
    path.write_text(json.dumps({"v": 1, "state": "running", **record}))
    status = read_status(path)
    assert status is None or status.process is None or not status.process.alive


def test_status_of_another_version_is_none(path: Path) -> None:
    whole().write(path)
    path.write_text(path.read_text().replace('"v": 1', '"v": 2'))
    assert read_status(path) is None


def test_pipe_does_not_block_and_directory_is_none(path: Path, tmp_path: Path) -> None:
    os.mkfifo(path)
    assert read_status(path) is None
    assert read_control(path) is None
    assert read_status(tmp_path) is None


def test_engine_elsewhere_has_ended_after_a_long_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.time", lambda: 5000.0)
    elsewhere = Identity(os.getpid(), 0.0, "boot", "another host")

    def dead(heartbeat: float) -> bool:
        return has_ended(Status(State.RUNNING, process=elsewhere, heartbeat=heartbeat), None)

    assert not dead(5000.0 - SILENT_SECONDS + 1)
    assert dead(5000.0 - SILENT_SECONDS - 1)
    assert not dead(5000.0 + SILENT_SECONDS - 1)
    assert dead(5000.0 + SILENT_SECONDS + 1)  # the clock was set back since


def test_old_file_stays_when_the_disk_is_full(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole().write(path)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert read_status(path) == whole()
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_writing_replaces_a_link_and_leaves_its_target(path: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("theirs")
    path.symlink_to(outside)
    whole().write(path)
    assert outside.read_text() == "theirs"
    assert read_status(path) == whole()


def test_request_comes_back(path: Path) -> None:
    asked = request(path, Ask.STOP_AFTER_EPOCH, "app")
    assert read_control(path) == asked
    assert request(path, Ask.STOP, "app").id != asked.id


@pytest.mark.parametrize("key", ["v", "ask", "id", "at", "by"])
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:12])
def test_hostile_request_never_raises(path: Path, key: str, value: Any) -> None:
    request(path, Ask.STOP, "app")
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    control = read_control(path)
    if control is not None:
        assert "\x1b" not in control.by
        assert not control.repeats(Control(Ask.PAUSE, "x", 0.0))


def test_repeats() -> None:
    first = Control(Ask.STOP, "a", 100.0)
    assert first.repeats(first)
    assert Control(Ask.STOP, "b", 100.9).repeats(first)
    assert not Control(Ask.STOP, "b", 101.1).repeats(first)
    assert not Control(Ask.PAUSE, "b", 100.0).repeats(first)
    assert not first.repeats(None)
