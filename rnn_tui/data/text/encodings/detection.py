"""Detects the encoding of bytes by their content.

UTF-8 where it fits, a byte order mark or the places of zero bytes for UTF-16 and UTF-32; else
the encoding that decodes every byte and gives the text that looks most like a language
(`scripts`). charset-normalizer decides where no language fits.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

from rnn_tui.data.errors import DataError
from rnn_tui.data.text.encodings.scripts import SCRIPTS, plausible

BLOCK = 1 << 20
_SAMPLE = 1 << 17  # bytes of lines beyond ASCII that are looked at
_SAMPLE_OF_BLOCK = 1 << 14
_SURE = 0.25  # plausibility below which the scripts know no answer
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BEYOND_ASCII = re.compile(rb"[^\r\n]{0,200}[\x80-\xff][^\r\n]{0,400}")
_ESCAPED = re.compile(rb"\x1b\$[@B]")

Opener = Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True)
class Encoding:
    """A name that `data.encoding` takes; `damaged` where a few bytes of UTF-8 are wrong."""

    name: str
    damaged: bool = False

    @property
    def codec(self) -> str:
        """Python's codec, which takes the mark of UTF-8 away."""
        return "utf-8-sig" if self.name == "utf-8" else self.name

    @property
    def errors(self) -> str:
        """Bytes that do not fit become lone surrogates, which no text holds otherwise."""
        return "surrogateescape" if self.damaged else "strict"


def guess(sample: bytes) -> str:
    """The likeliest encoding of these bytes, whose last character may be cut off."""
    return ranked(sample)[0]


def decode(raw: bytes, chosen: str | None) -> tuple[str, str]:
    """(text, encoding): as chosen, else detected. U+FFFD stands for damaged bytes.

    UnicodeDecodeError where the chosen encoding does not fit, LookupError where it is unknown.
    """
    if chosen is not None:
        return _decoded(raw, chosen), chosen
    for name in ranked(raw):
        with suppress(UnicodeDecodeError):
            return _decoded(raw, name), name
    return raw.decode("utf-8-sig", "replace"), "utf-8"


def ranked(sample: bytes) -> list[str]:
    """The possible encodings, the likeliest first; at least one."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return [name]
    if b"\0" in sample and (wide := _wide(sample)):
        return [wide]
    if _ESCAPED.search(sample):
        return ["iso2022_jp"]
    valid, bad = _fit_of_utf8(sample)
    if not bad or valid > bad:
        return ["utf-8"]
    return _by_plausibility(sample[: 2 * _SAMPLE])


def find(opened: Opener, chosen: str | None, where: str) -> Encoding:
    """The encoding of a file, which decodes all of it; DataError where none does.

    The file is read to its end. The message names the line that does not fit.
    """
    if chosen is not None:
        _check_all(opened, chosen, f"data.encoding = {chosen!r}", where)
        return Encoding(chosen)
    start, sample, whole = _look(opened)
    if whole:
        return Encoding("utf-8")
    fault = ""
    for name in ranked(start if _has_own_sign(start) else sample):
        if name == "utf-8":
            return Encoding(name, damaged=True)
        if not (fault := fault_in(opened, name)):
            return Encoding(name)
    raise DataError(f"{where} has an unknown encoding ({fault}): set data.encoding")


def fault_in(opened: Opener, name: str) -> str:
    """The place where a file does not fit the encoding; "" where all of it fits."""
    decoder = codecs.getincrementaldecoder(Encoding(name).codec)()
    line = 1
    for block in blocks(opened):
        try:
            line += decoder.decode(block).count("\n")
        except UnicodeDecodeError as error:
            line += _lines_before(error)
            return f"line {line:,} holds the byte 0x{error.object[error.start]:02X}"
        except UnicodeError:  # a bare one: of UTF-16 and UTF-32
            return "it does not begin with a byte order mark"
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return f"it ends inside a character in line {line:,}"
    return ""


def blocks(opened: Opener) -> Iterator[bytes]:
    """The bytes of a file, a megabyte at a time."""
    with opened() as file:
        while block := file.read(BLOCK):
            yield block


def _lines_before(error: UnicodeDecodeError) -> int:
    return error.object[: error.start].count(b"\n")


def _check_all(opened: Opener, chosen: str, setting: str, where: str) -> None:
    try:
        codecs.lookup(chosen)
    except LookupError as error:
        raise DataError(f"{setting} is not a known encoding, such as gb18030") from error
    if fault := fault_in(opened, chosen):
        raise DataError(f"{setting} does not fit {where} ({fault}): remove it to have it detected")


def _look(opened: Opener) -> tuple[bytes, bytes, bool]:
    """(first block, lines beyond ASCII from all over the file, whether all of it is UTF-8)."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    start, lines, size, whole = b"", [], 0, True
    for block in blocks(opened):
        start = start or block
        if whole:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                whole = False
        if _has_own_sign(start):
            return start, b"", whole and not _has_zeros(start)
        if size < _SAMPLE and not block.isascii():
            found = b"\n".join(_BEYOND_ASCII.findall(block)[:200])[:_SAMPLE_OF_BLOCK]
            lines.append(found)
            size += len(found)
    if whole:
        with suppress(UnicodeDecodeError):
            decoder.decode(b"", final=True)
            return start, b"", True
    return start, b"\n".join(lines), False


