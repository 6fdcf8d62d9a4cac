"""Word vectors out of the files of GloVe, fastText and word2vec, matched to a vocabulary."""

import gzip
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tui.data import DataError, Progress, Vocabulary, ignore
from rnn_tui.data.vectors import Vectors, find, informed, length_in
from rnn_tui.experiment import apply_fix, dumps, load, loads, problems, resolve
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.loading import edited
from tests.trained_runs import vocabulary
from tests.vector_files import FORMS, Write, glove, packed, word2vec_binary, word2vec_text

WORDS = ("the", "film", "good", "paris", "e-mail", "...", "naïve", "电影", "2.5", "don't")
TABLE = {word: [i + 0.25, -i, 1e-3 * i, 3.0] for i, word in enumerate(WORDS[:8])}
"""Not the last two words of the vocabulary; and the file has a word of its own."""


def known(*words: str, **changes: Any) -> Vocabulary:
    settings = {"words": words or WORDS, "num_words": 100, "index_from": 3}
    return replace(vocabulary(), **{**settings, **changes})


def layer(path: Path, **changes: Any) -> Embedding:
    return Embedding(**{"input_dim": 100, "output_dim": 4, "embeddings": str(path), **changes})


def found(path: Path, *words: str, **changes: Any) -> Vectors:
    return find(layer(path, **changes), known(*words), ignore)


@pytest.mark.parametrize("write", FORMS.values(), ids=FORMS)
def test_every_form_gives_the_same(tmp_path: Path, write: Write) -> None:
    path = tmp_path / "vectors"
    write(path, {"of": [9, 9, 9, 9], **TABLE})
    vectors = found(path)
    assert length_in(path) == 4
    assert vectors.ids.tolist() == [4, 5, 6, 7, 8, 9, 10, 11]  # the first word has id 4
    np.testing.assert_array_equal(vectors.rows, np.array(list(TABLE.values()), np.float32))
    assert vectors.rows.dtype == np.float32
    assert (vectors.other_case, vectors.wanted, vectors.odd, vectors.missing) == (0, 10, 0, 0)


NUMBERS = st.lists(st.floats(-9, 9, width=32), min_size=3, max_size=3)
TABLES = st.dictionaries(st.text("aé电.-'", min_size=1, max_size=4), NUMBERS, min_size=2)


@settings(max_examples=60, deadline=None)
@given(TABLES, st.sampled_from(sorted(FORMS)))
def test_any_table_comes_back(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, list[float]], form: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "vectors"
    FORMS[form](path, table)
    vectors = found(path, *table, output_dim=3)
    assert len(vectors.ids) == len(table)
    np.testing.assert_allclose(vectors.rows, np.array(list(table.values()), np.float32), rtol=1e-5)


def test_words_with_spaces_are_read_whole(tmp_path: Path) -> None:
    """As in GloVe's 840B, where `. . .` and `at name@domain.com` are words."""
    path = tmp_path / "glove.txt"
    glove(path, {"a": [1, 2], ". . .": [3, 4], "at name@domain.com": [5, 6], "1 2": [7, 8]})
    vectors = found(path, "a", ". . .", "at name@domain.com", "1 2", output_dim=2)
    assert vectors.rows.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]


def test_a_word_in_another_case_is_used_where_its_own_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "glove.txt"
    glove(path, {"Paris": [1], "PARIS": [2], "Film": [3], "film": [4], "US": [5]})
    vectors = found(path, "paris", "film", "us", output_dim=1)
    assert vectors.rows.ravel().tolist() == [1, 4, 5]  # the first in the file, as a rule the usual
    assert vectors.other_case == 2
    cased = found(path, "Film", "PARIS", "paris", "US", "Us", output_dim=1)
    assert cased.rows.ravel().tolist() == [3, 2, 1, 5, 5]


def test_the_first_of_equal_words_counts(tmp_path: Path) -> None:
    path = tmp_path / "glove.txt"
    path.write_text("a 1 2\na 3 4\nb 5 6\n")
    assert found(path, "a", "b", output_dim=2).rows.tolist() == [[1, 2], [5, 6]]


