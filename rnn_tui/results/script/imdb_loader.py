"""The loader that an exported script carries where IMDB's file lies at a place of its own.

The source of what stands below goes into the script as it is: it may use the standard
library and numpy, imported as here, and nothing else.
"""

import pickle
import zipfile
from typing import Any

import numpy as np


class OnlyLists(pickle.Unpickler):
    """Reads an array of lists; a pickle that names anything else could do harm."""

    KNOWN = {  # noqa: RUF012
        "_reconstruct": np.empty(0).__reduce__()[0],
        "ndarray": np.ndarray,
        "dtype": np.dtype,
    }

    def find_class(self, module: str, name: str) -> Any:
        if name not in self.KNOWN:
            raise pickle.UnpicklingError(f"refused to load {module}.{name}")
        return self.KNOWN[name]


def read_part(archive: zipfile.ZipFile, part: str) -> tuple[Any, Any]:
    """(lists of word ranks, labels) of "train" or "test"."""
    with archive.open(f"x_{part}.npy") as file:
        np.lib.format.read_magic(file)
        np.lib.format.read_array_header_1_0(file)
        ranks = OnlyLists(file, encoding="latin1").load()
    with archive.open(f"y_{part}.npy") as file:
        return ranks, np.lib.format.read_array(file)


def load_data(
    path: str,
    num_words: int | None = None,
    skip_top: int = 0,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> Any:
    """What keras.datasets.imdb.load_data gives, read from any file."""
    with zipfile.ZipFile(path) as archive:
        parts = [read_part(archive, "train"), read_part(archive, "test")]
    random = np.random.RandomState(seed)
    start = [] if start_char is None else [start_char]
    shuffled = []
    for ranks, labels in parts:
        order = np.arange(len(ranks))
        random.shuffle(order)
        ids = [start + [rank + index_from for rank in ranks[i]] for i in order]
        shuffled.append((ids, labels[order]))
    limit = num_words or max(max(ids, default=0) for x, _ in shuffled for ids in x)

    def kept(ids: list[int]) -> list[int]:
        if oov_char is None:
            return [i for i in ids if skip_top <= i < limit]
        return [i if skip_top <= i < limit else oov_char for i in ids]

    return [([kept(ids) for ids in x], y) for x, y in shuffled]
