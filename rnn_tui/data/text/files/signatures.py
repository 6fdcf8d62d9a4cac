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
    rb"PK\x03\x04": "a zip archive or a spreadsheet: let its name end in .zip or .xlsx",
    rb"7z\xbc\xaf\x27\x1c": "a 7z archive: unpack it and name the folder",
    rb"Rar!\x1a\x07": "a rar archive: unpack it and name the folder",
    rb"\x28\xb5\x2f\xfd": "packed by zstd: unpack it, as with zstd -d",
    rb"\x04\x22\x4d\x18": "packed by lz4: unpack it, as with lz4 -d",
    rb".{257}ustar": "a tar archive: let its name end in .tar, or .tar.gz where it is packed",
    rb"PAR1": "a Parquet table: let its name end in .parquet",
    rb"ARROW1": "a Feather table: let its name end in .feather",
    rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "a file of an old Office: let a spreadsheet end in .xls",
    rb"SQLite format 3\x00": "a database of SQLite: export a table of it as CSV",
    rb"%PDF-": "a PDF document: save its text as CSV",
    rb"(?:\x89PNG|\xff\xd8\xff|GIF8)": "a picture, not a table",
    rb"\x93NUMPY": "an array of NumPy, not a table",
    rb"version https://git-lfs\.github\.com/": "a pointer of Git LFS in place of the data: git lfs "
    "pull fetches that",
    rb"(?i:\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html)\b)": "a web page, not a table: was the "
    "download one that asks to sign in?",
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