def test_composed_and_decomposed_letters_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "glove.txt"
    glove(path, {"nai\u0308ve": [1, 2]})
    assert found(path, "naïve", output_dim=2).rows.tolist() == [[1, 2]]


def test_words_without_an_id_or_a_row_are_not_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "glove.txt"
    glove(path, {"a": [1], "b": [2], "c": [3], "d": [4]})
    of_few = known("a", "b", "c", "d", num_words=7)
    assert find(layer(path, output_dim=1), of_few, ignore).ids.tolist() == [4, 5, 6]
    assert found(path, "a", "b", "c", "d", output_dim=1, input_dim=6).ids.tolist() == [4, 5]
    skipped = known("a", "b", "c", "d", skip_top=6)
    assert find(layer(path, output_dim=1), skipped, ignore).ids.tolist() == [6, 7]


def test_the_sentence_says_what_was_found(tmp_path: Path) -> None:
    path = tmp_path / "glove.txt"
    glove(path, {"The": [1], "film": [2]})
    vectors = found(path, "the", "film", "bad", "xyz", output_dim=1)
    tokens = np.array([1, 4, 4, 5, 6, 2, 2, 4], np.int32)
    assert vectors.sentence(tokens) == (
        "vectors: 2 of 4 words (50.0%) have one in glove.txt, 50.0% of the training texts; 1 "
        "only in another case; the other rows start at random, as in Keras"
    )


def test_odd_lines_and_missing_rows_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "vectors.vec"
    path.write_text("6 2\na 1 2\nb 3\nc 5 6\nd x y\n\n")
    vectors = found(path, "a", "b", "c", "d", output_dim=2)
    assert vectors.ids.tolist() == [4, 6]
    assert (vectors.odd, vectors.missing) == (2, 2)
    assert "2 lines of the file hold no vector" in vectors.sentence(np.zeros(1, np.int32))
    assert "2 vectors that the file announces" in vectors.sentence(np.zeros(1, np.int32))


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def broken(form: Write, path: Path) -> Path:
    random = np.random.default_rng(0)
    form(path, {word: random.normal(size=50).tolist() for word in WORDS})
    path.write_bytes(path.read_bytes()[:-100])
    return path


NO_VECTORS = {
    "an empty file": (b"", "holds no word vectors"),
    "a text": (b"It was a good film.\nI liked it.\n", "holds no word vectors"),
    "a table": (b"text,label\ngood,1\nbad,0\n", "holds no word vectors"),
    "a fastText model": (b"\xba\x16\x4f\x2f\x0c\x00\x00\x00", "name the file of vectors, .vec"),
    "a pickle": (b"\x80\x04\x95\x10\x00\x00" * 10, "holds no word vectors"),
    "an HDF5 file": (b"\x89HDF\r\n\x1a\n" + bytes(500), "holds no word vectors"),
    "a heading alone": (b"400000 300\n", "holds no word vectors"),
    "vectors that are too long": (b"1 99999\na 1\n", "holds no word vectors"),
    "what looks like gzip": (b"\x1f\x8b" + b"x" * 50, "damaged or incomplete"),
    "what looks like zip": (b"PK\x03\x04" + b"x" * 50, "damaged or incomplete"),
    "not a number": (b"the 1 2 3 nan\nfilm 1 2 3 4\n", "the vector of 'the' in .* is not finite"),
    "another language": (b"der 1 2 3 4\n", "has no vector for any of the 10 words"),
    "shorter vectors": (b"the 1 2\nfilm 3 4\n", "have 2 numbers, .* has output_dim = 4"),
}


@pytest.mark.parametrize(("content", "message"), NO_VECTORS.values(), ids=NO_VECTORS)
def test_files_without_vectors_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        found(write(tmp_path / "vectors", content))


