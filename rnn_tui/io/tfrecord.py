"""Files of records as TensorFlow writes them (TFRecord), which TensorBoard's event files are.

https://www.tensorflow.org/tutorials/load_data/tfrecord: for each record its length (8 bytes,
little-endian), a checksum of that, the bytes, a checksum of those. A checksum is CRC-32C
(RFC 3720, appendix B.4), turned by 15 bits, plus a constant.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

MOST = 64 << 20
"""Bytes of a record; the length that a file claims may be anything."""


class RecordError(ValueError):
    """The file holds something that is not a record."""


def record(content: bytes) -> bytes:
    """The bytes of one record."""
    length = struct.pack("<Q", len(content))
    return b"".join((length, _masked(length), content, _masked(content)))


def records(file: BinaryIO) -> Iterator[bytes]:
    """Yield the content of each record; a torn last one is left out. Raises RecordError."""
    number = 0
    while len(head := file.read(12)) == 12:
        number += 1
        length = int.from_bytes(head[:8], "little")
        if _masked(head[:8]) != head[8:]:
            raise RecordError(f"record {number} has a damaged length")
        if length > MOST:
            raise RecordError(f"record {number} claims {length:,} bytes")
        content, checksum = file.read(length), file.read(4)
        if len(checksum) < 4:
            return
        if _masked(content) != checksum:
            raise RecordError(f"record {number} is damaged: its checksum is another")
        yield content


def _table() -> tuple[int, ...]:
    found = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        found.append(byte)
    return tuple(found)


_TABLE = _table()


def crc32c(content: bytes) -> int:
    """The CRC-32C (Castagnoli) of the bytes."""
    crc, table = 0xFFFFFFFF, _TABLE
    for byte in content:
        crc = table[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def _masked(content: bytes) -> bytes:
    crc = crc32c(content)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)
