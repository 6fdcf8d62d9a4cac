"""Decodes many small files of one source: each alone is too short to tell its encoding."""

import codecs
import os
from collections.abc import Callable, Iterable
from contextlib import suppress

from rnn_tui.data.errors import DataError
from rnn_tui.data.text.encodings.detection import Encoding, guess
from rnn_tui.data.text.example import Notes

_SAMPLED = 200
_SAMPLE_BYTES = 2_000
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Decoder:
    """Decodes the texts of one source, in any order.

    A text is UTF-8 where it can be. The others share one encoding, which some of them tell
    together. `all_texts` gives the bytes of all texts, and is read only where that is needed.
    """

    def __init__(
        self, chosen: str | None, all_texts: Callable[[], Iterable[bytes]], notes: Notes, where: str
    ) -> None:
        """Take the `chosen` encoding, if any; messages call the source `where`."""
        self._chosen = chosen
        self._all_texts = all_texts
        self._notes = notes
        self._where = where
        self._other: str | None = None
        self._encodings: set[str] = set()
        self._names_decoded = False

    @property
    def encodings(self) -> str:
        """The encodings of the texts so far, the usual one first."""
        return ", ".join(sorted(self._encodings, key=lambda name: (name != "utf-8", name)))

    @property
    def as_first(self) -> bool:
        """True if the first version decoded the texts and names so far alike: all are UTF-8."""
        return self._encodings <= {"utf-8"} and not self._names_decoded

    def add(self, encoding: str) -> None:
        """Add the encoding of a text that was decoded elsewhere."""
        self._encodings.add(encoding)

    def text(self, raw: bytes) -> str:
        """Decode a text; bytes that do not fit are replaced, and counted.

        DataError where they do not fit the chosen encoding.
        """
        if self._chosen is None and b"\0" not in raw:
            with suppress(UnicodeDecodeError):
                text = raw.decode("utf-8-sig")
                self._encodings.add("utf-8")
                return text
        return self._decoded(raw, self._chosen or self._own_mark(raw) or self._found_out())

    def name(self, name: str) -> str:
        """Decode the name of a file or folder, where the system could not."""
        if not any("\udc80" <= character <= "\udcff" for character in name):
            return name
        self._names_decoded = True
        raw = os.fsencode(name)
        encoding = self._chosen or self._found_out(raw)
        return raw.decode(encoding, "replace")

    def _decoded(self, raw: bytes, encoding: str) -> str:
        self._encodings.add(encoding)
        codec = Encoding(encoding).codec
        try:
            return raw.decode(codec)
        except UnicodeDecodeError as error:
            if self._chosen is not None:
                raise DataError(
                    f"data.encoding = {self._chosen!r} does not fit the texts of {self._where} "
                    f"({raw[error.start : error.start + 20]!r}): remove it to have it detected"
                ) from error
            self._notes.count("replaced")
            return raw.decode(codec, "replace")

    def _own_mark(self, raw: bytes) -> str | None:
        return guess(raw[: 1 << 16]) if raw.startswith(_WIDE) else None

    def _found_out(self, name: bytes = b"") -> str:
        """The encoding of the texts that are not UTF-8, or of this name where all texts are."""
        if self._other is None:
            sample = _sample(self._all_texts())
            self._other = guess(sample or name)
        return self._other


def _sample(texts: Iterable[bytes]) -> bytes:
    """Beginnings of the first texts that are not UTF-8."""
    found: list[bytes] = []
    for raw in texts:
        if b"\0" not in raw and _is_utf8(raw):
            continue
        found.append(raw[:_SAMPLE_BYTES])
        if len(found) == _SAMPLED:
            break
    if any(b"\0" in raw for raw in found):
        return max(found, key=len, default=b"")  # joined, the bytes of UTF-16 would lose step
    return b"\n".join(found)


def _is_utf8(raw: bytes) -> bool:
    with suppress(UnicodeDecodeError):
        raw.decode()
        return True
    return False
