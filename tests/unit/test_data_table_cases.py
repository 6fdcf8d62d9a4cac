"""Tables in the shapes that people bring: each is read as it is meant, or refused with a line.

Every table here is made from the rows of `rows`, so that what must come out is known.
"""

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from rnn_tui.data import DataError, ignore
from rnn_tui.data.text.example import Example, Notes, Part
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.data.text.sources.tables import Tables
from rnn_tui.data.text.tables.reading import is_table

GOOD = ["a fine film", "good and warm", "well played", "i liked it", "a great cast"]
BAD = ["a poor film", "dull and cold", "badly played", "i left early", "a weak plot"]

Rows = list[tuple[str, str]]


@dataclass
class Outcome:
    """What came of a table."""

    examples: list[Example]
    notes: list[str]
    read_as: ReadAs

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(example.label for example in self.examples))

    @property
    def texts(self) -> list[str]:
        return [example.text for example in self.examples]

    @property
    def rows(self) -> Rows:
        return [(example.label, example.text) for example in self.examples]


def rows(n: int = 120) -> Rows:
    """n rows (label, text), alternating, every text different."""
    return [
        ("pos", f"{GOOD[i % 5]} {i}") if i % 2 else ("neg", f"{BAD[i % 5]} {i}") for i in range(n)
    ]


def read(path: Path, content: str | bytes, **options: object) -> Outcome:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_all([(path, None)], **options)


def read_all(files: list[tuple[Path, Part | None]], **options: object) -> Outcome:
    notes = Notes()
    tables = Tables(tuple(files), TableOptions(**options))  # type: ignore[arg-type]
    examples = [*tables.examples(notes, ignore)]
    assert notes.read_as is not None
    return Outcome(examples, notes.lines(), notes.read_as)


def lines(row: Callable[[str, str], str], n: int = 120) -> str:
    return "".join(row(label, text) + "\n" for label, text in rows(n))


def csv_of(table: list[list[object]], **how: object) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, **how).writerows(table)  # type: ignore[arg-type]
    return text.getvalue()


PLAIN = "text,label\n" + lines(lambda k, t: f"{t},{k}")


