"""Protocol buffers on the wire, as far as small messages of a known layout need them.

https://protobuf.dev/programming-guides/encoding/: a message is a row of fields, each a key
(number << 3 | wire type) and a value. Writers put a message together from `varint`, `double`,
`float32` and `chunk`; `fields` takes one apart.
"""

import struct
from collections.abc import Iterator

VARINT, FIXED64, CHUNK, FIXED32 = 0, 1, 2, 5

Value = int | bytes
"""The value of a field: a number for VARINT, else its bytes."""


def varint(number: int, value: int) -> bytes:
    """A field with a whole number from 0: int, bool, enum."""
    return _key(number, VARINT) + _base128(value)


def double(number: int, value: float) -> bytes:
    """A field with a number of 8 bytes."""
    return _key(number, FIXED64) + struct.pack("<d", value)


def float32(number: int, value: float) -> bytes:
    """A field with a number of 4 bytes; beyond their range it is infinite."""
    try:
        packed = struct.pack("<f", value)
    except OverflowError:
        packed = struct.pack("<f", float("inf") if value > 0 else float("-inf"))
    return _key(number, FIXED32) + packed


def chunk(number: int, content: bytes | str) -> bytes:
    """A field with a text, bytes, or a message within the message."""
    if isinstance(content, str):
        content = content.encode()
    return _key(number, CHUNK) + _base128(len(content)) + content


def fields(message: bytes) -> Iterator[tuple[int, Value]]:
    """Yield number and value of each field. Raises ValueError for what is no message."""
    at, end = 0, len(message)
    while at < end:
        key, at = _read_base128(message, at)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            value, at = _read_base128(message, at)
            yield number, value
            continue
        if kind == CHUNK:
            size, at = _read_base128(message, at)
        elif kind in (FIXED64, FIXED32):
            size = 8 if kind == FIXED64 else 4
        else:
            raise ValueError(f"a field of the wire type {kind}")
        if at + size > end:
            raise ValueError("a field that goes beyond its message")
        yield number, message[at : at + size]
        at += size


def _key(number: int, kind: int) -> bytes:
    return _base128(number << 3 | kind)


def _base128(value: int) -> bytes:
    if 0 <= value < 0x80:
        return bytes((value,))
    if value < 0:
        raise ValueError(f"{value} is below 0")
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _read_base128(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 70:
        if at >= len(message):
            raise ValueError("a number that goes beyond its message")
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise ValueError("a number of more than ten bytes")