def _has_zeros(start: bytes) -> bool:
    return b"\0" in start[:BLOCK]


def _has_own_sign(start: bytes) -> bool:
    """True if the first bytes alone tell the encoding: a mark, zero bytes, escapes."""
    marked = any(start.startswith(mark) for mark, name in _MARKS if name != "utf-8")
    return marked or bool(_wide(start)) or bool(_ESCAPED.search(start))


def _wide(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, by where the zero bytes of its ASCII characters lie."""
    head = sample[: len(sample) // 4 * 4][: 1 << 16]
    if b"\0" not in head:
        return None
    zeros = [head[place::4].count(0) * 4 / len(head) for place in range(4)]
    for name, highest, plane in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
        if zeros[highest] == 1 and zeros[plane] > 0.5 and _fits(head, name):
            return name
    low, high = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if low == high:
        return None
    name = "utf-16-le" if high > low else "utf-16-be"
    return name if max(low, high) > 8 * min(low, high) and _fits(head, name) else None


def _fits(sample: bytes, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        text = decoder.decode(sample)
    except UnicodeDecodeError:
        return False
    return "\0" not in text


def _fit_of_utf8(sample: bytes) -> tuple[int, int]:
    """(characters beyond ASCII that are UTF-8, bytes that are not)."""
    text = sample.decode("utf-8", "surrogateescape")
    bad = len(re.findall("[\udc80-\udcff]", text))
    return len(re.findall("[^\x00-\x7f]", text)) - bad, bad


def _by_plausibility(sample: bytes) -> list[str]:
    scores = []
    for script in SCRIPTS:
        text = _cut_decoded(sample, script.codec)
        if text is not None:
            scores.append((plausible(text, script), script.codec))
    scores.sort(key=lambda score: -score[0])  # stable: of equals the first of the scripts
    names = [_narrowed(name, sample) for _, name in scores]
    if not scores or scores[0][0] < _SURE:
        best = from_bytes(sample).best()
        if best is not None:
            names.insert(0, best.encoding)
    return [*dict.fromkeys([*names, "latin-1"])]


def _cut_decoded(sample: bytes, codec: str) -> str | None:
    """The text, without a character that is cut off at the end; None where it does not fit."""
    try:
        return codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return None


def _narrowed(name: str, sample: bytes) -> str:
    """The encoding, or latin-1 for cp1252 where the bytes need no more."""
    if name == "cp1252" and not re.search(rb"[\x80-\x9f]", sample):
        return "latin-1"
    return name


def _decoded(raw: bytes, name: str) -> str:
    return raw.decode(Encoding(name).codec)
