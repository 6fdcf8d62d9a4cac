"""Event files of TensorBoard: what this program writes of them, and the curves of any.

A record (`io/tfrecord.py`) holds one message `Event`, as in TensorBoard's `event.proto`,
`summary.proto` and `tensor.proto`; the numbers below are those of their fields.
"""

import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rnn_tui.io import protobuf
from rnn_tui.io.protobuf import chunk, double, float32, varint
from rnn_tui.io.tfrecord import record, records

NAME = "events.out.tfevents"
"""The name of an event file begins so, a time follows."""

FILE_VERSION = "brain.Event:2"
_WALL_TIME, _STEP, _VERSION, _SUMMARY, _SESSION = 1, 2, 3, 5, 7
_VALUE = 1
_TAG, _SIMPLE, _TENSOR, _METADATA = 1, 2, 8, 9
_STRING = 7
"""The type of a tensor of texts."""

_RUNNING, _SUCCESS, _FAILURE = 3, 1, 2


def start(at: float) -> bytes:
    """The records that a file begins with; `at` in seconds since 1970.

    With the second one a reader gives up all that it has read of earlier files (a SessionLog
    START at step 0).
    """
    version = double(_WALL_TIME, at) + chunk(_VERSION, FILE_VERSION)
    session = double(_WALL_TIME, at) + varint(_STEP, 0) + chunk(_SESSION, varint(1, 1))
    return record(version) + record(session)


def scalars(at: float, step: int, values: Mapping[str, float]) -> bytes:
    """A record with one number for each tag."""
    summary = b"".join(
        chunk(_VALUE, chunk(_TAG, tag) + float32(_SIMPLE, value)) for tag, value in values.items()
    )
    return record(double(_WALL_TIME, at) + varint(_STEP, step) + chunk(_SUMMARY, summary))


def text(at: float, tag: str, markdown: str) -> bytes:
    """A record with a text for the plugin `text`."""
    tensor = varint(1, _STRING) + chunk(2, chunk(2, varint(1, 1))) + chunk(8, markdown)
    return _plugin(at, tag, "text", b"", tensor)


def hyperparameters(at: float, name: str, values: Mapping[str, bool | float | str]) -> bytes:
    """A record with the hyperparameters of a run, for the plugin `hparams`."""
    entries = b"".join(
        chunk(1, chunk(1, key) + chunk(2, _json_value(value))) for key, value in values.items()
    )
    start_info = entries + chunk(4, name) + double(5, at)
    return _hparams(at, "_hparams_/session_start_info", chunk(3, start_info))


def session_end(at: float, *, failed: bool) -> bytes:
    """A record that says that the run of these hyperparameters has ended."""
    end_info = varint(1, _FAILURE if failed else _SUCCESS) + double(2, at)
    return _hparams(at, "_hparams_/session_end_info", chunk(4, end_info))


def _hparams(at: float, tag: str, content: bytes) -> bytes:
    empty = varint(1, 1) + chunk(2, chunk(2, b""))  # float32 of the shape (0,)
    return _plugin(at, tag, "hparams", content, empty)


def _plugin(at: float, tag: str, plugin: str, content: bytes, tensor: bytes) -> bytes:
    metadata = chunk(1, chunk(1, plugin) + chunk(2, content))
    value = chunk(_TAG, tag) + chunk(_TENSOR, tensor) + chunk(_METADATA, metadata)
    return record(double(_WALL_TIME, at) + chunk(_SUMMARY, chunk(_VALUE, value)))


def _json_value(value: bool | float | str) -> bytes:
    """A `google.protobuf.Value`."""
    if isinstance(value, bool):
        return varint(4, value)
    return chunk(3, value) if isinstance(value, str) else double(2, value)


@dataclass(frozen=True, slots=True)
class Point:
    """A number of a curve; `wall_time` in seconds since 1970."""

    wall_time: float
    step: int
    tag: str
    value: float


@dataclass(frozen=True, slots=True)
class Restart:
    """All points from this step on are void: what wrote them was lost and came again."""

    step: int


def read_events(file: BinaryIO) -> Iterator[Point | Restart]:
    """Yield the numbers of an event file, of whatever program. Raises ValueError.

    Texts, pictures, histograms and arrays are passed over.
    """
    for content in records(file):
        yield from _event(content)


def is_event_file(path: Path) -> bool:
    """Check the name: TensorBoard reads no other files."""
    return "tfevents" in path.name


def _event(content: bytes) -> Iterator[Point | Restart]:
    wall_time, step, summary = 0.0, 0, b""
    for number, value in protobuf.fields(content):
        if number == _WALL_TIME:
            wall_time = _number("<d", value)
        elif number == _STEP and isinstance(value, int):
            step = value if value < 1 << 63 else 0
        elif number == _SUMMARY and isinstance(value, bytes):
            summary = value
        elif number == _SESSION and isinstance(value, bytes) and (1, 1) in protobuf.fields(value):
            yield Restart(step)
    for number, value in protobuf.fields(summary):
        if number == _VALUE and isinstance(value, bytes):
            tag, found = _value(value)
            if found is not None:
                yield Point(wall_time, step, tag, found)


def _value(content: bytes) -> tuple[str, float | None]:
    tag, found = "", None
    for number, value in protobuf.fields(content):
        if number == _TAG and isinstance(value, bytes):
            tag = value.decode()
        elif number == _SIMPLE:
            found = _number("<f", value)
        elif number == _TENSOR and isinstance(value, bytes):
            found = _scalar(value)
    return tag, found


_TENSOR_TYPES = {1: "<f", 2: "<d", 3: "<i", 9: "<q"}
"""DT_FLOAT, DT_DOUBLE, DT_INT32 and DT_INT64, as `struct` names them."""

_TENSOR_FIELDS = {5: "<f", 6: "<d"}


def _scalar(tensor: bytes) -> float | None:
    """The number of a tensor without dimensions; None for any other tensor."""
    kind, shape, packed, found = 0, b"", b"", None
    for number, value in protobuf.fields(tensor):
        if number == 1 and isinstance(value, int):
            kind = value
        elif number == 2 and isinstance(value, bytes):
            shape = value
        elif number == 4 and isinstance(value, bytes):
            packed = value
        elif number in _TENSOR_FIELDS:
            found = _number(_TENSOR_FIELDS[number], value)
        elif number in (7, 10) and isinstance(value, int):
            found = float(value)
    if shape or kind not in _TENSOR_TYPES:
        return None
    return _number(_TENSOR_TYPES[kind], packed) if packed else found


def _number(kind: str, value: protobuf.Value) -> float:
    if not isinstance(value, bytes) or len(value) != struct.calcsize(kind):
        return math.nan
    return float(struct.unpack(kind, value)[0])
