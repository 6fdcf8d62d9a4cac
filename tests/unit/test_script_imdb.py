"""The loader that scripts carry: Keras's encoding, and no pickle but lists of numbers."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui.results.script.imdb_loader import OnlyLists, load_data


def write_imdb(path: Path, rows: list[list[int]]) -> None:
    ranks = np.empty(len(rows), object)
    ranks[:] = rows
    labels = np.arange(len(rows)) % 2
    np.savez(path, x_train=ranks, y_train=labels, x_test=ranks, y_test=labels)


def test_the_loader_encodes_as_keras_documents(tmp_path: Path) -> None:
    path = tmp_path / "imdb.npz"
    write_imdb(path, [[1, 2, 9], [3], [], [5, 1]])
    random = np.random.RandomState(113)
    orders = np.arange(4), np.arange(4)
    for order in orders:
        random.shuffle(order)
    rows = [[1, 4, 5, 2], [1, 6], [1], [1, 8, 4]]
    loaded = load_data(str(path), num_words=9)
    for (x, y), order in zip(loaded, orders, strict=True):
        assert x == [rows[i] for i in order]
        assert list(y) == [i % 2 for i in order]
    (x, _), _ = load_data(str(path), oov_char=None, start_char=None, index_from=0, skip_top=2)
    assert x == [[[2], [3], [], [5]][i] for i in orders[0]]


def test_the_loader_refuses_other_pickles(tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> Any:
            return (exec, ("raise SystemError('ran')",))

    rows = np.empty(1, object)
    rows[0] = Harm()
    np.savez(tmp_path / "imdb.npz", x_train=rows, y_train=[0], x_test=rows, y_test=[0])
    with pytest.raises(pickle.UnpicklingError, match=r"refused to load builtins\.exec"):
        load_data(str(tmp_path / "imdb.npz"))
    assert OnlyLists.KNOWN.keys() == {"_reconstruct", "ndarray", "dtype"}
