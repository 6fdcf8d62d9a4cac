"""What is odd about classes and texts is said before anybody trains on them."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from data_files import cache

from rnn_tui.data import Corpus, load
from rnn_tui.data.text.class_checks import class_notes
from rnn_tui.experiment.data import TextData

__all__ = ["cache"]
pytestmark = pytest.mark.usefixtures("cache")


def read(path: Path, rows: Sequence[tuple[str, str]], **settings: object) -> Corpus:
    """A corpus of (label, text)."""
    path.write_text("".join(json.dumps({"label": k, "text": t}) + "\n" for k, t in rows))
    return load(TextData.model_validate({"path": str(path), **settings}), 0)


def said(corpus: Corpus, words: str) -> bool:
    return any(words in note for note in corpus.notes)


TWO = [("np"[i % 2], f"a film {i} of some kind") for i in range(40)]


def test_ordinary_classes_have_no_note(tmp_path: Path) -> None:
    assert read(tmp_path / "a.jsonl", TWO).notes == ()


def test_a_class_of_one_text(tmp_path: Path) -> None:
    corpus = read(tmp_path / "a.jsonl", [*TWO, ("2", "a slip")])
    assert said(corpus, "class '2' has only 1 text")


def test_a_class_of_four_texts_is_few_and_one_of_five_is_not(tmp_path: Path) -> None:
    rows = [*TWO, *[("q", f"four {i}") for i in range(4)], *[("r", f"five {i}") for i in range(5)]]
    corpus = read(tmp_path / "a.jsonl", rows)
    assert said(corpus, "class 'q' has only 4 texts")
    assert not said(corpus, "'r'")


def test_many_small_classes_are_one_note() -> None:
    names = [f"c{i}" for i in range(9)]
    (note,) = class_notes([*names, "big"], [2] * 9 + [50])
    assert note == (
        "9 classes have fewer than 5 texts: 'c0' (2), 'c1' (2), 'c2' (2), 'c3' (2), 'c4' (2) "
        "and 4 more"
    )


@pytest.mark.parametrize(
    ("names", "difference"),
    [
        (("pos", "POS"), "case"),
        (("Strasse", "STRASSE"), "case"),
        (("very good", "very  good"), "space or width"),
        (("verygood", "Very Good"), "space or width"),
        (("ABC", "ＡＢＣ"), "space or width"),
        (("pos", "pos\ufffd"), "invisible characters"),
        (("pos", "p\u200bos"), "invisible characters"),
    ],
)
def test_classes_that_look_alike(names: tuple[str, str], difference: str) -> None:
    (note,) = class_notes(names, [9, 9])
    assert note.endswith(f"differ only in {difference}")
    assert all(repr(name) in note for name in names)


@pytest.mark.parametrize(
    "names", [("pos", "neg"), ("1", "2"), ("好评", "差评"), ("+", "-"), ("a", "á")]
)
def test_classes_that_do_not_look_alike(names: tuple[str, str]) -> None:
    assert class_notes(names, [9, 9]) == []


def test_an_invisible_character_in_a_label_is_noted(tmp_path: Path) -> None:
    rows = [(label + "\u200b" * (i % 4 == 0), text) for i, (label, text) in enumerate(TWO)]
    assert said(read(tmp_path / "a.jsonl", rows), "differ only in invisible characters")


def test_a_class_that_a_part_lacks_is_noted(tmp_path: Path) -> None:
    for part, rows in (("train", TWO), ("dev", TWO[:10]), ("test", TWO[:10:2])):
        lines = "".join(f"{label},{text}\n" for label, text in rows)
        (tmp_path / f"{part}.csv").write_text(f"label,text\n{lines}")
    corpus = load(TextData(path=str(tmp_path)), 0)
    assert said(corpus, "the test part has no texts for 1 of 2 classes: 'p'")
    assert not said(corpus, "the validation part has no text")


@pytest.mark.parametrize("name", ["nan", "NaN", "NULL", "N/A", "#N/A", "<NA>"])
def test_a_class_of_cells_without_a_label_is_noted(tmp_path: Path, name: str) -> None:
    rows = [*TWO, *[(name, f"no label here {i}") for i in range(8)]]
    assert said(read(tmp_path / "a.jsonl", rows), f"class {name!r} (8 texts) may come from cells")


def test_texts_without_a_word_are_counted(tmp_path: Path) -> None:
    corpus = read(tmp_path / "a.jsonl", [*TWO, ("n", "..."), ("p", "")])
    assert said(corpus, "ignored 2 texts without a word")


def test_a_text_column_of_dates_is_noted(tmp_path: Path) -> None:
    rows = [("np"[i % 2], f"2019-03-{i % 28 + 1:02}") for i in range(40)]
    corpus = read(tmp_path / "a.jsonl", rows)
    assert said(corpus, "the text column 'text' holds dates")


def test_a_few_numbers_among_texts_are_not_noted(tmp_path: Path) -> None:
    corpus = read(tmp_path / "a.jsonl", [*TWO, *[("n", f"{i}") for i in range(40)]])
    assert not said(corpus, "holds numbers")
