"""Tables that are named after classes, and tables of texts alone."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from data_files import cache, write_tree

from rnn_tui.data import Corpus, DataError, load
from rnn_tui.experiment.data import TextData

__all__ = ["cache"]
pytestmark = pytest.mark.usefixtures("cache")

TOPICS = {"Fake": ("News", "politics", "left-news"), "True": ("politicsNews", "worldnews")}


def story(name: str, i: int) -> str:
    return f'{name} title {i},"a {name} story, the {i}th",{TOPICS[name][i % 2]},"May {i}, 2017"\n'


def stories(n: int = 40) -> dict[str, bytes]:
    """Title, text, subject and date: no label, and subjects that the classes do not share."""
    return {
        f"{name}.csv": (
            "title,text,subject,date\n" + "".join(story(name, i) for i in range(n))
        ).encode()
        for name in TOPICS
    }


def table(heading: str, *columns: str, n: int = 20) -> bytes:
    """Rows of cells that may hold {i}, and {k}, which is 0 or 1 in turns."""
    rows = (",".join(cell.format(i=i, k=i % 2) for cell in columns) for i in range(n))
    return "\n".join([heading, *rows, ""]).encode()


def read(path: Path, **settings: object) -> Corpus:
    return load(TextData.model_validate({"path": str(path), **settings}), 0)


def counts(corpus: Corpus) -> dict[str, int]:
    parts = (corpus.train, corpus.validation, corpus.test)
    labels = [at for part in parts if part is not None for at in part.labels.tolist()]
    return {name: labels.count(at) for at, name in enumerate(corpus.classes)}


def sizes(corpus: Corpus) -> tuple[int, int, int]:
    return len(corpus.train), len(corpus.validation or ()), len(corpus.test)


class TestATableForEachClass:
    def test_the_files_names_are_the_classes(self, tmp_path: Path) -> None:
        corpus = read(write_tree(tmp_path / "root", stories()))
        assert counts(corpus) == {"Fake": 40, "True": 40}
        assert corpus.read_as is not None
        assert corpus.read_as.text_columns == ("text",)
        assert corpus.read_as.label_column is None
        assert corpus.read_as.unused_columns == ("title", "subject", "date")
        assert corpus.notes == (
            "no column is named like a label: each table is a class (Fake.csv, True.csv)",
        )

    def test_every_row_has_the_class_of_its_file(self, tmp_path: Path) -> None:
        corpus = read(write_tree(tmp_path / "root", stories()))
        assert corpus.vocabulary is not None
        words = corpus.vocabulary.words
        for part in (corpus.train, corpus.test):
            for at, label in enumerate(part.labels.tolist()):
                ids = part.tokens[part.offsets[at] : part.offsets[at + 1]].tolist()
                assert corpus.classes[label].lower() in [words[one - 4] for one in ids[1:]]

    def test_in_an_archive(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "news.zip", "w") as archive:
            for name, raw in stories().items():
                archive.writestr(name, raw)
        assert counts(read(tmp_path / "news.zip")) == {"Fake": 40, "True": 40}

    def test_in_folders_of_the_parts(self, tmp_path: Path) -> None:
        content = {f"train/{n}": raw for n, raw in stories().items()}
        content |= {f"test/{n}": raw for n, raw in stories(10).items()}
        corpus = read(write_tree(tmp_path / "root", content))
        assert sizes(corpus) == (80, 0, 20)
        assert counts(corpus) == {"Fake": 50, "True": 50}

    def test_parts_in_the_names(self, tmp_path: Path) -> None:
        content = {
            f"{name}_{part}.csv": table("id,text", "{i}", f"a {name} {part} {{i}}", n=n)
            for name in ("ham", "spam")
            for part, n in (("train", 20), ("dev", 4), ("test", 6))
        }
        corpus = read(write_tree(tmp_path / "root", content))
        assert corpus.classes == ("ham", "spam")
        assert sizes(corpus) == (40, 8, 12)

    def test_lines_of_json(self, tmp_path: Path) -> None:
        content = {
            f"{name}.jsonl": "\n".join(
                json.dumps({"text": f"a {name} text {i}"}) for i in range(20)
            ).encode()
            for name in ("ham", "spam")
        }
        assert counts(read(write_tree(tmp_path / "root", content))) == {"ham": 20, "spam": 20}

    def test_columns_of_arrow_files(self, tmp_path: Path) -> None:
        arrow = pytest.importorskip("pyarrow")
        parquet = pytest.importorskip("pyarrow.parquet")
        (tmp_path / "root").mkdir()
        for name in ("ham", "spam"):
            content = arrow.table({"text": [f"a {name} text {i}" for i in range(20)]})
            parquet.write_table(content, tmp_path / "root" / f"{name}.parquet")
        assert counts(read(tmp_path / "root")) == {"ham": 20, "spam": 20}

    def test_a_text_column_that_is_named(self, tmp_path: Path) -> None:
        corpus = read(write_tree(tmp_path / "root", stories()), text_column="title,text")
        assert corpus.read_as is not None
        assert corpus.read_as.text_columns == ("title", "text")
        assert counts(corpus) == {"Fake": 40, "True": 40}

    def test_other_names_are_other_data(self, tmp_path: Path) -> None:
        one = stories()
        other = {"Bogus.csv": one["Fake.csv"], "True.csv": one["True.csv"]}
        first, second = (
            read(write_tree(tmp_path / str(at), content)) for at, content in enumerate((one, other))
        )
        assert second.classes == ("Bogus", "True")
        assert first.fingerprint != second.fingerprint


class TestAColumnForTheLabel:
    def test_a_usual_name_for_a_label(self, tmp_path: Path) -> None:
        content = {
            f"{name}.csv": table("text,label", f"a {name} text {{i}}", "{k}")
            for name in ("films", "books")
        }
        corpus = read(write_tree(tmp_path / "root", content))
        assert counts(corpus) == {"0": 20, "1": 20}
        assert corpus.notes == ("2 tables read as one: books.csv, films.csv",)

    def test_a_label_that_is_named(self, tmp_path: Path) -> None:
        corpus = read(write_tree(tmp_path / "root", stories()), label_column="subject")
        assert counts(corpus) == {"News": 20, "politics": 20, "politicsNews": 20, "worldnews": 20}

    def test_a_column_that_divides_the_texts_as_the_files_do(self, tmp_path: Path) -> None:
        content = {
            f"{name}.csv": table("text,sort", f"a {name} text {{i}}", name[0])
            for name in ("ham", "spam")
        }
        assert counts(read(write_tree(tmp_path / "root", content))) == {"h": 20, "s": 20}

    @pytest.mark.parametrize("names", [("a", "b"), ("part1", "part2"), ("x-00", "x-01")])
    def test_pieces_of_one_table(self, tmp_path: Path, names: tuple[str, str]) -> None:
        content = {
            f"{name}.csv": table("text,sort", f"a {name} text {{i}}", "kind {k}") for name in names
        }
        corpus = read(write_tree(tmp_path / "root", content))
        assert counts(corpus) == {"kind 0": 20, "kind 1": 20}


REFUSED: dict[str, tuple[Mapping[str, bytes], str]] = {
    "a column that both share": (
        {
            f"{name}.csv": table("text,sort", f"a {name} text {{i}}", "kind {k}")
            for name in ("films", "books")
        },
        "may be a class each, or hold their labels in the column 'sort'",
    ),
    "other columns": (
        {
            "Fake.csv": table("text,sort", "a text {i}", "kind {k}"),
            "True.csv": table("title,text", "number {i}", "another text {i}"),
        },
        "have different columns, and none is named like a label",
    ),
    "pieces without a label": (
        {f"part{n}.csv": table("id,text", f"{n}{{i}}", "a text {i}") for n in (1, 2)},
        "40 different labels for 40 texts",
    ),
    "texts that have no class": (
        {
            f"{name}.csv": table("sort,text", "kind {k}", f"a {name} {{i}}")
            for name in ("pos", "neg", "unsup")
        },
        r"unsup\.csv .* is not named after a class",
    ),
}


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
def test_uncertain_classes_are_refused(
    tmp_path: Path, content: Mapping[str, bytes], said: str
) -> None:
    with pytest.raises(DataError, match=said) as caught:
        read(write_tree(tmp_path / "root", content))
    assert "\n" not in str(caught.value)


TRAIN = table("text,label", "a film {i}", "{k}", n=40)

ASIDE = {
    "texts alone": b"text\na film\nanother one\n",
    "texts with commas": b"text\nwell, a film\nno, not that, no\nbut, well\n",
    "texts in quotation marks": b'"text"\n"well, a film"\n"not ""that"" one"\n',
    "a blank cell behind": b"text,\na film,\nanother one,\n",
    "a heading alone": b"text\n",
    "another case, with a mark": "\ufeffText\r\na film\r\nanother one\r\n".encode(),
    "utf-16": "text\na film\nanother one\n".encode("utf-16"),
    "numbers of rows": b"id,text\n1,a film\n2,another one\n",
    "an index without a name": b",text\n0,a film\n1,another one\n",
}


class TestTextsAlone:
    @pytest.mark.parametrize("content", ASIDE.values(), ids=ASIDE)
    @pytest.mark.parametrize("part", ["test", "valid"])
    def test_a_part_without_labels_is_not_used(
        self, tmp_path: Path, content: bytes, part: str
    ) -> None:
        name = f"{part}.csv"
        corpus = read(write_tree(tmp_path / "root", {"train.csv": TRAIN, name: content}))
        assert sizes(corpus) == (32, 0, 8)
        assert f"{name} is not used: it has no column 'label'" in corpus.notes
        assert corpus.read_as is not None
        assert corpus.read_as.files_aside == (f"{name} (it has no column 'label')",)

    @pytest.mark.parametrize("part", ["test", "valid"])
    def test_a_part_whose_labels_are_blank_is_not_used(self, tmp_path: Path, part: str) -> None:
        name = f"{part}.csv"
        content = {"train.csv": TRAIN, name: table("text,label", "a text {i}", " ")}
        corpus = read(write_tree(tmp_path / "root", content))
        assert sizes(corpus) == (32, 0, 8)
        assert f"{name} is not used: its column 'label' is blank" in corpus.notes

    def test_a_competition(self, tmp_path: Path) -> None:
        content = {
            "train.csv": TRAIN,
            "test.csv": ASIDE["texts alone"],
            "sample_submission.csv": b"id,label\n0,1\n1,1\n",
        }
        corpus = read(write_tree(tmp_path / "root", content))
        assert sizes(corpus) == (32, 0, 8)
        assert any("sample_submission.csv" in note for note in corpus.notes)
        assert any(note.startswith("test.csv is not used") for note in corpus.notes)

    def test_the_parts_that_have_labels_stay(self, tmp_path: Path) -> None:
        content = {
            "train.csv": TRAIN,
            "valid.csv": table("text,label", "more {i}", "{k}", n=6),
            "test.csv": ASIDE["texts with commas"],
        }
        assert sizes(read(write_tree(tmp_path / "root", content))) == (32, 6, 8)

    def test_lines_of_json(self, tmp_path: Path) -> None:
        train = "\n".join(json.dumps({"text": f"a film {i}", "label": i % 2}) for i in range(40))
        content = {"train.jsonl": train.encode(), "test.jsonl": b'{"text": "one"}\n'}
        assert sizes(read(write_tree(tmp_path / "root", content))) == (32, 0, 8)

    def test_labels_alone_are_refused(self, tmp_path: Path) -> None:
        content = {"train.csv": TRAIN, "test.csv": b"label\n1\n0\n"}
        with pytest.raises(DataError, match=r"test\.csv has no such column, only 'label'"):
            read(write_tree(tmp_path / "root", content))

    def test_a_column_that_the_training_part_lacks_is_refused(self, tmp_path: Path) -> None:
        content = {"train.csv": TRAIN, "test.csv": b"words\na film\nanother\n"}
        with pytest.raises(DataError, match=r"test\.csv has only the column 'words'"):
            read(write_tree(tmp_path / "root", content))
