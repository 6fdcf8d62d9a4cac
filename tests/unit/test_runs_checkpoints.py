"""Checkpoints: they come back to the bit, the right ones are kept, hostile files are refused."""

import io
import json
import math
import os
import pickle
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui.runs import EpochRecord, Phase, Position
from rnn_tui.runs import checkpoints as points
from rnn_tui.runs.checkpoints import BEST, Checkpoint, CheckpointError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints"


def point(epoch: int, batch: int = 0, phase: Phase = Phase.TRAIN, value: float = 0.5) -> Checkpoint:
    return Checkpoint(
        position=Position(epoch, batch, phase),
        history=(EpochRecord(0, {"loss": 0.1 + 0.2, "acc": math.nan}, 0.001, 12.5, 100.0),),
        model=(np.full((3, 2), value, np.float32), np.array([1, 2**32 - 1], np.uint32)),
        optimizer=(np.array(7, np.int64), np.zeros((0, 4), np.float32)),
        metrics=(),
        variables=({"path": "dense/kernel", "trainable": True, "weight": True},),
        trained={"loss": 0.3},
        interval=(1.5, 2.0),
        trace_records=9,
        elapsed=3.25,
        extra={"confusion": [[1, 2], [3, 4]]},
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_checkpoint_comes_back(folder: Path) -> None:
    saved = point(3, 1080)
    path = points.save(folder, saved)
    assert path.name == "epoch-0000003-1-train-00001080.npz"
    found, complaints = points.load_last(folder)
    assert found is not None
    assert complaints == []
    for group in points.GROUPS:
        before, after = getattr(saved, group), getattr(found, group)
        assert [(a.dtype, a.shape, a.tobytes()) for a in before] == [
            (a.dtype, a.shape, a.tobytes()) for a in after
        ]
    assert math.isnan(found.history[0].logs.pop("acc"))
    saved.history[0].logs.pop("acc")
    for name in ("position", "history", "variables", "trained", "interval", "elapsed", "extra"):
        assert getattr(found, name) == getattr(saved, name)
    assert found.trace_records == 9


def test_names_sort_like_positions() -> None:
    positions = [
        Position(0, 9),
        Position(0, 10),
        Position(0, 0, Phase.VALIDATE),
        Position(1),
        Position(10, 5),
        Position(10, 0, Phase.TEST),
        Position(999_999),
        Position(1_000_000, 3, Phase.TEST),
    ]
    assert sorted(positions, key=points.file_name) == positions


def test_last_two_and_the_best_are_kept(folder: Path) -> None:
    for epoch in range(1, 6):
        points.save(folder, point(epoch, value=epoch), best=epoch == 2)
    assert names(folder) == [
        BEST,
        "epoch-0000004-1-train-00000000.npz",
        "epoch-0000005-1-train-00000000.npz",
    ]
    assert points.load(folder / BEST).position == Position(2)


def test_best_stands_before_it_counts_as_the_last(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points.save(folder, point(1), best=True)

    def killed(*call: object) -> None:
        raise SystemExit

    monkeypatch.setattr(points, "_link", killed)
    with pytest.raises(SystemExit):
        points.save(folder, point(2), best=True)
    last, _ = points.load_last(folder)
    assert last is not None
    assert last.position == Position(1)
    assert points.load(folder / BEST).position == Position(2)


@pytest.mark.parametrize("link", [True, False])
def test_best_needs_no_links(folder: Path, link: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*call: object) -> None:
        raise OSError(1, "no links here")

    if not link:
        monkeypatch.setattr(os, "link", refuse)
    points.save(folder, point(1), best=True)
    path = points.save(folder, point(1), best=True)
    assert names(folder) == [BEST, path.name]
    assert (folder / BEST).samefile(path) == link
    points.save(folder, point(2))
    points.save(folder, point(3))
    assert points.load(folder / BEST).position == Position(1)


def test_checkpoints_of_an_extended_run_outlive_those_of_its_test(folder: Path) -> None:
    for batch in (0, 10):
        points.save(folder, point(4, batch, Phase.TEST))
    points.save(folder, point(4, 50))
    assert names(folder) == [points.file_name(Position(4, 50))]
    points.save(folder, point(4, 99))
    assert len(points.list_checkpoints(folder)) == 2


def test_torn_files_of_a_killed_engine_are_swept_away(folder: Path) -> None:
    folder.mkdir()
    (folder / ".epoch-0000001-1-train-00000000.npz.ab12.tmp").write_bytes(b"half")
    path = points.save(folder, point(1))
    assert names(folder) == [path.name]


def test_full_disk_keeps_what_is_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = points.save(folder, point(1))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        points.save(folder, point(2))
    assert names(folder) == [path.name]


def test_damaged_one_is_passed_over_and_dropped(folder: Path) -> None:
    points.save(folder, point(1))
    path = points.save(folder, point(2))
    path.write_bytes(path.read_bytes()[:-30])
    found, complaints = points.load_last(folder)
    assert found is not None
    assert found.position == Position(1)
    assert len(complaints) == 1
    assert path.name in complaints[0]
    points.drop_after(folder, found.position)
    assert names(folder) == [points.file_name(Position(1))]


def test_foreign_files_are_left_alone(folder: Path) -> None:
    assert points.load_last(folder) == (None, [])
    folder.mkdir()
    for name in ("epoch-zzz.npz", "epoch-9.npz", "weights.npz"):
        (folder / name).write_bytes(b"theirs")
    points.save(folder, point(1))
    points.save(folder, point(2))
    points.save(folder, point(3))
    assert len(names(folder)) == 2 + 3
    assert points.list_checkpoints(folder)[-1].name == points.file_name(Position(3))


def test_folder_behind_a_link_is_not_written(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder.symlink_to(outside)
    with pytest.raises(OSError, match="link"):
        points.save(folder, point(1))
    assert names(outside) == []


def test_every_flipped_bit_is_found(folder: Path) -> None:
    path = points.save(folder, point(1))
    whole = path.read_bytes()
    same = 0
    for index in range(0, len(whole), 7):
        path.write_bytes(whole[:index] + bytes([whole[index] ^ 0x10]) + whole[index + 1 :])
        try:
            found = points.load(path)
        except CheckpointError:
            continue
        same += 1  # in a field that means nothing, as the time of a member
        assert all(
            a.tobytes() == b.tobytes() for a, b in zip(found.model, point(1).model, strict=True)
        )
    assert same < len(whole) / 7 / 2


def npy(header: str, body: bytes = b"") -> bytes:
    text = header.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + body


def archive(
    members: dict[str, bytes], compression: int = zipfile.ZIP_STORED, **meta: Any
) -> Callable[[Path], None]:
    """Writes a checkpoint whose meta is right but for `meta`, with these members beside it."""

    def write(path: Path) -> None:
        good = points._encode(point(1))
        with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(path, "w") as target:
            text = json.loads(np.load(io.BytesIO(source.read("meta.npy"))).tobytes()) | meta
            buffer = io.BytesIO()
            np.save(buffer, np.frombuffer(json.dumps(text).encode(), np.uint8))
            target.writestr("meta.npy", buffer.getvalue())
            for name, content in members.items():
                target.writestr(name, content, compression)

    return write


def gadget() -> bytes:
    class Gadget:
        def __reduce__(self) -> tuple[Any, ...]:
            return (os.mkdir, ("gadget-ran",))

    return pickle.dumps(Gadget())


GOOD = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", b"12345678")
HOSTILE: dict[str, Callable[[Path], object]] = {
    "nothing": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("no archive"),
    "a pickle": lambda path: path.write_bytes(gadget()),
    "an npy of 74 GB": lambda path: path.write_bytes(
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (20000000000,), }")
    ),
    "a pickle inside": archive(
        {"model/0000.npy": npy("{'descr': '|O', 'fortran_order': False, 'shape': (), }") + gadget()}
    ),
    "a member of 74 GB": archive(
        {
            "model/0000.npy": npy(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (20000000000,), }"
            )
        }
    ),
    "a negative shape": archive(
        {
            "model/0000.npy": npy(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, -2), }", b"12345678"
            )
        }
    ),
    "text inside": archive(
        {
            "model/0000.npy": npy(
                "{'descr': '<U2', 'fortran_order': False, 'shape': (1,), }", b"1" * 8
            )
        }
    ),
    "a header that is code": archive({"model/0000.npy": npy("__import__('os').mkdir('x')")}),
    "a bomb": archive({"model/0000.npy": b"\0" * 50_000_000}, zipfile.ZIP_DEFLATED),
    "a foreign name": archive({"model/0000.npy": GOOD, "other.npy": GOOD}),
    "a path": archive({"../model/0000.npy": GOOD}),
    "a gap": archive({"model/0000.npy": GOOD, "model/0002.npy": GOOD}),
    "no npy": archive({"model/0000": GOOD}),
    "a later version": archive({}, version=2),
    "no position": archive({}, position=None),
    "an endless position": archive({}, position={"epoch": math.inf, "batch": 0, "phase": "train"}),
    "a history of numbers": archive({}, history=[1, 2]),
    "logs that are none": archive({}, trained=None),
    "meta that is a list": archive({}, model=7),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_in_little_memory(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    monkeypatch.chdir(folder)
    path = folder / points.file_name(Position(1))
    HOSTILE[name](path)
    tracemalloc.start()
    try:
        with pytest.raises(CheckpointError) as caught:
            points.load(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert "\n" not in str(caught.value)
    assert names(folder) == [path.name]
    assert points.load_last(folder)[0] is None


def test_made_by_hand_but_right_is_read(folder: Path) -> None:
    folder.mkdir()
    archive({"model/0000.npy": GOOD})(folder / "any.npz")
    assert points.load(folder / "any.npz").model[0].tobytes() == b"12345678"
