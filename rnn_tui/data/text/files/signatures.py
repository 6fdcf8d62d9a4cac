"""Signatures: the kinds of files by their first bytes, whatever their names say."""

import bz2
import gzip
import lzma
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

LONGEST = 512
"""Bytes that are looked at."""

_PACKED: dict[bytes, Callable[..., AbstractContextManager[object]]] = {
    rb"\x1f\x8b\x08": gzip.open,
    rb"\xfd7zXZ\x00": lzma.open,
    rb"BZh[1-9]1AY&SY": bz2.open,
}

_OTHERS: dict[bytes, str] = {
    rb"PK\x03\x04": "a zip archive or a spreadsheet: rename it to end in .zip or .xlsx",
    rb"7z\xbc\xaf\x27\x1c": "a 7z archive: unpack it and name the folder",
    rb"Rar!\x1a\x07": "a rar archive: unpack it and name the folder",
    rb"\x28\xb5\x2f\xfd": "compressed with zstd: unpack it first (zstd -d)",
    rb"\x04\x22\x4d\x18": "compressed with lz4: unpack it first (lz4 -d)",
    rb".{257}ustar": "a tar archive: rename it to end in .tar, or .tar.gz if compressed",
    rb"PAR1": "a Parquet table: rename it to end in .parquet",
    rb"ARROW1": "a Feather table: rename it to end in .feather",
    rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office file: if it is a spreadsheet, rename "
    "it to end in .xls",
    rb"SQLite format 3\x00": "an SQLite database: export one of its tables as CSV",
    rb"%PDF-": "a PDF document: save its text as CSV",
    rb"(?:\x89PNG|\xff\xd8\xff|GIF8)": "an image, not a table",
    rb"\x93NUMPY": "a NumPy array, not a table",
    rb"version https://git-lfs\.github\.com/": "a Git LFS pointer instead of the data: git lfs "
    "pull fetches it",
    rb"(?i:\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html)\b)": "a web page, not a table: did "
    "the download ask you to sign in?",
    rb"(?i:(?:\s|--[^\n]*\n|/\*.*?\*/;?)*(?:create|drop|insert|lock|use|set|begin)\s+(?:table|into|"
    rb"tables|database|transaction|names)\b)": "an SQL script: export the table as CSV",
}
"""First bytes of files that cannot be the text of a table -> what they are, and what to do."""


def opener_of(head: bytes) -> Callable[..., AbstractContextManager[object]] | None:
    """The function that unpacks a stream that begins so; None where it is not packed."""
    return next((opener for sign, opener in _PACKED.items() if re.match(sign, head)), None)


def foreign(head: bytes) -> str | None:
    """The kind of a file that begins so, and what to do; None where it may be a text table."""
    found = (what for sign, what in _OTHERS.items() if re.match(sign, head[:LONGEST], re.DOTALL))
    return next(found, None)
