"""Checkpoints that somebody has made to do harm: refused, in little memory."""

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

from rnn_tui.runs import Position
from rnn_tui.runs.files import checkpoints as points
from rnn_tui.runs.files.checkpoints import CheckpointError
from tests.made_checkpoints import names, point


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints"


def npy(header: str, body: bytes = b"") -> bytes:
    text = header.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + body


def archive(
    members: dict[str, bytes], compression: int = zipfile.ZIP_STORED, **meta: Any
) -> Callable[[Path], None]:
    """Writes a checkpoint whose meta is right but for `meta`, with these members beside it.

    Its history is right, unless there is one among the members.
    """

    def write(path: Path) -> None:
        good = points._encode(point(1))
        with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(path, "w") as target:
            text = json.loads(np.load(io.BytesIO(source.read("meta.npy"))).tobytes()) | meta
            buffer = io.BytesIO()
            np.save(buffer, np.frombuffer(json.dumps(text).encode(), np.uint8))
            target.writestr("meta.npy", buffer.getvalue())
            history = {"history.npy": source.read("history.npy")}
            for name, content in (history | members).items():
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
    "a later version": archive({}, version=points.VERSION + 1),
    "no position": archive({}, position=None),
    "an endless position": archive({}, position={"epoch": math.inf, "batch": 0, "phase": "train"}),
    "a history of other numbers": archive({"history.npy": GOOD}),
    "a history of other columns": archive({}, columns=["loss"]),
    "columns that are none": archive({}, columns=None),
    "an epoch that is no number": archive(
        {
            "history.npy": npy(
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 6), }",
                np.full(6, math.nan).tobytes(),
            )
        }
    ),
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
