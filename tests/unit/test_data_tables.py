"""CSV, TSV and JSON lines: separators, headings, columns, encodings."""

import json
from pathlib import Path

import pytest
from data_files import cache

from rnn_tui.data import Corpus, DataError, load
from rnn_tui.data.text.numbering import sorted_labels
from rnn_tui.data.text.tables import dialects
from rnn_tui.data.text.tables.columns import choose
from rnn_tui.experiment.data import TextData

__all__ = ["cache"]
pytestmark = pytest.mark.usefixtures("cache")

ROWS = [
    ("pos", "good film"),
    ("neg", "bad film"),
    ("pos", "great plot"),
    ("neg", "dull plot"),
    ("pos", "fine"),
    ("neg", "poor"),
]


def read(path: Path, content: str | bytes, **settings: object) -> Corpus:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load(TextData.model_validate({"path": str(path), **settings}), seed=0)


def texts(corpus: Corpus) -> set[tuple[str, str]]:
    """(class, words) of all texts of both parts; unknown test words as [OOV]."""
    assert corpus.vocabulary is not None
    return {
        (corpus.classes[part.labels[i]], " ".join(corpus.vocabulary.decode(part[i])[1:]))
        for part in (corpus.train, corpus.test)
        for i in range(len(part))
    }


def labels_of(corpus: Corpus) -> int:
    return len(corpus.train) + len(corpus.test)


def joined(separator: str, heading: tuple[str, str] | None = ("label", "text")) -> str:
    rows = ROWS if heading is None else [heading, *ROWS]
    return "".join(separator.join(row) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", joined(",")),
        ("a.CSV", joined(",")),
        ("a.csv", joined(";")),
        ("a.csv", joined("\t")),
        ("a.csv", joined(",").replace("\n", "\r\n")),
        ("a.csv", joined(",", None)),
        ("a.csv", joined(",", ("Bewertung", "Kommentar"))),
        ("a.csv", joined(",", ("标签", "文本"))),
        ("a.csv", joined(",", (" Label ", "ＴＥＸＴ"))),
        ("a.tsv", joined("\t")),
        ("a.tsv", joined("\t", None)),
        ("a.csv", b"\xef\xbb\xbf" + joined(",").encode()),
        ("a.csv", joined("\t").encode("utf-16")),
        ("a.jsonl", "\n".join(json.dumps({"text": t, "label": k}) for k, t in ROWS)),
        ("a.ndjson", "\n\n".join(json.dumps({"k": k, "t": t, "id": t[::-1]}) for k, t in ROWS)),
    ],
)
def test_the_same_texts_in_every_format(tmp_path: Path, name: str, content: str | bytes) -> None:
    corpus = read(tmp_path / name, content)
    assert corpus.classes == ("neg", "pos")
    assert (len(corpus.train), len(corpus.test)) == (4, 2)
    assert corpus.notes == ("2 classes have fewer than 5 texts: 'neg' (3), 'pos' (3)",)
    assert {label for label, _ in texts(corpus)} == {"neg", "pos"}


def test_quoted_cells_hold_separators_quotes_and_line_breaks(tmp_path: Path) -> None:
    content = 'text,label\n"Well, ""well"",\nwell",a\nno,b\n"x, y",a\nz,b\n'
    corpus = read(tmp_path / "a.csv", content, test_split=0.01)
    assert labels_of(corpus) == 4
    assert corpus.train.lengths.max() == 4 or corpus.test.lengths.max() == 4


def test_a_quote_at_the_start_of_a_tsv_cell_loses_no_rows(tmp_path: Path) -> None:
    content = 'text\tlabel\n"Great" film\ta\n"no end\tb\n"all of it"\ta\nx\tb\n'
    assert labels_of(read(tmp_path / "a.tsv", content)) == 4


def test_a_tsv_with_line_breaks_in_quotes_is_read_as_written(tmp_path: Path) -> None:
    content = 'text\tlabel\n"one\ntwo"\ta\nthree\tb\n"four"\ta\nfive\tb\n'
    assert labels_of(read(tmp_path / "a.tsv", content)) == 4


def test_columns_may_be_named(tmp_path: Path) -> None:
    content = "text,label,stars,title\n" + "".join(
        f"same text,{'xy'[i % 2]},{i % 3},title{i} of {i}\n" for i in range(9)
    )
    corpus = read(tmp_path / "a.csv", content, text_column="title", label_column="Stars")
    assert corpus.classes == ("0", "1", "2")
    assert any("title" in words for _, words in texts(corpus))


def test_columns_without_a_heading_are_named_by_number(tmp_path: Path) -> None:
    content = "".join(f"{i % 2},{i % 3},word{i}\n" for i in range(12))
    corpus = read(tmp_path / "a.csv", content, text_column="3", label_column="2")
    assert corpus.classes == ("0", "1", "2")


