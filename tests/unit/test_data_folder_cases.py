"""Folders and parts in the shapes that people bring: small, made up, each with its right value."""

import gzip
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from data_files import cache, write_tree

from rnn_tui.data import Corpus, arrays, load, notes
from rnn_tui.experiment.data import TextData

__all__ = ["cache"]
pytestmark = pytest.mark.usefixtures("cache")

GOOD = ["a fine film", "good and warm", "well played", "i liked it", "a great cast"]
BAD = ["a poor film", "dull and cold", "badly played", "i left early", "a weak plot"]


def rows(n: int) -> list[tuple[str, str]]:
    """(label, text) in turns, every text different."""
    return [
        ("pos", f"{GOOD[i % 5]} {i}") if i % 2 else ("neg", f"{BAD[i % 5]} {i}") for i in range(n)
    ]


def table(n: int, end: str = "") -> bytes:
    return ("text,label\n" + "".join(f"{text}{end},{label}\n" for label, text in rows(n))).encode()


def read(path: Path, **settings: object) -> Corpus:
    return load(TextData.model_validate({"path": str(path), **settings}), 0)


def sizes(corpus: Corpus) -> tuple[int, int, int]:
    return len(corpus.train), len(corpus.validation or ()), len(corpus.test)


def told(corpus: Corpus, words: str) -> bool:
    return any(words in note for note in corpus.notes)


def test_three_files(tmp_path: Path) -> None:
    content = {"train.csv": table(160), "validation.csv": table(40, " v"), "test.csv": table(40)}
    root = write_tree(tmp_path / "three-files", content)
    data = TextData(path=str(root), maxlen=8)
    corpus = load(data, 0)
    assert sizes(corpus) == (160, 40, 40)
    padded = arrays(corpus, data, 0)
    assert np.bincount(padded.y_val).tolist() == [20, 20]
    assert any("data.validation_split does not apply" in note for note in notes(corpus, data))


def test_a_test_table_without_labels_is_replaced_by_a_drawn_part(tmp_path: Path) -> None:
    train = "".join(
        f"{i},{'fire' if i % 3 else 'flood'},{text},{int(label == 'pos')}\n"
        for i, (label, text) in enumerate(rows(160))
    )
    test = "".join(f"{i},{i % 2},{text}\n" for i, (_, text) in enumerate(rows(40)))
    content = {
        "train.csv": f"id,keyword,text,target\n{train}".encode(),
        "test.csv": f"id,keyword,text\n{test}".encode(),
    }
    corpus = read(write_tree(tmp_path / "unlabelled-test", content))
    assert sizes(corpus) == (128, 0, 32)
    assert corpus.read_as is not None
    assert (corpus.read_as.text_columns, corpus.read_as.label_column) == (
        ("text",),
        "target",
    )
    assert corpus.read_as.files_aside == ("test.csv (it has no column 'target')",)
    assert told(corpus, "test.csv is not used: it has no column 'target'")


def test_parts_below_classes(tmp_path: Path) -> None:
    content = {
        f"{label}/part{i % 3}/{i}.txt": text.encode() for i, (label, text) in enumerate(rows(80))
    }
    corpus = read(write_tree(tmp_path / "parts-below-classes", content))
    assert corpus.classes == ("neg", "pos")
    assert sizes(corpus) == (64, 0, 16)


def test_a_file_for_each_class(tmp_path: Path) -> None:
    content = {
        f"reviews.{label}": "".join(f"{t}\n" for own, t in rows(120) if own == label).encode()
        for label in ("pos", "neg")
    }
    corpus = read(write_tree(tmp_path / "a-file-a-class", content))
    assert corpus.classes == ("neg", "pos")
    assert sizes(corpus) == (96, 0, 24)
    assert corpus.read_as is not None
    assert corpus.read_as.kind == "a file for each class"


def test_files_without_a_suffix(tmp_path: Path) -> None:
    content = {
        f"{label}/{10000 + i}": f"Subject: number {i}\n\n{text}\n".encode()
        for i, (label, text) in enumerate(rows(60))
    }
    corpus = read(write_tree(tmp_path / "files-without-suffix", content))
    assert corpus.classes == ("neg", "pos")
    assert sizes(corpus) == (48, 0, 12)


def test_a_table_in_a_zip_and_a_packed_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "table.zip", "w") as archive:
        archive.writestr("data/table.csv", table(120))
    (tmp_path / "table.csv.gz").write_bytes(gzip.compress(table(120)))
    (tmp_path / "table.csv").write_bytes(table(120))
    found = [read(tmp_path / name) for name in ("table.zip", "table.csv.gz", "table.csv")]
    assert {sizes(corpus) for corpus in found} == {(96, 0, 24)}
    assert len({corpus.train.tokens.tobytes() for corpus in found}) == 1


def test_packed_tables_of_a_folder(tmp_path: Path) -> None:
    content = {
        "train.csv.gz": gzip.compress(table(60)),
        "dev.csv.gz": gzip.compress(table(20)),
        "test.csv.gz": gzip.compress(table(10)),
    }
    assert sizes(read(write_tree(tmp_path / "root", content))) == (60, 20, 10)


