"""Texts in tables, of whatever kind: which columns are taken, and the rows one by one."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rnn_tui.data import cache
from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Report
from rnn_tui.data.text.example import READING, Example, Notes, Part
from rnn_tui.data.text.first_version import is_first_reading
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.tables.class_tables import KIND, classes_of_tables
from rnn_tui.data.text.tables.column_names import folded
from rnn_tui.data.text.tables.columns import choose, choose_texts, is_blank, own_name
from rnn_tui.data.text.tables.headings import is_number
from rnn_tui.data.text.tables.reading import read_table
from rnn_tui.data.text.tables.table import Row, Table
from rnn_tui.wording.lists import first_of

_SURROGATES = re.compile("[\udc80-\udcff]")
_MARK = "\ufeff"
"""A byte order mark, which lies in the middle where files were put one after another."""
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?")
_MOSTLY = 0.9

TableOfPart = tuple[Table, Part | None]


@dataclass(frozen=True, slots=True)
class Tables:
    """One table, or one for each part. The columns are chosen once for all of them."""

    files: tuple[tuple[Path, Part | None], ...]
    options: TableOptions = field(default_factory=TableOptions)

    @property
    def name(self) -> str:
        """The path of the table, or that of the folder of the tables."""
        first, _ = self.files[0]
        return str(first if len(self.files) == 1 else first.parent)

    @property
    def settings(self) -> tuple[Any, ...]:
        """The options that are set."""
        return self.options.key

    @property
    def quoted(self) -> tuple[Any, ...]:
        """The names of the files."""
        return tuple(path.name for path, _ in self.files)

    def content_key(self, report: Report) -> str:
        """Over the bytes, the kinds and the parts of the files."""
        digest = hashlib.sha256()
        for file, part in self.files:
            content = cache.file_hash(file, report)
            digest.update(f"{file.suffix} {part} {content}\n".encode())
        return digest.hexdigest()

    def examples(self, notes: Notes, report: Report) -> Iterator[Example]:
        """Row by row, the tables in their order.

        A table of a part other than the training part that has no label is left aside. Tables
        that are named after classes, and have no column for a label, are a class each.
        """
        tables = [*self._read()]
        if len(tables) > 1 and (classes := classes_of_tables(tables, self.options, self.name)):
            yield from self._of_classes(tables, classes, notes, report)
            return
        texts, label = self._columns([table for table, _ in tables])
        tables, aside = _with_label(tables, label, notes)
        pieces = [table for table, part in tables if part is None]
        if len(pieces) > 1:
            notes.say(f"{len(pieces):,} tables read as one: {_names(pieces)}")
        first, _ = tables[0]
        notes.read_as = replace(
            first.read_as,
            text_columns=texts,
            label_column=label,
            unused_columns=_unused(first, (*texts, label)),
            files_aside=tuple(aside),
        )
        _note_odd_texts(first.sample, texts, notes)
        same = (is_first_reading(table, texts, label, self.options) for table, _ in tables)
        if aside or not all(same):
            notes.reading = READING
        for table, part in tables:
            table.note(notes)
            for text, label_text in _rows(table, texts, label, notes, report):
                yield Example(part, label_text, text)

    def _of_classes(
        self,
        tables: Sequence[TableOfPart],
        classes: Sequence[str],
        notes: Notes,
        report: Report,
    ) -> Iterator[Example]:
        """The rows of tables of which each is a class."""
        rows = [row for table, _ in tables for row in table.sample]
        texts = choose_texts(rows, self.options.text_column, self.name)
        first, _ = tables[0]
        notes.read_as = replace(
            first.read_as,
            kind=f"{KIND}, {first.read_as.kind}",
            text_columns=texts,
            unused_columns=_unused(first, texts),
        )
        notes.reading = READING
        names = _names([table for table, _ in tables])
        notes.say(f"no column is named like a label: each table is a class ({names})")
        _note_odd_texts(first.sample, texts, notes)
        for (table, part), name in zip(tables, classes, strict=True):
            table.note(notes)
            own = [_own(table, "data.text_column", text) for text in texts]
            for *pieces, _ in table.rows([*own, own[0]], report):  # the last is for a label
                text = "\n".join(map(str, pieces))
                if table.damaged and _SURROGATES.search(text):
                    notes.count("replaced")
                    text = _SURROGATES.sub("\ufffd", text)
                if pieces == own:
                    notes.count("headings")
                    continue
                yield Example(part, name, text)

    def _read(self) -> Iterator[TableOfPart]:
        expected: Sequence[str] = ()
        for file, part in self.files:
            if file.stat().st_size == 0:
                raise DataError(f"{file} is empty")
            table = read_table(file, self.options, expected)
            expected = expected or table.names
            yield table, part

    def _columns(self, tables: Sequence[Table]) -> tuple[tuple[str, ...], str]:
        """(text columns, label column), from the rows of all tables with the first's columns."""
        first = tables[0]
        alike = [table for table in tables if {*first.names} <= {*table.names}]
        rows: list[Row] = [row for table in alike for row in table.sample]
        return choose(rows, self.options.text_column, self.options.label_column, str(first.file))