def test_a_column_of_row_numbers_is_not_the_label() -> None:
    rows = [{"id": i, "body": f"text {i} of many", "mark": i % 2} for i in range(20)]
    assert choose(rows, (), None, "x") == (("body",), "mark")


def test_usual_names_go_before_content() -> None:
    rows = [
        {"Review": "x", "Sentiment": f"a rather long label {i % 9}", "n": i % 2} for i in range(2)
    ]
    rows = [{**row, "n": 0} for row in rows]
    assert choose(rows, (), None, "x") == (("Review",), "Sentiment")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["10", "9", "-1", "2.5"], ["-1", "2.5", "9", "10"]),
        (["class10", "class9", "Class1"], ["Class1", "class9", "class10"]),
        (["pos", "neg"], ["neg", "pos"]),
        (["b", "10", "9"], ["9", "10", "b"]),
        (["true", "false"], ["false", "true"]),
        (["①", "1"], ["1", "①"]),
    ],
)
def test_labels_are_in_natural_order(labels: list[str], expected: list[str]) -> None:
    assert sorted_labels(labels) == sorted_labels(labels[::-1]) == expected


def test_dropped_and_replaced_texts_are_noted(tmp_path: Path) -> None:
    content = (
        joined(",").encode()
        + b"neg,\nneg, ... \n,text\npos\npos,a,b\nneg,caf\xe9 \xe2\x80\xa6\xc3\xa9\n"
    )
    corpus = read(tmp_path / "a.csv", content)
    assert labels_of(corpus) == 8
    assert len(corpus.notes) == 6
    notes = " | ".join(corpus.notes)
    assert "ignored 3 texts without a word" in notes
    assert "ignored 1 text without a label" in notes
    assert "1 row of a.csv with fewer cells than the others (the first in line 11)" in notes
    assert "1 row of a.csv with a separator outside of quotation marks (the first in line" in notes
    assert "bytes that are not UTF-8 in 1 text" in notes


def test_json_values_of_all_kinds_become_labels(tmp_path: Path) -> None:
    rows = [{"text": f"word {i}", "label": label} for i, label in enumerate([True, False] * 4)]
    rows += [{"text": None, "label": True}, {"text": "x", "label": None}, {"label": True}]
    corpus = read(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    assert corpus.classes == ("false", "true")
    assert labels_of(corpus) == 8


def test_labels_cannot_steer_the_terminal(tmp_path: Path) -> None:
    rows = [{"text": f"word {i}", "label": "\x1b[2Ja\ud800" if i % 2 else "b"} for i in range(6)]
    corpus = read(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    assert corpus.classes == ("b", "\ufffd[2Ja\ufffd")


def test_labels_with_other_unprintable_characters_are_one_class(tmp_path: Path) -> None:
    labels = ("a\u200db", "a\u200cb", "a\u00a0b", "a\ue000b", "c")
    rows = [{"text": f"word {i}", "label": labels[i % 5]} for i in range(20)]
    corpus = read(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    assert corpus.classes == ("a\ufffdb", "c")
    assert labels_of(corpus) == 20


def test_very_long_cells_are_read(tmp_path: Path) -> None:
    content = joined(",") + f"pos,{'word ' * 60_000}\n"  # the csv module's own limit is 128 kB
    assert labels_of(read(tmp_path / "a.csv", content)) == 7


def test_cells_without_an_end_are_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(dialects, "TEXT_LIMIT", 1_000)
    rows = 'pos,1,"one, two"\n' * 300
    with pytest.raises(DataError, match=r"line 302 of .* opens a quotation mark.*data.quotes"):
        read(tmp_path / "a.csv", f'label,id,text\n{rows}neg,2,"x\n{rows}')


def test_a_folder_of_tables_has_the_parts_in_files(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "train.tsv").write_text(joined("\t"))
    settings = TextData(path=str(folder), test_split=0.5)
    whole = load(settings, 0)
    assert (len(whole.train), len(whole.test)) == (2, 4)
    (folder / "test.csv").write_text("text,label\nbad plot,neg\n")
    parts = load(settings, 0)
    assert (len(parts.train), len(parts.test)) == (6, 1)
    assert parts.fingerprint != whole.fingerprint


def test_many_rows_are_read_beyond_the_first_look(tmp_path: Path) -> None:
    content = "text,label\n" + "".join(f"word{i % 50} x,{i % 7}\n" for i in range(5_000))
    corpus = read(tmp_path / "a.csv", content)
    assert labels_of(corpus) == 5_000
    assert corpus.classes == tuple("0123456")