@pytest.mark.parametrize("form", [packed(glove), word2vec_binary], ids=["gzip", "binary"])
def test_a_torn_file_is_refused(tmp_path: Path, form: Write) -> None:
    with pytest.raises(DataError, match=r"is damaged or incomplete|is the copy complete"):
        found(broken(form, tmp_path / "vectors"), output_dim=50)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cannot read .*nothing\.txt: no such file"):
        found(tmp_path / "nothing.txt")
    with pytest.raises(DataError, match="is a directory"):
        found(tmp_path)
    assert length_in(tmp_path) is None
    assert length_in(tmp_path / "nothing.txt") is None


def test_an_archive_of_several_files_is_refused_with_their_names(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "glove.zip", "w") as archive:
        archive.writestr("glove.50d.txt", "a 1\n")
        archive.writestr("glove.100d.txt", "a 1\n")
    with pytest.raises(DataError, match=r"holds glove\.50d\.txt, glove\.100d\.txt: unpack it"):
        found(tmp_path / "glove.zip")


def test_without_words_there_is_nothing_to_match(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="imdb_word_index"):
        find(layer(tmp_path / "glove.txt"), None, ignore)


@pytest.mark.parametrize("form", [glove, word2vec_text, word2vec_binary])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, form: Write) -> None:
    path = tmp_path / "vectors"
    rows = 20_000
    form(path, {f"w{i}": [float(i % 7)] * 100 for i in range(rows)})
    seen: list[Progress] = []
    tracemalloc.start()
    try:
        vectors = find(layer(path, output_dim=100), known("w5", "w19999"), seen.append)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert vectors.rows[:, 0].tolist() == [5, 19999 % 7]
    assert peak < 14 << 20  # three times what is read at once; the vectors alone have 8 MB
    assert seen
    assert 0 < seen[0].done <= seen[0].total


def test_a_length_that_does_not_fit_is_a_problem_with_a_fix(tmp_path: Path) -> None:
    path = tmp_path / "glove.4d.txt"
    glove(path, TABLE)
    experiment = load("quickstart", [f"layers.0.embeddings={path}"])
    (problem,) = problems(experiment, informed(experiment, None))
    assert problem.sentence_to_type == (
        "the Embedding has output_dim 32, but the vectors in glove.4d.txt have 4 numbers: "
        "set output_dim to 4 (--set layers.0.output_dim=4)"
    )
    assert problem.fix is not None
    fixed = apply_fix(experiment, problem.fix)
    assert not problems(fixed, informed(fixed, None))


@pytest.mark.parametrize("path", ["~nobody-of-this-name/v.txt", "~", ".", "/", "x" * 5_000])
def test_a_missing_path_is_no_problem_while_it_is_typed(path: str) -> None:
    first = Embedding(embeddings=path)
    experiment = load("quickstart").model_copy(update={"layers": (first,)})
    found = problems(experiment, informed(experiment, None))
    assert "vectors-mismatch" not in {problem.code for problem in found}
    with pytest.raises(DataError, match="cannot read"):
        find(first, known(), ignore)


def test_changes_of_the_file_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "glove.txt"
    glove(path, TABLE)
    assert length_in(path) == 4
    path.write_bytes(gzip.compress(b"a 1 2 3\n"))
    assert length_in(path) == 3


def test_the_path_is_absolute_once_resolved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    config = tmp_path / "mine.toml"
    layers = '[[layers]]\nkind = "Embedding"\nembeddings = "a.txt"\n[[layers]]\nkind = "Flatten"\n'
    config.write_text(layers)

    def embeddings(experiment: Any) -> str:
        return experiment.layers[0].embeddings

    assert embeddings(load(config)) == str(tmp_path / "a.txt")
    assert embeddings(load(config, ["layers.0.embeddings=b.txt"])) == str(tmp_path / "here/b.txt")
    assert embeddings(resolve(loads(layers))) == str(tmp_path / "here/a.txt")
    assert embeddings(edited(loads(layers), [("layers.0.output_dim", 5)])) == "a.txt"
    assert loads(dumps(load(config))) == load(config)
    assert embeddings(load(config, ["layers.0.embeddings=none"])) is None