def test_a_misspelled_label_is_noted(tmp_path: Path) -> None:
    lines = "".join(
        f"{text}\t{2 if i == 33 else int(label == 'pos')}\n"
        for i, (label, text) in enumerate(rows(120))
    )
    (tmp_path / "typo-class.tsv").write_text(f"Review\tLiked\n{lines}")
    corpus = read(tmp_path / "typo-class.tsv")
    assert corpus.classes == ("0", "1", "2")
    assert told(corpus, "class '2' has only 1 text")


def test_labels_that_differ_in_case_are_noted(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": text, "label": label.upper() if i % 10 == 3 else label})
        for i, (label, text) in enumerate(rows(120))
    ]
    (tmp_path / "similar-labels.jsonl").write_text("\n".join(lines))
    corpus = read(tmp_path / "similar-labels.jsonl")
    assert sorted(corpus.classes) == ["POS", "neg", "pos"]
    assert told(corpus, "classes 'POS' and 'pos' differ only in case")


class TestOtherSets:
    """Layouts of sets that are widely used, in small."""

    def test_twenty_newsgroups_by_date(self, tmp_path: Path) -> None:
        content = {
            f"20news-bydate-{part}/{group}/{i}": f"a {group} {part} text {i}".encode()
            for part, n in (("train", 6), ("test", 4))
            for group in ("alt.atheism", "comp.graphics", "sci.space")
            for i in range(50000, 50000 + n)
        }
        corpus = read(write_tree(tmp_path / "root", content))
        assert corpus.classes == ("alt.atheism", "comp.graphics", "sci.space")
        assert sizes(corpus) == (18, 0, 12)

    def test_polarity_in_folders(self, tmp_path: Path) -> None:
        content = {
            f"txt_sentoken/{label}/cv{i:03}_{i * 7}.txt": text.encode()
            for i, (label, text) in enumerate(rows(40))
        }
        content["poldata.README.2.0"] = b"about"
        corpus = read(write_tree(tmp_path / "root", content))
        assert corpus.classes == ("neg", "pos")
        assert told(corpus, "poldata.README.2.0")

    def test_polarity_in_two_files_of_cp1252(self, tmp_path: Path) -> None:
        content = {
            f"rt-polaritydata/rt-polarity.{label}": "".join(
                f"the film’s “{t}” — café £{i}\n"
                for i, (own, t) in enumerate(rows(60))
                if own == label
            ).encode("cp1252")
            for label in ("pos", "neg")
        }
        corpus = read(write_tree(tmp_path / "root", content))
        assert sizes(corpus) == (48, 0, 12)
        assert corpus.vocabulary is not None
        assert "café" in corpus.vocabulary.words

    def test_subjective_and_objective_sentences(self, tmp_path: Path) -> None:
        content = {
            f"{kind}.tok.gt9.5000": "".join(f"the {kind} line {i}\n" for i in range(20)).encode()
            for kind in ("plot", "quote")
        }
        assert read(write_tree(tmp_path / "root", content)).classes == ("plot", "quote")

    def test_spam_in_numbered_folders(self, tmp_path: Path) -> None:
        content = {
            f"enron{n}/{label}/{i:04}.2001-01-{i + 1:02}.someone.{label}.txt": b"Subject: hello"
            for n in range(1, 4)
            for label in ("ham", "spam")
            for i in range(5)
        }
        corpus = read(write_tree(tmp_path / "root", content))
        assert corpus.classes == ("ham", "spam")
        assert sizes(corpus) == (24, 0, 6)

    def test_a_competition_with_a_sample_submission(self, tmp_path: Path) -> None:
        content = {
            "train.csv": table(40),
            "test.csv": b"id,text\n" + b"".join(b"%d,a text\n" % i for i in range(9)),
            "sample_submission.csv": b"id,label\n0,pos\n",
        }
        corpus = read(write_tree(tmp_path / "root", content))
        assert sizes(corpus) == (32, 0, 8)
        assert told(corpus, "test.csv is not used")
        assert told(corpus, "sample_submission.csv")

    def test_shards_as_a_hub_names_them(self, tmp_path: Path) -> None:
        content = {
            f"data/{part}-{i:05}-of-00002.csv": table(n, f" {part} {i}")
            for part, n in (("train", 20), ("validation", 10), ("test", 6))
            for i in range(2)
        }
        content["README.md"] = b"about"
        assert sizes(read(write_tree(tmp_path / "root", content))) == (40, 20, 12)

    def test_imdb_with_the_files_beside_it(self, tmp_path: Path) -> None:
        content = {
            f"aclImdb/{part}/{label}/{i}_{i % 10}.txt": text.encode()
            for part, n in (("train", 40), ("test", 20))
            for i, (label, text) in enumerate(rows(n))
        }
        for name in (
            "README",
            "imdb.vocab",
            "imdbEr.txt",
            "train/labeledBow.feat",
            "train/urls_pos.txt",
        ):
            content[f"aclImdb/{name}"] = b"beside"
        content["aclImdb/train/unsup/1_0.txt"] = b"no label"
        corpus = read(write_tree(tmp_path / "root", content))
        assert corpus.classes == ("neg", "pos")
        assert sizes(corpus) == (40, 0, 20)
        assert told(corpus, "ignored 5 files outside of the class folders")
        assert told(corpus, "ignored 1 file in folders without a class")
