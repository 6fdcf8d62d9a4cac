"""The source `imdb` on a small file: Keras's semantics, and where the files are looked for."""

import json
import pickle
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from data_files import (
    TEST,
    TRAIN,
    WORDS,
    cache,
    in_process,
    npy,
    object_array,
    write_imdb,
    write_raw_npz,
)

from rnn_tui.data import DataError, arrays, blank_sequences, facts, load
from rnn_tui.data import imdb as imdb_source
from rnn_tui.data.cache import file_hash
from rnn_tui.data.imdb import npz
from rnn_tui.data.progress import ignore
from rnn_tui.engine.kept import Kept
from rnn_tui.engine.loading import load_data
from rnn_tui.experiment import ConfigError
from rnn_tui.experiment import load as preset
from rnn_tui.experiment.data import ImdbData
from rnn_tui.runs import RunState

__all__ = ["cache", "in_process"]
pytestmark = pytest.mark.usefixtures("cache", "in_process")


def small(path: Path, **settings: object) -> ImdbData:
    return ImdbData.model_validate(
        {"path": str(path), "num_words": 8, "maxlen": 4, "download": False, **settings}
    )


def test_ids_labels_order_and_padding_by_hand(tmp_path: Path) -> None:
    data = small(write_imdb(tmp_path), validation_split=0.4)
    corpus = load(data, seed=0)
    random = np.random.RandomState(113)
    places = np.arange(len(TRAIN)), np.arange(len(TEST))
    for one in places:
        random.shuffle(one)
    expected = [[1] + [r + 3 if r + 3 < 8 else 2 for r in TRAIN[i]] for i in places[0]]
    assert [corpus.train[i].tolist() for i in range(5)] == expected
    assert corpus.test.labels.tolist() == [[1, 0, 0, 1][i] for i in places[1]]
    padded = arrays(corpus, data, seed=0)
    assert padded.x_train.tolist() == [([0] * 4 + row)[-4:] for row in expected[:3]]
    assert padded.x_val.shape == (2, 4)
    assert padded.y_val.tolist() == corpus.train.labels[3:].tolist()
    assert padded.x_test.shape == (4, 4)
    assert {array.dtype for array in (padded.x_train, padded.y_train)} == {np.dtype(np.int32)}


def test_the_vocabulary_reads_what_the_ids_mean(tmp_path: Path) -> None:
    corpus = load(small(write_imdb(tmp_path), num_words=None), seed=0)
    assert corpus.vocabulary is not None
    names = {rank: word for word, rank in WORDS.items()}
    rows = sorted(TRAIN)
    words = sorted(corpus.vocabulary.decode(corpus.train[i]) for i in range(5))
    # Keras leaves out the largest id where num_words is not given.
    assert words == sorted(
        ["[START]", *(names[r] if r < 9 else "[OOV]" for r in row)] for row in rows
    )
    assert corpus.vocabulary.encode("a film<br />").tolist() == [1, 5, 7, 2]
    assert facts(corpus).largest_id == 11


def test_without_a_validation_split_the_arrays_are_empty(tmp_path: Path) -> None:
    data = small(write_imdb(tmp_path), validation_split=0.0)
    padded = arrays(load(data, 0), data, 0)
    assert padded.x_train.shape == (5, 4)
    assert padded.x_val.shape == (0, 4)
    assert padded.y_val.shape == (0,)


@pytest.mark.parametrize(
    ("settings", "blank"),
    [
        ({}, 0),
        ({"num_words": 6, "oov_char": None}, 0),
        ({"num_words": 6, "oov_char": None, "start_char": None}, 4),
        ({"num_words": 6, "skip_top": 5, "oov_char": None}, 6),
        ({"num_words": 6, "start_char": None, "oov_char": 0}, 4),
    ],
    ids=str,
)
def test_sequences_of_padding_alone(
    tmp_path: Path, settings: dict[str, object], blank: int
) -> None:
    data = small(write_imdb(tmp_path), **settings)
    assert blank_sequences(arrays(load(data, 0), data, 0)) == blank


def test_a_run_refuses_to_average_sequences_of_padding(tmp_path: Path) -> None:
    experiment = preset(
        "imdb-simple-rnn",
        ["layers.0.mask_zero=true", "layers.1={kind='GlobalAveragePooling1D'}"],
    )
    data = small(write_imdb(tmp_path), num_words=6, start_char=None, oov_char=None)
    experiment = experiment.model_copy(update={"data": data})
    record: Any = SimpleNamespace(before=RunState(), now=lambda **_: None)
    with pytest.raises(ConfigError, match="hold nothing but padding, whose mean layer 2"):
        load_data(experiment, record, Kept().data)


def test_settings_of_the_encoding_need_no_second_reading(tmp_path, monkeypatch) -> None:
    path = write_imdb(tmp_path)
    first = load(small(path), 0)
    monkeypatch.setattr(npz, "convert", None)
    second = load(small(path, num_words=6, skip_top=1, shuffle_seed=1, index_from=2), 0)
    assert first.fingerprint != second.fingerprint
    assert first.fingerprint == load(small(path, padding="post", maxlen=9), 5).fingerprint


