"""Class folders keep the fingerprint of the first reader where it took the same texts, only there.

The fingerprints in this file are those that the first version gave.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from data_files import cache, write_tar, write_tree

from rnn_tui.data import load
from rnn_tui.experiment.data import TextData

__all__ = ["cache"]
pytestmark = pytest.mark.usefixtures("cache")


def texts(name: str, n: int = 20) -> dict[str, bytes]:
    """Files of two classes; `name` holds {label} and {i}, and may hold {k}, 0 or 1 in turns."""
    return {
        name.format(label=label, i=i, k=i % 2): f"a {word} film {i}".encode()
        for i in range(n)
        for label, word in (("neg", "bad"), ("pos", "good"))
    }


def fingerprint(path: Path) -> str:
    return load(TextData(path=str(path), splitter="words-1"), 0).fingerprint


ALIKE = {
    "one part": (
        texts("{label}/{i}.txt"),
        "fad6c92337585f3eb8258a33641cd15d520ce9f7c03e8d649d774a0409d4085a",
    ),
    "below a folder": (
        texts("a/b/{label}/{i}.txt"),
        "c0c0f3d3eb8aaad7958a1017018b1b588097ff4c18001515684a784bb8e5c31f",
    ),
    "two parts": (
        {**texts("train/{label}/{i}.txt"), **texts("test/{label}/{i}.txt", 6), "README": b"about"},
        "babc2bd7d5dc9d7eb918971bd56a0e0813bffc71ddb631decffaa902964e01c9",
    ),
    "unlabelled texts": (
        {**texts("Training/{label}/{i}.txt"), "Training/unsup/1.txt": b"what"},
        "1562bf32f6a750a921a9f2212fb1fed541fbaa752932c45857a2e14dff820a2b",
    ),
}


@pytest.mark.parametrize(("content", "first"), ALIKE.values(), ids=ALIKE)
def test_texts_read_as_by_the_first_version(
    tmp_path: Path, content: Mapping[str, bytes], first: str
) -> None:
    assert fingerprint(write_tree(tmp_path / "root", content)) == first


OTHERWISE = {
    "folders below class folders": (
        texts("{label}/part{k}/{i}.txt"),
        "71247ff657f1b32caea4a715e0db8882ae7c747d8009683e9fe9253b84b04595",
    ),
    "texts beside folders": (
        {**texts("{label}/{i}.txt"), "pos/more/1.txt": b"more"},
        "fad6c92337585f3eb8258a33641cd15d520ce9f7c03e8d649d774a0409d4085a",
    ),
    "a validation part": (
        {**texts("train/{label}/{i}.txt"), **texts("dev/{label}/{i}.txt", 6)},
        "2ba6bbb7648feca42484a14a602ba60d5e9b4e690e191846a222cb8c6e7b8c15",
    ),
    "another encoding": (
        {name: raw + " café".encode("cp1252") for name, raw in texts("{label}/{i}.txt").items()},
        "f87099ffa9310dae80846df8e9988ed6a042a4390bce749747a9b33365ac6a66",
    ),
}


@pytest.mark.parametrize(("content", "first"), OTHERWISE.values(), ids=OTHERWISE)
def test_texts_read_otherwise_than_by_the_first_version(
    tmp_path: Path, content: Mapping[str, bytes], first: str
) -> None:
    assert fingerprint(write_tree(tmp_path / "root", content)) != first


@pytest.mark.parametrize("pack", [write_tree, write_tar], ids=["folder", "archive"])
def test_the_same_names_and_bytes_with_other_labels(
    tmp_path: Path, pack: Callable[[Path, Mapping[str, bytes]], Path], monkeypatch
) -> None:
    path = pack(tmp_path / "root.tar.gz", texts("{label}/part{k}/{i}.txt"))
    read = fingerprint(path)
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "another"))
    for room in ("folders", "archives"):
        monkeypatch.setattr(f"rnn_tui.data.text.sources.{room}.is_first_layout", lambda *_: True)
    assert fingerprint(path) != read


def test_a_linked_folder_was_not_followed(tmp_path: Path) -> None:
    content = texts("{label}/{i}.txt")
    own = write_tree(tmp_path / "own", {**content, "other/1.txt": b"one", "other/2.txt": b"two"})
    linked = write_tree(tmp_path / "linked", content)
    (linked / "other").symlink_to(own / "other")
    first = fingerprint(own)
    assert fingerprint(linked) != first
    assert fingerprint(own) == first
