"""Inputs as people bring them: read as they are meant, or refused in one sentence."""

import bz2
import gzip
import json
import lzma
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from data_files import cache

from rnn_tui.data import Corpus, DataError, load
from rnn_tui.experiment.data import TextData

__all__ = ["cache"]
pytestmark = pytest.mark.usefixtures("cache")

CLASSES = ("neg", "pos")
ROWS = [(CLASSES[i % 2], f"it was film {i} of the year, so to say") for i in range(60)]
PLAIN = "label,text\n" + "".join(f'{label},"{text}"\n' for label, text in ROWS)


def read(path: Path, **settings: object) -> Corpus:
    return load(TextData.model_validate({"path": str(path), **settings}), 0)


def written(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def counts(corpus: Corpus) -> dict[str, int]:
    """Texts of each class in all parts."""
    found: Counter[str] = Counter()
    for part in (corpus.train, corpus.validation, corpus.test):
        if part is not None:
            found.update(corpus.classes[label] for label in part.labels.tolist())
    return dict(found)


def said(corpus: Corpus, words: str) -> bool:
    return any(words in note for note in corpus.notes)


EVEN = {"neg": 30, "pos": 30}


@pytest.mark.parametrize(
    ("mark", "sure"),
    [
        pytest.param('{0}, "{1}"', True, id="blank-before-quotation-mark"),
        pytest.param("{0},'{1}'", True, id="apostrophes-around-commas"),
        pytest.param("{0},\u201c{1}\u201d", False, id="curly-quotes"),
        pytest.param("{0},{1}", False, id="no-quotes"),
    ],
)
def test_a_comma_in_every_text_costs_no_text(tmp_path: Path, mark: str, sure: bool) -> None:
    lines = "".join(mark.format(label, text) + "\n" for label, text in ROWS)
    corpus = read(written(tmp_path / "a.csv", "label,text\n" + lines))
    assert counts(corpus) == EVEN
    assert corpus.vocabulary is not None
    assert {"year", "say"} <= {*corpus.vocabulary.words}
    assert said(corpus, "60 rows of a.csv with a separator outside") is not sure


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.csv.bz2", "a.txt"])
def test_packing_is_recognised_by_the_content(
    tmp_path: Path, pack: Callable[[bytes], bytes], name: str
) -> None:
    assert counts(read(written(tmp_path / name, pack(PLAIN.encode())))) == EVEN


def test_an_unpacked_table_with_the_name_of_a_packed_one_is_read(tmp_path: Path) -> None:
    assert counts(read(written(tmp_path / "a.csv.gz", PLAIN))) == EVEN


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a", "a.sql"])
@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"PK\x03\x04", "zip archive or a spreadsheet"),
        (b"7z\xbc\xaf'\x1c\0\4", "7z archive"),
        (b"Rar!\x1a\x07\x01\0", "rar archive"),
        (b"\x28\xb5\x2f\xfd", "zstd -d"),
        (b"PAR1", ".parquet"),
        (b"SQLite format 3\0", "export one of its tables"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n", "git lfs pull"),
        (b"\n<!DOCTYPE html>\n<html><body>Sign in, please</body></html>\n", "web page"),
        (b"-- dump\n/* 8.0 */;\nCREATE TABLE a (label text, text text);\n", "SQL script"),
        (b"INSERT INTO a VALUES ('pos','a film');\n", "SQL script"),
    ],
)
def test_files_that_are_not_tables_are_named_for_what_they_are(
    tmp_path: Path, name: str, start: bytes, words: str
) -> None:
    path = written(tmp_path / name, start + PLAIN.encode())
    with pytest.raises(DataError) as caught:
        read(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_tar_archive_is_recognised_unless_it_is_named_like_a_table(
    tmp_path: Path, mode: str
) -> None:
    for label, text in ROWS:
        written(tmp_path / "d" / label / f"{text}.txt", text)
    with tarfile.open(tmp_path / "download", mode) as archive:  # type: ignore[call-overload]
        archive.add(tmp_path / "d", "d")
    assert counts(read(tmp_path / "download")) == EVEN
    (tmp_path / "download").rename(tmp_path / "a.csv")
    with pytest.raises(DataError, match="is a tar archive: rename it to end in"):
        read(tmp_path / "a.csv")


def test_texts_about_tables_are_not_an_sql_script(tmp_path: Path) -> None:
    lines = "".join(f"{label}\tcreate table {text}\n" for label, text in ROWS)
    assert counts(read(written(tmp_path / "a.tsv", lines))) == EVEN
    swapped = "".join(f"set the table {i}\t{'np'[i % 2]}\n" for i in range(40))
    assert counts(read(written(tmp_path / "b.tsv", swapped))) == {"n": 20, "p": 20}


class TestNumbersAsLabels:
    def test_one_part_says_1_and_the_other_1_0(self, tmp_path: Path) -> None:
        for part, form in (("train", "{}.0"), ("test", "{}")):
            rows = "".join(f'{form.format(i % 2)},"{text}"\n' for i, (_, text) in enumerate(ROWS))
            written(tmp_path / f"{part}.csv", "label,text\n" + rows)
        corpus = read(tmp_path)
        assert corpus.classes == ("0", "1")
        assert counts(corpus) == {"0": 60, "1": 60}
        assert corpus.train.labels.tolist() == corpus.test.labels.tolist() == [0, 1] * 30
        assert said(corpus, "labels that are equal as numbers are one class: 0.0 as 0, 1.0 as 1")

    def test_both_in_one_column(self, tmp_path: Path) -> None:
        rows = "".join(f"{[1, 2.0, 1.0, 2][i % 4]}\t{text}\n" for i, (_, text) in enumerate(ROWS))
        corpus = read(written(tmp_path / "a.tsv", "label\ttext\n" + rows))
        assert counts(corpus) == {"1": 30, "2": 30}

    @pytest.mark.parametrize("names", [("1.0", "2.0"), ("1.0", "1.5"), ("v1", "v1.0"), ("1", "01")])
    def test_other_labels_stay_as_they_are(self, tmp_path: Path, names: tuple[str, str]) -> None:
        rows = "".join(f"{names[i % 2]}\t{text}\n" for i, (_, text) in enumerate(ROWS))
        corpus = read(written(tmp_path / "a.tsv", "label\ttext\n" + rows))
        assert counts(corpus) == dict.fromkeys(names, 30)
        assert not said(corpus, "equal numbers")

    def test_versions_among_words_stay_apart(self, tmp_path: Path) -> None:
        rows = "".join(f"{['1', '1.0', 'x'][i % 3]}\t{text}\n" for i, (_, text) in enumerate(ROWS))
        corpus = read(written(tmp_path / "a.tsv", "label\ttext\n" + rows))
        assert counts(corpus) == {"1": 20, "1.0": 20, "x": 20}


def test_the_label_is_the_column_whose_last_word_is_a_usual_name(tmp_path: Path) -> None:
    heading = "tweet_id,airline_sentiment,airline_sentiment_confidence,reason,text\n"
    rows = "".join(
        f'{57 + i},{CLASSES[i % 2]},1.0,{"Late" if i % 4 == 0 else ""},"{text}"\n'
        for i, (_, text) in enumerate(ROWS)
    )
    corpus = read(written(tmp_path / "a.csv", heading + rows))
    assert counts(corpus) == EVEN
    assert corpus.read_as is not None
    assert corpus.read_as.label_column == "airline_sentiment"


def test_a_column_with_such_an_ending_that_never_repeats_is_not_the_label(tmp_path: Path) -> None:
    rows = "".join(f'{i * 7},{k},"{text}"\n' for i, (k, text) in enumerate(ROWS))
    corpus = read(written(tmp_path / "a.csv", "page score,mood,text\n" + rows))
    assert counts(corpus) == EVEN


def test_tables_that_were_put_one_after_another_with_their_marks(tmp_path: Path) -> None:
    for heading in ("label,text\n", "text,label\n"):
        first = heading == "label,text\n"
        lines = [f"{k},film {i}\n" if first else f"film {i},{k}\n" for i, (k, _) in enumerate(ROWS)]
        half = "\ufeff" + heading
        path = written(tmp_path / "a.csv", half + "".join(lines[:30]) + half + "".join(lines[30:]))
        corpus = read(path)
        assert counts(corpus) == EVEN
        assert said(corpus, "ignored 1 text: the heading, repeated")


class TestLabelsThatAreOdd:
    def read(self, tmp_path: Path, names: list[str]) -> Corpus:
        rows = [{"label": names[i % len(names)], "text": f"film {i}"} for i in range(80)]
        return read(written(tmp_path / "a.jsonl", "".join(json.dumps(r) + "\n" for r in rows)))

    def test_hearts_that_differ_in_a_variation_selector(self, tmp_path: Path) -> None:
        corpus = self.read(tmp_path, ["\u2764", "\u2764\ufe0f"])
        assert said(corpus, "differ only in invisible characters")

    @pytest.mark.parametrize("name", ["NA", "?", "\\N", "#VALUE!"])
    def test_cells_without_a_label(self, tmp_path: Path, name: str) -> None:
        corpus = self.read(tmp_path, ["a", "b", name])
        assert said(corpus, "may come from cells without a label")

    @pytest.mark.parametrize(
        "names",
        [["crime", "drama", "crime, drama"], ["a|b", "b|a|c", "c|a", "b|c"], ["x", "x; y", "z"]],
    )
    def test_several_labels_in_a_cell(self, tmp_path: Path, names: list[str]) -> None:
        corpus = self.read(tmp_path, names)
        assert counts(corpus).keys() == {*names}
        assert said(corpus, "look like several labels in one cell")

    @pytest.mark.parametrize("names", [["Home, Garden", "Toys"], ["a;b", "c;d"], ["+", "-"]])
    def test_names_with_commas(self, tmp_path: Path, names: list[str]) -> None:
        assert not self.read(tmp_path, names).notes


class TestTextsThatComeAgain:
    def test_a_test_part_that_is_in_the_training_part_is_noted(self, tmp_path: Path) -> None:
        for part in ("train", "test"):
            written(tmp_path / f"{part}.csv", PLAIN)
        assert said(read(tmp_path), "60 of the 60 texts of the test part are also in the training")

    def test_a_text_that_repeats_everywhere_is_noted_of_a_drawn_part(self, tmp_path: Path) -> None:
        rows = "".join(f"{k},the very same\n" for k, _ in ROWS)
        corpus = read(written(tmp_path / "a.csv", "label,text\n" + rows))
        assert said(corpus, "12 of the 12 texts of the test part")

    def test_the_same_words_in_another_order_are_another_text(self, tmp_path: Path) -> None:
        words = [f"w{i} w{i + 1} w{i + 2}" for i in range(60)]
        for part in ("train", "test"):
            texts = [text if part == "train" else " ".join(text.split()[::-1]) for text in words]
            rows = "".join(f"{'np'[i % 2]},{text}\n" for i, text in enumerate(texts))
            written(tmp_path / f"{part}.csv", "label,text\n" + rows)
        assert not said(read(tmp_path), "in the training part")

    def test_many_texts_are_hashed_in_blocks(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("rnn_tui.data.text.leakage._BLOCK", 7)  # a text has ten words
        for part in ("train", "test"):
            written(tmp_path / f"{part}.csv", PLAIN)
        assert said(read(tmp_path), "60 of the 60 texts of the test part")
        monkeypatch.setattr("rnn_tui.data.text.leakage._BLOCK", 25)
        assert said(read(tmp_path), "60 of the 60 texts of the test part")

    def test_a_few_repeated_texts_are_not_noted(self, tmp_path: Path) -> None:
        written(tmp_path / "train.csv", PLAIN)
        rows = [*ROWS[:3], *((k, f"another {i}") for i, (k, _) in enumerate(ROWS[3:]))]
        written(tmp_path / "test.csv", "label,text\n" + "".join(f'{k},"{t}"\n' for k, t in rows))
        assert not said(read(tmp_path), "in the training part")


class TestFolders:
    def test_a_link_to_itself_is_left_out_with_a_note(self, tmp_path: Path) -> None:
        for label, text in ROWS:
            written(tmp_path / "d" / label / f"{text}.txt", text)
        (tmp_path / "d" / "self").symlink_to("self")
        (tmp_path / "d" / "pos" / "gone.txt").symlink_to("/nowhere")
        corpus = read(tmp_path / "d")
        assert counts(corpus) == EVEN
        assert said(corpus, "self leads nowhere: ignored (and 1 more)")

    def test_tables_further_down_are_noted(self, tmp_path: Path) -> None:
        for name in ("a.csv", "more/b.csv", "more/c/d.csv"):
            written(tmp_path / name, PLAIN)
        corpus = read(tmp_path)
        assert counts(corpus) == EVEN
        assert said(corpus, "more/b.csv, more/c/d.csv")

    def test_class_folders_beside_train_and_test_are_not_either(self, tmp_path: Path) -> None:
        for name in ("train.csv", "test.csv", "old/train.csv"):
            written(tmp_path / name, PLAIN)
        assert said(read(tmp_path), "old/train.csv")


class TestSentences:
    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            ('{"text":"a","label":"b"}\n{"text":"a', "a.jsonl", "line 2 of"),
            ('{"text":"a","label":"b"}\n{"text":"a', "a.jsonl", "(unterminated string at char"),
            ('{"text":{"a":1},"label":"b"}\n' * 2, "a.jsonl", "has an object as 'text'"),
            ("text,label\nfoo,pos\nbar,pos\n", "a.csv", "'pos' in the column 'label'"),
            ("key: 1\n", "a.yaml", ".txt with rows"),
        ],
    )
    def test_errors_name_the_fault_and_its_place(
        self, tmp_path: Path, content: str, name: str, words: str
    ) -> None:
        with pytest.raises(DataError) as caught:
            read(written(tmp_path / name, content))
        assert words in str(caught.value)

    @pytest.mark.parametrize("name", ["utf-16", "utf-32"])
    def test_an_encoding_with_a_byte_order_mark_for_a_file_without_one(
        self, tmp_path: Path, name: str
    ) -> None:
        with pytest.raises(DataError, match="does not fit"):
            read(written(tmp_path / "a.csv", PLAIN), encoding=name)

    def test_no_column_is_left_for_the_label(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="has no column left for the label"):
            read(written(tmp_path / "a.csv", PLAIN), text_column="text, label")

    @pytest.mark.parametrize("start", ['{"text":"', '[{"text":"', "text,label\n"])
    def test_a_line_longer_than_any_text_is_refused(
        self, tmp_path: Path, start: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in ("text_file", "json_table"):
            monkeypatch.setattr(f"rnn_tui.data.text.tables.{module}.LINE_LIMIT", 1 << 16)
        name = "a.json" if start.startswith("[") else "a.jsonl" if start[0] == "{" else "a.csv"
        with pytest.raises(DataError, match="holds a line longer than"):
            read(written(tmp_path / name, start + "x" * (1 << 21)))


def write_sheets(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    pytest.importorskip("python_calamine")
    book = pytest.importorskip("openpyxl").Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


class TestSheets:
    def test_the_sheet_with_a_heading_is_read(self, tmp_path: Path) -> None:
        about = [["About this file"], ["Made by", "Anna"]]
        rows = [["Text", "Label"], *([text, label] for label, text in ROWS)]
        path = write_sheets(tmp_path / "a.xlsx", {"About": about, "Data": rows})
        corpus = read(path)
        assert counts(corpus) == EVEN
        assert said(corpus, "only the sheet 'Data' of a.xlsx is read, not 'About'")

    def test_the_first_where_none_is_likelier(self, tmp_path: Path) -> None:
        rows = [[text, label] for label, text in ROWS]
        path = write_sheets(tmp_path / "a.xlsx", {"One": rows, "Two": rows[:9]})
        corpus = read(path)
        assert counts(corpus) == EVEN
        assert said(corpus, "only the sheet 'One'")


def test_a_zip_with_the_files_that_macos_adds(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for part in ("train", "val", "test"):
            archive.writestr(f"d/{part}.csv", PLAIN.replace("film", part))
            archive.writestr(f"__MACOSX/d/._{part}.csv", b"\0\5\x16\7" + bytes(90))
    corpus = read(tmp_path / "a.zip")
    assert corpus.validation is not None
    assert (len(corpus.train), len(corpus.validation), len(corpus.test)) == (60, 60, 60)