def test_rows_may_be_tuples_arrays_and_numpy_integers(tmp_path: Path) -> None:
    rows = [
        (1, 4, 2),
        np.array([3]),
        np.array([2, 2, 9, 7, 1], ">u2"),
        [np.int64(5), 6],
        [1, np.uint8(8)],
    ]
    plain = load(small(write_imdb(tmp_path / "plain")), 0)
    mixed = load(small(write_imdb(tmp_path / "mixed", x_train=object_array(rows))), 0)
    assert mixed.train.tokens.tolist() == plain.train.tokens.tolist()


@pytest.mark.parametrize("module", [b"numpy.core.multiarray", b"numpy._core.multiarray"])
def test_pickles_of_numpy_1_and_2_are_read(tmp_path: Path, module: bytes) -> None:
    members = {}
    for name, rows in (("x_train.npy", TRAIN), ("x_test.npy", TEST)):
        raw = pickle.dumps(object_array(rows), protocol=2)
        assert b"numpy._core.multiarray" in raw
        header = f"{{'descr': '|O', 'fortran_order': False, 'shape': ({len(rows)},), }}"
        members[name] = npy(header, raw.replace(b"numpy._core.multiarray", module))
    corpus = load(small(write_raw_npz(tmp_path / "imdb.npz", members)), 0)
    assert sorted(corpus.train.lengths.tolist()) == sorted(len(row) + 1 for row in TRAIN)


def test_other_labels_get_their_numbers_for_names(tmp_path: Path) -> None:
    path = write_imdb(tmp_path, y_train=np.array([0, 1, 2, 3, 3]))
    assert load(small(path), 0).classes == ("0", "1", "2", "3")


class TestWhereTheFilesAre:
    def test_a_folder_may_be_named(self, tmp_path: Path) -> None:
        write_imdb(tmp_path / "here")
        assert len(load(small(tmp_path / "here"), 0).train) == 5

    def test_keras_own_cache_is_used(self, tmp_path: Path) -> None:
        write_imdb(tmp_path / "keras" / "datasets")
        corpus = load(ImdbData(download=False), 0)
        assert corpus.vocabulary is not None
        assert any("keras/datasets/imdb.npz is not the file" in note for note in corpus.notes)

    def test_a_named_file_wins_over_the_caches(self, tmp_path: Path) -> None:
        write_imdb(tmp_path / "keras" / "datasets")
        named = write_imdb(tmp_path / "named", y_test=np.array([1, 1, 1, 0]))
        assert load(small(named), 0).test.labels.sum() == 3

    def test_a_mirror_may_be_a_local_folder(self, tmp_path: Path) -> None:
        write_imdb(tmp_path / "my mirror")
        data = ImdbData(url=(tmp_path / "my mirror").as_uri())
        assert len(load(data, 0).train) == 5

    def test_the_word_index_may_lie_elsewhere(self, tmp_path: Path) -> None:
        path = write_imdb(tmp_path / "here")
        index = shutil.move(path.with_name("imdb_word_index.json"), tmp_path / "words.json")
        assert load(small(path, word_index=str(index)), 0).vocabulary is not None

    def test_without_a_word_index_there_is_a_note(self, tmp_path: Path) -> None:
        path = write_imdb(tmp_path / "here")
        path.with_name("imdb_word_index.json").unlink()
        corpus = load(small(path), 0)
        assert corpus.vocabulary is None
        assert any("no imdb_word_index.json" in note for note in corpus.notes)
        assert facts(corpus).largest_id == 7

    @pytest.mark.parametrize("content", ["", "[1]", '{"a": "1"}', '{"a": 0}', '{"a": 99999999}'])
    def test_a_damaged_word_index_is_a_note_or_an_error(self, tmp_path, content) -> None:
        path = write_imdb(tmp_path)
        index = path.with_name("imdb_word_index.json")
        index.write_text(content)
        corpus = load(small(path), 0)
        assert corpus.vocabulary is None
        assert any("not a readable imdb_word_index.json" in note for note in corpus.notes)
        with pytest.raises(DataError, match=r"correct or remove data\.word_index"):
            load(small(path, word_index=str(index)), 0)

    def test_the_published_file_has_no_note(self, tmp_path, monkeypatch) -> None:
        path = write_imdb(tmp_path)
        published = imdb_source.NPZ
        here = type(published)(published.name, published.algorithm, file_hash(path, ignore))
        monkeypatch.setattr(imdb_source, "NPZ", here)
        assert load(small(path), 0).notes == ()


def test_ranks_beyond_the_word_index_are_shown_as_unknown(tmp_path: Path) -> None:
    path = write_imdb(tmp_path)
    path.with_name("imdb_word_index.json").write_text(json.dumps({"the": 1, "film": 4}))
    corpus = load(small(path, num_words=None), 0)
    assert corpus.vocabulary is not None
    assert corpus.vocabulary.decode([4, 5, 7, 9]) == ["the", "[OOV]", "film", "[OOV]"]


def test_a_header_of_format_2_is_read(tmp_path: Path) -> None:
    text = b"{'descr': '|i1', 'fortran_order': False, 'shape': (5,), }".ljust(115) + b"\n"
    raw = b"\x93NUMPY\x02\x00" + len(text).to_bytes(4, "little") + text + bytes([0, 1, 0, 1, 1])
    path = write_raw_npz(tmp_path / "two.npz", {"y_train.npy": raw})
    assert load(small(path), 0).train.labels.sum() == 3
