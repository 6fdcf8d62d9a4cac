"""Entries of the cache: whole or absent, repaired when damaged, safe for two at once."""

import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from data_files import cache

from rnn_tui.data import DataError
from rnn_tui.data import cache as room
from rnn_tui.data.cache import cache_folder, entry, write_array, write_text

__all__ = ["cache"]
TOKENS = np.arange(5_000, dtype=np.int32)


class Builder:
    """Builds an entry and counts how often it had to."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, folder: Path) -> dict[str, object]:
        self.calls += 1
        write_array(folder, "tokens", TOKENS)
        write_array(folder, "few", np.array([1, 2], np.int64))
        write_text(folder, "words", "the\né")
        return {"classes": ["a", "b"]}


def folder_of(cache: Path) -> Path:
    (found,) = (cache / "data").iterdir()
    return found


def test_an_entry_is_built_once_and_then_mapped(cache: Path) -> None:
    build = Builder()
    entry("imdb", "0123", build)
    found = entry("imdb", "0123", build)
    assert build.calls == 1
    assert isinstance(found.arrays["tokens"], np.memmap)
    np.testing.assert_array_equal(found.arrays["tokens"], TOKENS)
    assert found.texts == {"words": "the\né"}
    assert found.facts == {"classes": ["a", "b"]}
    with pytest.raises(ValueError, match="read-only"):
        found.arrays["tokens"][0] = 1


def test_other_content_is_another_entry(cache: Path) -> None:
    build = Builder()
    entry("imdb", "0123", build)
    entry("imdb", "4567", build)
    entry("text", "0123", build)
    assert build.calls == 3


def flip_a_bit(folder: Path) -> None:
    raw = bytearray((folder / "tokens.npy").read_bytes())
    raw[-1_000] ^= 1
    (folder / "tokens.npy").write_bytes(raw)


def cut_short(folder: Path) -> None:
    os.truncate(folder / "tokens.npy", 1_000)


def pickle_inside(folder: Path) -> None:
    array = np.array([{}], object)
    np.save(folder / "tokens.npy", array, allow_pickle=True)


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


@pytest.mark.parametrize(
    "damage",
    [
        flip_a_bit,
        cut_short,
        pickle_inside,
        empty,
        lambda folder: (folder / "few.npy").unlink(),
        lambda folder: (folder / "words.txt").write_text("the\na\n"),
        lambda folder: (folder / "entry.json").write_text("{"),
        lambda folder: (folder / "entry.json").write_text("[]"),
        lambda folder: (folder / "entry.json").write_text('{"files": {"a": 1}, "facts": {}}'),
    ],
)
def test_a_damaged_entry_is_built_again(cache: Path, damage) -> None:
    build = Builder()
    entry("imdb", "0123", build)
    damage(folder_of(cache))
    np.testing.assert_array_equal(entry("imdb", "0123", build).arrays["tokens"], TOKENS)
    assert build.calls == 2
    entry("imdb", "0123", build)
    assert build.calls == 2
    folder_of(cache)  # nothing else is left beside it


def test_a_file_in_the_place_of_an_entry_is_replaced(cache: Path) -> None:
    entry("imdb", "0123", Builder())
    folder = folder_of(cache)
    room.shutil.rmtree(folder)
    folder.write_text("in the way")
    assert entry("imdb", "0123", Builder()).facts


def test_a_failed_build_leaves_nothing(cache: Path) -> None:
    def build(folder: Path) -> dict[str, object]:
        write_array(folder, "tokens", TOKENS)
        raise DataError("no")

    with pytest.raises(DataError, match="no"):
        entry("imdb", "0123", build)
    assert list((cache / "data").iterdir()) == []


def test_two_that_build_at_once_both_get_it(cache: Path) -> None:
    both_build = threading.Barrier(2, timeout=30)
    results = []

    def build(folder: Path) -> dict[str, object]:
        both_build.wait()
        return Builder()(folder)

    def run() -> None:
        results.append(entry("imdb", "0123", build).arrays["tokens"])

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(results) == 2
    for tokens in results:
        np.testing.assert_array_equal(tokens, TOKENS)
    folder_of(cache)


def test_readers_keep_their_arrays_when_an_entry_is_rebuilt(cache: Path) -> None:
    tokens = entry("imdb", "0123", Builder()).arrays["tokens"]
    (folder_of(cache) / "few.npy").unlink()
    entry("imdb", "0123", Builder())
    np.testing.assert_array_equal(tokens, TOKENS)


def test_old_leftovers_of_killed_processes_are_swept(cache: Path) -> None:
    old, fresh = cache / "data" / ".building-old", cache / "data" / ".building-fresh"
    for path in (old, fresh):
        path.mkdir(parents=True)
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    entry("imdb", "0123", Builder())
    assert not old.exists()
    assert fresh.exists()


def test_a_cache_that_cannot_be_written_is_named(cache: Path) -> None:
    cache.write_text("a file where the folder belongs")
    with pytest.raises(DataError, match=r"cannot write the cache folder .*RNN_TUI_CACHE"):
        entry("imdb", "0123", Builder())


def test_a_full_disk_is_named(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room.np, "save", full)
    with pytest.raises(DataError, match="no space left on device"):
        entry("imdb", "0123", Builder())
    assert list((cache / "data").iterdir()) == []


def test_the_folder_is_the_users_own_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RNN_TUI_CACHE", raising=False)
    assert cache_folder().name == "rnn-tui"
