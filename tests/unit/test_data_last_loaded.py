"""Where the data was is remembered, for each source."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from data_files import cache, in_process, write_imdb

from rnn_tui.data import DataError, load, remember
from rnn_tui.data.cache import file_hash
from rnn_tui.data.imdb import files
from rnn_tui.data.last_loaded import last_loaded, last_path
from rnn_tui.data.progress import ignore
from rnn_tui.experiment.data import ImdbData, SampleData, TextData

__all__ = ["cache", "in_process"]
pytestmark = pytest.mark.usefixtures("cache", "in_process")

HERE = ImdbData(num_words=None, maxlen=4, download=False)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def loaded(path: Path) -> str:
    """The fingerprint of IMDB at this path, which is then remembered."""
    data = HERE.model_copy(update={"path": str(path)})
    fingerprint = load(data, 0).fingerprint
    remember(data)
    return fingerprint


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our small imdb.npz counts as the one that Keras publishes."""
    digest = file_hash(write_imdb(tmp_path / "published"), ignore)
    monkeypatch.setattr(files, "NPZ", replace(files.NPZ, digest=digest))


def test_nothing_is_known_at_first() -> None:
    assert last_path("imdb") is None
    assert last_path("text") is None
    with pytest.raises(DataError, match=r"imdb\.npz is neither in"):
        load(HERE, 0)


@pytest.mark.usefixtures("published")
def test_imdb_is_found_where_it_was(tmp_path: Path) -> None:
    path = write_imdb(tmp_path / "elsewhere")
    fingerprint = loaded(path)
    corpus = load(HERE, 0)
    assert corpus.fingerprint == fingerprint
    assert any(f"still where it was last read: {path}" in note for note in corpus.notes)
    assert last_path("imdb") == str(path)


@pytest.mark.usefixtures("published")
def test_the_copy_in_the_cache_is_enough(tmp_path: Path) -> None:
    path = write_imdb(tmp_path / "elsewhere")
    fingerprint = loaded(path)
    before = load(HERE, 0)
    shutil.rmtree(path.parent)
    corpus = load(HERE, 0)
    assert corpus.fingerprint == fingerprint
    assert corpus.vocabulary == before.vocabulary
    assert any("is gone" in note for note in corpus.notes)
    assert last_path("imdb") is None
    remember(HERE)  # a later start keeps what is known
    assert load(HERE, 0).fingerprint == fingerprint


@pytest.mark.parametrize("kept", [True, False])
def test_a_file_that_is_not_of_keras_is_used_only_by_its_name(tmp_path: Path, kept: bool) -> None:
    path = write_imdb(tmp_path / "elsewhere")
    loaded(path)
    if not kept:
        shutil.rmtree(path.parent)
    with pytest.raises(DataError, match=r"imdb\.npz is neither in") as refused:
        load(HERE, 0)
    assert (f"{path}, which was read last, is not Keras's file" in str(refused.value)) == kept


@pytest.mark.usefixtures("published")
def test_a_lost_copy_needs_the_cache(tmp_path: Path, cache: Path) -> None:
    path = write_imdb(tmp_path / "elsewhere")
    loaded(path)
    shutil.rmtree(path.parent)
    shutil.rmtree(cache)
    with pytest.raises(DataError, match=r"imdb\.npz is neither in"):
        load(HERE, 0)


def test_keras_own_copy_comes_first(tmp_path: Path) -> None:
    loaded(write_imdb(tmp_path / "elsewhere"))
    own = write_imdb(tmp_path / "keras" / "datasets")
    assert not any("where it was last" in note for note in load(HERE, 0).notes)
    remember(HERE)
    place = last_loaded("imdb")
    assert place is not None
    assert place.path == str(own)


def test_a_path_that_is_named_is_never_replaced(tmp_path: Path) -> None:
    loaded(write_imdb(tmp_path / "elsewhere"))
    with pytest.raises(DataError, match="cannot find"):
        load(HERE.model_copy(update={"path": str(tmp_path / "nowhere")}), 0)


def test_a_named_mirror_is_not_ignored(tmp_path: Path) -> None:
    loaded(write_imdb(tmp_path / "elsewhere"))
    with pytest.raises(DataError, match=r"imdb\.npz is neither in"):
        load(HERE.model_copy(update={"url": f"file://{tmp_path}/mirror"}), 0)


def test_texts_are_remembered_apart(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("text,label\na,x\n")
    imdb = write_imdb(tmp_path / "elsewhere")
    loaded(imdb)
    remember(TextData(path=str(table)))
    assert last_path("text") == str(table)
    assert last_path("imdb") == str(imdb)
    table.unlink()
    assert last_path("text") is None


def test_the_sample_needs_no_place(state: Path) -> None:
    remember(SampleData())
    assert not (state / "data.json").exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"imdb": 7}', b"\xff" * 99, b"0" * 99_999])
def test_a_damaged_file_of_places_is_ignored(state: Path, content: bytes, tmp_path: Path) -> None:
    state.mkdir()
    (state / "data.json").write_bytes(content)
    assert last_path("imdb") is None
    path = write_imdb(tmp_path / "elsewhere")
    loaded(path)
    assert last_path("imdb") == str(path)


def test_a_state_folder_that_cannot_be_written_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "file"))
    loaded(write_imdb(tmp_path / "elsewhere"))
    assert last_path("imdb") is None