class TestHeadings:
    def test_blank_cells_in_the_heading(self, tmp_path: Path) -> None:
        body = "".join(f"{'spam' if i % 4 == 0 else 'ham'},see you at {i},,,\n" for i in range(120))
        found = read(tmp_path / "a.csv", "v1,v2,,,\n" + body)
        assert found.counts == {"spam": 30, "ham": 90}
        assert (found.read_as.text_columns, found.read_as.label_column) == (
            ("v2",),
            "v1",
        )
        assert found.read_as.unused_columns == ()

    def test_a_few_cells_under_a_blank_heading(self, tmp_path: Path) -> None:
        body = "".join(
            f"{'spam' if i % 4 == 0 else 'ham'},see you at {i},{'and on' if i == 7 else ''},,\n"
            for i in range(400)
        )
        found = read(tmp_path / "a.csv", "v1,v2,,,\n" + body)
        assert found.counts == {"spam": 100, "ham": 300}
        assert found.read_as.text_columns == ("v2",)

    def test_a_separator_at_the_end_of_each_line(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.csv", "Kommentar,Bewertung,\n" + lines(lambda k, t: f"{t},{k},"))
        assert found.counts == {"neg": 60, "pos": 60}
        assert (found.read_as.heading, found.read_as.text_columns) == (
            True,
            ("Kommentar",),
        )

    def test_a_separator_at_the_end_of_the_rows_alone(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.csv", "text,label\n" + lines(lambda k, t: f"{t},{k},"))
        assert found.rows == rows()

    def test_a_line_that_declares_the_separator(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.csv", "sep=;\ntext;label\n" + lines(lambda k, t: f"{t}, so;{k}"))
        assert found.counts == {"neg": 60, "pos": 60}
        assert found.read_as.separator == ";"
        assert found.notes == []

    def test_comments_blank_lines_and_a_title_above(self, tmp_path: Path) -> None:
        above = "# made, by hand\n# in 2020\n\nMy reviews,,\n"
        found = read(
            tmp_path / "a.csv", above + "id,text,label\n" + lines(lambda k, t: f"9,{t},{k}")
        )
        assert found.rows == rows()
        assert found.notes == ["ignored 4 lines above the table in a.csv"]

    def test_a_heading_that_is_a_comment(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.tsv", "#label\ttext\n" + lines(lambda k, t: f"{k}\t{t}"))
        assert found.rows == rows()
        assert found.read_as.label_column == "label"

    def test_numbers_as_columns_of_a_table_without_heading(self, tmp_path: Path) -> None:
        content = lines(lambda k, t: f'"{2 if k == "pos" else 1}","{t}"')
        found = read(tmp_path / "a.csv", content, text_column=("2",), label_column="1")
        assert found.counts == {"1": 60, "2": 60}
        assert found.read_as.heading is False

    def test_a_digit_in_a_heading(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.csv", "0,1\n" + lines(lambda k, t: f"{t},{k}"))
        assert found.rows == rows()
        assert found.read_as.heading is True

    def test_a_first_class_that_recurs_only_far_below(self, tmp_path: Path) -> None:
        table = [("rare", "a fine film 0"), *rows(3_000), ("rare", "a fine film 1")]
        found = read(tmp_path / "a.csv", "".join(f"{k},{t}\n" for k, t in table))
        assert found.counts == {"rare": 2, "neg": 1_500, "pos": 1_500}

    def test_the_columns_are_those_of_the_whole_table(self, tmp_path: Path) -> None:
        content = "".join(
            f"{k},id{i},user{i % 7},{t}\n" for i, (k, t) in enumerate(sorted(rows(600)))
        )
        found = read(tmp_path / "a.csv", content)
        assert found.counts == {"neg": 300, "pos": 300}
        assert (found.read_as.text_columns, found.read_as.label_column) == (
            ("4",),
            "1",
        )
        assert found.read_as.unused_columns == ("2", "3")

    @pytest.mark.parametrize("heading", [True, False])
    def test_settings_go_before_detection(self, tmp_path: Path, heading: bool) -> None:
        found = read(tmp_path / "a.csv", "neg,a poor film\n" + PLAIN[11:], heading=heading)
        assert len(found.examples) == 121 - heading

    def test_row_names_as_r_writes_them(self, tmp_path: Path) -> None:
        body = "".join(f'"{i + 1}"\t"{t}"\t"{k}"\n' for i, (k, t) in enumerate(rows()))
        found = read(tmp_path / "a.tsv", '"text"\t"label"\n' + body)
        assert found.rows == rows()

    def test_tables_put_one_after_another(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.csv", PLAIN + PLAIN)
        assert found.rows == rows() * 2
        assert found.notes == ["ignored 1 text: the heading, repeated"]


class TestColumns:
    def test_the_text_column_and_the_unused_ones_are_told(self, tmp_path: Path) -> None:
        content = "label,title,description\n" + lines(lambda k, t: f"{k},{t},many words on {t}")
        found = read(tmp_path / "a.csv", content)
        assert found.read_as.text_columns == ("description",)
        assert found.read_as.unused_columns == ("title",)

    @pytest.mark.parametrize(
        "named", [("title", "body"), ("title, body",), ("body", "title"), ("TITLE", " body")]
    )
    def test_several_columns_are_joined_in_their_order(
        self, tmp_path: Path, named: tuple[str, ...]
    ) -> None:
        content = "label,title,body\n" + lines(lambda k, t: f"{k},{t},words")
        found = read(tmp_path / "a.csv", content, text_column=named)
        first = ["a poor film 0", "words"]
        assert found.texts[0].split("\n") == (first[::-1] if named[0] == "body" else first)

    def test_a_test_table_without_labels_is_not_used(self, tmp_path: Path) -> None:
        train, test = tmp_path / "train.csv", tmp_path / "test.csv"
        body = "".join(
            f"{i},{'fire' if i % 3 else 'flood'},{t},{int(k == 'pos')}\n"
            for i, (k, t) in enumerate(rows(160))
        )
        train.write_text("id,keyword,text,target\n" + body)
        test.write_text("id,keyword,text\n" + lines(lambda k, t: f"9,fire,{t}", 40))
        found = read_all([(train, "train"), (test, "test")])
        assert found.counts == {"0": 80, "1": 80}
        assert found.read_as.files_aside == ("test.csv (it has no column 'target')",)
        assert found.notes == ["test.csv is not used: it has no column 'target'"]

    def test_a_test_table_whose_labels_are_blank_is_not_used(self, tmp_path: Path) -> None:
        train, test = tmp_path / "train.csv", tmp_path / "test.csv"
        train.write_text(PLAIN)
        test.write_text("text,label\n" + lines(lambda _, t: f"{t},"))
        found = read_all([(train, "train"), (test, "test")])
        assert len(found.examples) == 120
        assert "its column 'label' is blank" in found.notes[0]

    def test_a_test_table_in_another_dialect(self, tmp_path: Path) -> None:
        train, test = tmp_path / "train.csv", tmp_path / "test.tsv"
        train.write_text(PLAIN)
        test.write_bytes(("LABEL\tText\n" + lines(lambda k, t: f"{k}\t{t}", 40)).encode("utf-16"))
        found = read_all([(train, "train"), (test, "test")])
        assert [(e.label, e.text) for e in found.examples if e.part == "test"] == rows(40)

    def test_addresses_are_not_the_text(self, tmp_path: Path) -> None:
        content = lines(lambda k, t: f"https://example.org/a/very/long/path/{len(t)},{t},{k}")
        assert read(tmp_path / "a.csv", content).read_as.text_columns == ("2",)

    @pytest.mark.parametrize(("cell", "what"), [("12.{}", "numbers"), ("2020-01-{}", "dates")])
    def test_a_text_of_numbers_or_dates_is_noted(
        self, tmp_path: Path, cell: str, what: str
    ) -> None:
        body = "".join(f"{cell.format(i % 28 + 1)},{'ab'[i % 2]}\n" for i in range(60))
        found = read(tmp_path / "a.csv", "description,label\n" + body)
        assert f"the text column 'description' holds {what}" in found.notes[0]


class TestQuotes:
    @pytest.mark.parametrize("name", ["a.csv", "a.txt"])
    def test_a_quote_that_is_never_closed(self, tmp_path: Path, name: str) -> None:
        body = [f"{k},{chr(34) * (i == 50)}{t}" for i, (k, t) in enumerate(rows(200))]
        found = read(tmp_path / name, "label,text\n" + "\n".join(body))
        assert found.counts == {"neg": 100, "pos": 100}
        assert found.read_as.quotes == "off"

    def test_quotes_open_here_and_there_in_a_tsv(self, tmp_path: Path) -> None:
        body = [
            f"{k}\t{chr(34) * (i % 20 == 3)}{t}{chr(9) * (i == 7)}"
            for i, (k, t) in enumerate(rows(200))
        ]
        found = read(tmp_path / "a.tsv", "\n".join(body))
        assert found.rows == rows(200)

    def test_missing_last_cells(self, tmp_path: Path) -> None:
        body = [f"{k}\t{t}" + "\tx" * (i % 11 > 0) for i, (k, t) in enumerate(rows(200))]
        body[9] = body[9].replace("\t", '\t"', 1)
        found = read(tmp_path / "a.tsv", "label\ttext\tnote\n" + "\n".join(body))
        assert found.counts == {"neg": 100, "pos": 100}
        assert "19 rows of a.tsv with fewer cells than the others" in found.notes[0]
        assert "the first in line 2" in found.notes[0]

    def test_backslashes_before_quotes(self, tmp_path: Path) -> None:
        body = lines(lambda k, t: f'{k},"he said \\"{t}, yes\\" and left"')
        found = read(tmp_path / "a.csv", "label,text\n" + body)
        assert found.texts[0] == 'he said "a poor film 0, yes" and left'
        assert found.counts == {"neg": 60, "pos": 60}

    def test_apostrophes_around_cells(self, tmp_path: Path) -> None:
        body = lines(lambda k, t: f"'{t}, it''s',{k!r}")
        found = read(tmp_path / "a.csv", "text,label\n" + body)
        assert found.texts[0] == "a poor film 0, it's"
        assert found.read_as.quotes == "single"

    def test_quotes_inside_quotes_that_are_not_doubled(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.csv", "text,label\n" + lines(lambda k, t: f'"he "so" {t}",{k}'))
        assert found.counts == {"neg": 60, "pos": 60}

    def test_cells_of_many_lines_beyond_the_first_look(self, tmp_path: Path) -> None:
        table: list[list[object]] = [["review", "sentiment"]]
        table += [[f'{t}, "so"\n\nhe,\nsaid', k] for k, t in rows(400)]
        found = read(tmp_path / "a.csv", csv_of(table))
        assert found.texts == [row[0] for row in table[1:]]

    def test_separators_without_quotes_belong_to_the_text(self, tmp_path: Path) -> None:
        body = lines(lambda k, t: f"{t},{k}" if k == "neg" else f"{t}, very much,{k}")
        found = read(tmp_path / "a.csv", "text,label\n" + body)
        assert found.counts == {"neg": 60, "pos": 60}
        assert found.texts[1] == "good and warm 1, very much"
        assert "60 rows of a.csv with a separator outside" in found.notes[0]
        assert "line 3" in found.notes[0]

    def test_separators_without_quotes_among_several_columns_are_refused(
        self, tmp_path: Path
    ) -> None:
        body = lines(lambda k, t: f"9,{t},{k}" if k == "neg" else f"9,{t}, very,{k}")
        with pytest.raises(
            DataError, match=r"line 3 of .* has 4 cells where others have 3.*data.quotes"
        ):
            read(tmp_path / "a.csv", "id,text,label\n" + body)

    def test_an_open_quote_among_quoted_separators_is_refused(self, tmp_path: Path) -> None:
        body = lines(lambda k, t: f'9,"{t}, so",{k}').replace('film 10, so"', "film 10, so")
        with pytest.raises(DataError, match=r"line 12 of .* opens a quotation mark.*data.quotes"):
            read(tmp_path / "a.csv", "id,text,label\n" + body)

    def test_settings_decide_quotes_and_separator(self, tmp_path: Path) -> None:
        content = lines(lambda k, t: f'{k}::"{t}')
        found = read(tmp_path / "a.dat", content, separator="::")
        assert found.rows == rows()
        content = lines(lambda k, t: f"{k}  {t}")
        assert read(tmp_path / "b.txt", content, separator=" ").rows == rows()
        content = "label,text\n" + 'neg,"a\npos,b\npos,c"\npos,d\n' * 2
        assert len(read(tmp_path / "c.csv", content, quotes="double").examples) == 4


class TestEncodings:
    @pytest.mark.parametrize(
        ("encoding", "label", "text"),
        [
            ("gb18030", "正面", "酒店很好，下次还来"),
            ("gb18030", "好评", "room number"),
            ("big5", "負面", "房間很差"),
            ("shift_jis", "良い", "とても良い映画"),
            ("cp949", "긍정", "재미있는 영화였다"),
            ("cp1252", "good", "it’s £5 “free” café"),
            ("latin-1", "gut", "schöne Größe"),
            ("utf-16", "正面", "很好"),
            ("utf-16-le", "good", "a film"),
            ("utf-32-be", "good", "a film"),
            ("utf-8-sig", "好评", "很好"),
        ],
    )
    def test_the_encoding_is_told(
        self, tmp_path: Path, encoding: str, label: str, text: str
    ) -> None:
        body = "".join(f"{label if i % 2 else 'x'},{text} {i}\n" for i in range(120))
        content = ("label,text\n" + body).encode(encoding)
        found = read(tmp_path / "a.csv", content)
        assert found.counts == {"x": 60, label: 60}
        assert found.texts[3] == f"{text} 3"
        said = found.read_as.encoding
        assert said is not None
        assert content.decode(said).lstrip("\ufeff") == "label,text\n" + body

    def test_a_replacement_character_of_the_file_s_own_is_not_damage(self, tmp_path: Path) -> None:
        found = read(tmp_path / "a.csv", "label,text\n" + lines(lambda k, t: f"{k},{t} \ufffd"))
        assert found.notes == []
        assert found.texts[0].endswith("\ufffd")

    def test_a_chosen_encoding_that_does_not_fit_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match=r"data.encoding = 'utf-8' does not fit .*line 122"):
            read(tmp_path / "a.csv", PLAIN.encode() + b"caf\xe9,pos\n", encoding="utf-8")


PACKED = {
    "a.csv.gz": gzip.compress(PLAIN.encode()),
    "a.csv.xz": lzma.compress(PLAIN.encode()),
    "A.CSV.BZ2": bz2.compress(PLAIN.encode()),
}


class TestForms:
    @pytest.mark.parametrize("name", PACKED)
    def test_packed_tables(self, tmp_path: Path, name: str) -> None:
        assert read(tmp_path / name, PACKED[name]).rows == rows()
        assert is_table(tmp_path / name)

    def test_a_zip_around_a_table(self, tmp_path: Path) -> None:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("data/table.csv", PLAIN)
            archive.writestr("__MACOSX/data/._table.csv", b"\0\1")
            archive.writestr("data/LICENSE", "free")
        assert is_table(path)
        assert read_all([(path, None)]).rows == rows()

    @pytest.mark.parametrize("name", PACKED)
    def test_a_packed_table_that_is_cut_off_is_refused(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(DataError, match="is damaged"):
            read(tmp_path / name, PACKED[name][:-40])

    @pytest.mark.parametrize("name", ["tabs.txt", "tabs", "tabs.data"])
    def test_tables_without_a_telling_suffix(self, tmp_path: Path, name: str) -> None:
        found = read(tmp_path / name, lines(lambda k, t: f"{k}\t{t}"))
        assert found.rows == rows()
        assert is_table(tmp_path / name)

    @pytest.mark.parametrize(
        "content",
        ["one text, of prose.\nAnd one more line\n\nthat, well, goes on.\n", "a\nb\nc\n", ""],
    )
    def test_prose_is_not_a_table(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "a.txt").write_text(content)
        assert not is_table(tmp_path / "a.txt")

    def test_fasttext(self, tmp_path: Path) -> None:
        content = lines(lambda k, t: f"__label__{k} {t}, so")
        assert read(tmp_path / "a.txt", content).rows == [(k, f" {t}, so") for k, t in rows()]
        with pytest.raises(DataError, match=r"line 121 of .* has 2 labels"):
            read(tmp_path / "a.txt", content + "__label__a __label__b x\n")

    def test_a_label_and_a_finer_label_before_the_text(self, tmp_path: Path) -> None:
        content = "".join(
            f"{'DESC' if k == 'pos' else 'NUM'}:{'manner' if i % 4 else 'date'} {t} ?\n"
            for i, (k, t) in enumerate(rows())
        )
        found = read(tmp_path / "trec.txt", content.encode() + b"NUM:date caf\xe9 ?\n")
        assert found.counts == {"NUM": 61, "DESC": 60}
        assert found.texts[0] == "a poor film 0 ?"

    @pytest.mark.parametrize(
        "content",
        [
            lines(lambda k, t: json.dumps({"text": t, "label": k})),
            json.dumps([{"text": t, "label": k} for k, t in rows()]),
            json.dumps([{"text": t, "label": k} for k, t in rows()], indent=2),
            json.dumps({"text": [t for _, t in rows()], "label": [k for k, _ in rows()]}),
            json.dumps(
                {
                    "label": {str(i): k for i, (k, _) in enumerate(rows())},
                    "text": {str(i): t for i, (_, t) in enumerate(rows())},
                },
                indent=1,
            ),
            json.dumps({"columns": ["label", "text"], "index": [], "data": rows()}),
            json.dumps({"n": 120, "data": [{"text": t, "label": k} for k, t in rows()]}),
            "\ufeff" + json.dumps([{"text": t, "label": k} for k, t in rows()]),
        ],
        ids=["lines", "array", "indented", "lists", "columns", "split", "wrapped", "marked"],
    )
    @pytest.mark.parametrize("name", ["a.json", "a.txt"])
    def test_json_in_every_shape(self, tmp_path: Path, name: str, content: str) -> None:
        assert read(tmp_path / name, content).rows == rows()
        assert is_table(tmp_path / name)

    def test_an_array_is_read_piece_by_piece(self, tmp_path: Path) -> None:
        table = [{"text": f"{t} {'x' * 9_000}", "label": k} for k, t in rows()]
        assert len(read(tmp_path / "a.json", json.dumps(table, indent=1)).examples) == 120

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ('[{"text": "a", "label": 1}, {"text": "b"', "line 1 of .* is not valid JSON"),
            ('[{"text": "a", "label": 1},\n{"text": b}]', "line 2 of .* is not valid JSON"),
            ("[1, 2]", "is not an object with a text and a label: 1"),
            ('{"text": ["a", "b"], "label": [1]}', "is not a table: write an array of objects"),
            ('{"a": 1}\n{"b": ', "line 2 of .* is not valid JSON"),
            ("[]", "has no rows"),
        ],
    )
    def test_json_that_is_not_a_table_is_refused(
        self, tmp_path: Path, content: str, said: str
    ) -> None:
        with pytest.raises(DataError, match=said):
            read(tmp_path / "a.json", content)

    @pytest.mark.parametrize("suffix", [".parquet", ".feather", ".arrow"])
    def test_arrow_files(self, tmp_path: Path, suffix: str) -> None:
        arrow = pytest.importorskip("pyarrow")
        columns = {"label": [k for k, _ in rows()], "text": [t for _, t in rows()]}
        table = arrow.table({**columns, "__index_level_0__": [*range(120)]})
        path = tmp_path / f"a{suffix}"
        if suffix == ".parquet":
            pytest.importorskip("pyarrow.parquet").write_table(table, path)
        elif suffix == ".feather":
            pytest.importorskip("pyarrow.feather").write_feather(table, str(path))
        else:
            with (
                arrow.OSFile(str(path), "wb") as sink,
                arrow.ipc.new_stream(sink, table.schema) as w,
            ):
                w.write_table(table)
        found = read_all([(path, None)])
        assert found.rows == rows()
        assert found.read_as.unused_columns == ()

    def test_a_spreadsheet(self, tmp_path: Path) -> None:
        pytest.importorskip("python_calamine")
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        book.active.append(["id", "text", "stars"])
        for i, (k, t) in enumerate(rows()):
            book.active.append([i, f"{t},\nyes", 1.0 if k == "pos" else 0])
        book.create_sheet("About").append(["made by hand"])
        book.save(tmp_path / "a.xlsx")
        found = read_all([(tmp_path / "a.xlsx", None)])
        assert found.counts == {"0": 60, "1": 60}
        assert found.texts[0] == "a poor film 0,\nyes"
        assert "only the sheet 'Sheet' of a.xlsx is read, not 'About'" in found.notes

    @pytest.mark.parametrize("name", ["a.parquet", "a.feather", "a.xlsx"])
    def test_files_of_another_format_than_their_name_are_refused(
        self, tmp_path: Path, name: str
    ) -> None:
        with pytest.raises(DataError, match=f"{name} cannot be read as a "):
            read(tmp_path / name, "text,label\n")

    @pytest.mark.parametrize(
        ("name", "package"), [("a.parquet", "pyarrow"), ("a.xlsx", "python-calamine")]
    )
    def test_a_package_that_is_missing_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, package: str
    ) -> None:
        monkeypatch.setitem(__import__("sys").modules, package.replace("-", "_"), None)
        said = rf"a\.\w+ needs the package {package}: pip install 'rnn-tui\[tables\]'"
        with pytest.raises(DataError, match=said):
            read(tmp_path / name, "x")
