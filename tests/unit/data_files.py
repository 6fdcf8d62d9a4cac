"""Small files for the tests of the data room."""

import io
import json
import pickle
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from rnn_tui.data.imdb import npz, npz_child

TRAIN = [[1, 4, 2], [3], [2, 2, 9, 7, 1], [5, 6], [1, 8]]
TEST = [[2, 1], [9, 9, 3], [1], [4]]
WORDS = {
    name: rank
    for rank, name in enumerate(["the", "a", "of", "film", "good", "bad", "not", "very", "plot"], 1)
}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and no copy of IMDB in Keras's."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("RNN_TUI_CACHE", str(folder))
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return folder


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads imdb.npz without a process of its own, where that is not what is tested."""

    def convert(path: Path, folder: Path, report: object) -> None:
        with zipfile.ZipFile(path) as archive:
            npz_child.convert(archive, folder)

    monkeypatch.setattr(npz, "convert", convert)


def object_array(rows: Sequence[object]) -> np.ndarray:
    """An object array of lists, also where all have one length."""
    array = np.empty(len(rows), object)
    for i, row in enumerate(rows):
        array[i] = row
    return array


def write_imdb(folder: Path, **replaced: object) -> Path:
    """imdb.npz with its word index, as Keras's are made; arrays may be replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    content: dict[str, object] = {
        "x_train": object_array(TRAIN),
        "y_train": np.array([0, 1, 0, 1, 1]),
        "x_test": object_array(TEST),
        "y_test": np.array([1, 0, 0, 1]),
        **replaced,
    }
    kept = {name: array for name, array in content.items() if array is not None}
    np.savez_compressed(folder / "imdb.npz", **kept)
    (folder / "imdb_word_index.json").write_text(json.dumps(WORDS))
    return folder / "imdb.npz"


def npy(header: str, content: bytes) -> bytes:
    """An .npy file with any header that one likes."""
    text = header.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + content


def write_raw_npz(path: Path, members: Mapping[str, bytes]) -> Path:
    """An .npz of raw members; those that are not given are as in `write_imdb`."""
    good = write_imdb(path.parent / "good")
    with zipfile.ZipFile(good) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in {**content, **members}.items():
            archive.writestr(name, raw)
    return path


def pickled_rows(n: int, payload: object) -> bytes:
    """An .npy object array of n rows whose pickle is that of the payload."""
    header = f"{{'descr': '|O', 'fortran_order': False, 'shape': ({n},), }}"
    return npy(header, pickle.dumps(payload, protocol=2))


def write_tar(path: Path, texts: Mapping[str, bytes], *extra: tarfile.TarInfo) -> Path:
    """A .tar.gz of these texts and of members without content."""
    with tarfile.open(path, "w:gz") as archive:
        for name, raw in texts.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
        for member in extra:
            archive.addfile(member)
    return path


def write_tree(root: Path, texts: Mapping[str, bytes]) -> Path:
    """The same texts as files."""
    for name, raw in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return root