def _rows(
    table: Table, texts: Sequence[str], label: str, notes: Notes, report: Report
) -> Iterator[tuple[str, str]]:
    """(text, label) of the rows with a label; a heading in their midst is left out."""
    columns = [_own(table, "data.text_column", name) for name in texts]
    columns.append(_own(table, "data.label_column", label))
    for cells in table.rows(columns, report):
        *pieces, name = map(str, cells)
        name = name.strip().removeprefix(_MARK).lstrip()
        text = pieces[0] if len(pieces) == 1 else "\n".join(pieces)
        if not name:
            notes.count("unlabelled")
            continue
        if table.damaged and _SURROGATES.search(name + text):
            notes.count("replaced")
            name, text = (_SURROGATES.sub("\ufffd", piece) for piece in (name, text))
        if name == label and [piece.removeprefix(_MARK) for piece in pieces] == [*texts]:
            notes.count("headings")
            notes.reading = READING
            continue
        yield text, name


def _names(tables: Sequence[Table]) -> str:
    return first_of([table.file.name for table in tables], 3)


def _unused(table: Table, taken: Sequence[str]) -> tuple[str, ...]:
    """The columns that are not taken, but for blank ones without a name."""
    return tuple(
        name
        for name in table.names
        if name not in taken and not (name.isdecimal() and is_blank(table.sample, name))
    )


def _own(table: Table, key: str, name: str) -> str:
    """The table's own spelling of a column's name; DataError where it has no such column."""
    found = own_name(key, name, table.names, str(table.file))
    assert found is not None
    return found


def _with_label(
    tables: Sequence[TableOfPart], label: str, notes: Notes
) -> tuple[list[TableOfPart], list[str]]:
    """(the tables that have labels, the names of the others with the reason)."""
    kept, aside = [tables[0]], []
    for table, part in tables[1:]:
        own = next((name for name in table.names if folded(name) == folded(label)), None)
        if own is None:
            reason = f"it has no column {label!r}"
        elif is_blank(table.sample, own):
            reason = f"its column {own!r} is blank"
        else:
            kept.append((table, part))
            continue
        aside.append(f"{table.file.name} ({reason})")
        notes.say(f"{table.file.name} is not used: {reason}")
    return kept, aside


def _note_odd_texts(sample: Sequence[Row], texts: Sequence[str], notes: Notes) -> None:
    """Note a column of numbers or dates that is taken for the text."""
    for name in texts:
        cells = [cell for row in sample if (cell := str(row.get(name) or "").strip())]
        for what, is_one in (("numbers", is_number), ("dates", _DATE.fullmatch)):
            if cells and sum(map(bool, map(is_one, cells))) > _MOSTLY * len(cells):
                notes.say(
                    f"the text column {name!r} holds {what}: set data.text_column to use another"
                )
                break
