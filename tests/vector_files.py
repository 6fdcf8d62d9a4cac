"""Files of word vectors in the forms that people have."""

import gzip
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

Table = Mapping[str, Sequence[float]]
Write = Callable[[Path, Table], None]


def _line(word: str, numbers: Sequence[float], between: str = " ") -> str:
    return between.join([word, *(f"{number:.6g}" for number in numbers)])


def _header(table: Table) -> str:
    return f"{len(table)} {len(next(iter(table.values())))}\n"


def glove(path: Path, table: Table) -> None:
    path.write_text("".join(f"{_line(*row)}\n" for row in table.items()), encoding="utf-8")


def fasttext(path: Path, table: Table) -> None:
    """With a heading, and a space at each line's end."""
    rows = "".join(f"{_line(*row)} \n" for row in table.items())
    path.write_text(_header(table) + rows, encoding="utf-8")


def word2vec_text(path: Path, table: Table) -> None:
    rows = "".join(f"{_line(*row)}\n" for row in table.items())
    path.write_text(_header(table) + rows, encoding="utf-8")


def word2vec_binary(path: Path, table: Table, end: bytes = b"\n") -> None:
    rows = (
        word.encode() + b" " + np.array(numbers, "<f4").tobytes() + end
        for word, numbers in table.items()
    )
    path.write_bytes(_header(table).encode() + b"".join(rows))


def gensim_binary(path: Path, table: Table) -> None:
    """Without a line end behind the numbers."""
    word2vec_binary(path, table, b"")


def tabs(path: Path, table: Table) -> None:
    rows = "".join(f"{_line(*row, between=chr(9))}\r\n" for row in table.items())
    path.write_text(rows, encoding="utf-8", newline="")


def packed(write: Write) -> Write:
    """The same in gzip."""

    def written(path: Path, table: Table) -> None:
        write(path, table)
        path.write_bytes(gzip.compress(path.read_bytes()))

    return written


def zipped(path: Path, table: Table) -> None:
    """GloVe's in a zip archive, alone."""
    glove(path, table)
    content = path.read_bytes()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("glove.txt", content)


FORMS: dict[str, Write] = {
    "GloVe": glove,
    "fastText": fasttext,
    "word2vec's text": word2vec_text,
    "word2vec's binary": word2vec_binary,
    "gensim's binary": gensim_binary,
    "tabs and CRLF": tabs,
    "GloVe in gzip": packed(glove),
    "binary in gzip": packed(word2vec_binary),
    "GloVe in zip": zipped,
}
