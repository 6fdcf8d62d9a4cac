"""How fast texts are cut into words, beside the words of earlier runs: one interleaved run.

    python tests/bench/word_splitting.py aclImdb_v1.tar.gz [REVIEWS]

Prints MB/s of processor time and the ratio, for all reviews, those in ASCII and the others.
"""

import random
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

from rnn_tui.data.words.plain import plain_split
from rnn_tui.data.words.splitting import split_words

ROUNDS = 5


def reviews(path: Path, count: int) -> list[str]:
    """As many labelled reviews as asked for, drawn from all of them."""
    with tarfile.open(path) as archive:
        texts = [
            file.read().decode()
            for member in archive
            if "/pos/" in member.name or "/neg/" in member.name
            if (file := archive.extractfile(member)) is not None
        ]
    random.Random(0).shuffle(texts)
    return texts[:count]


def seconds(split: Callable[[str], list[str]], texts: list[str]) -> float:
    """Of the processor."""
    began = time.process_time()
    for text in texts:
        split(text)
    return time.process_time() - began


def main(path: str, count: str = "10000") -> None:
    """Time both splitters in turn, and keep the best of each."""
    texts = reviews(Path(path), int(count))
    kinds = {
        "all": texts,
        "ASCII": [text for text in texts if text.isascii()],
        "others": [text for text in texts if not text.isascii()],
    }
    for name, some in kinds.items():
        size = sum(len(text.encode()) for text in some) / 1e6
        before, now = (
            min(times)
            for times in zip(
                *((seconds(plain_split, some), seconds(split_words, some)) for _ in range(ROUNDS)),
                strict=True,
            )
        )
        print(
            f"{name:7}{size:6.1f} MB  words-1 {size / before:5.1f} MB/s  "
            f"words-2 {size / now:5.1f} MB/s  ratio {before / now:.2f}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
