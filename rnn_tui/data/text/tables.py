"""Texts in tables, of whatever kind: which columns are taken, and the rows one by one."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Report
from rnn_tui.data.text.class_tables import KIND, classes_of_tables
from rnn_tui.data.text.columns import choose, choose_texts, is_blank, named
from rnn_tui.data.text.example import READING, Example, Notes, Part
from rnn_tui.data.text.first_reading import is_first_reading
from rnn_tui.data.text.frames import read_frame
from rnn_tui.data.text.headings import is_number
from rnn_tui.data.text.lined import read_lined
from rnn_tui.data.text.names import folded
from rnn_tui.data.text.opening import FRAMES, TABLES, TableFile, hash_of, suffix_of
from rnn_tui.data.text.options import AS_FOUND, TableOptions
from rnn_tui.data.text.sheet import Row, Sheet
from rnn_tui.data.text.taken import Taken

SUFFIXES = TABLES
"""Suffixes that say that a file is a table."""

_SURROGATES = re.compile("[\udc80-\udcff]")
_MARK = "\ufeff"
"""A byte order mark, which lies in the middle where files were put one after another."""
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?")
_MOSTLY = 0.9
SHOWN = 3

Read = tuple[Sheet, Part | None]


@dataclass(slots=True)
class Tables:
    """One table, or one for each part. The columns are chosen once for all of them."""

    files: tuple[tuple[TableFile, Part | None], ...]
    options: TableOptions = AS_FOUND
    _taken: Taken | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The table, or the folder of the tables."""
        first = self.files[0][0]
        if len(self.files) == 1:
            return str(first)
        return str(first.parent if isinstance(first, Path) else first.archive)

    def content_key(self, report: Report) -> str:
        """Over the bytes, the kinds and the parts of the files."""
        digest = hashlib.sha256()
        for file, part in self.files:
            suffix = Path(file.name).suffix
            digest.update(f"{suffix} {part} {hash_of(file, report)}\n".encode())
        return digest.hexdigest()

    def taken(self) -> Taken | None:
        """How the tables were read, once `examples` has begun."""
        return self._taken

    def examples(self, notes: Notes, report: Report) -> Iterator[Example]:
        """Row by row, the tables in their order.

        A table of a part other than the training part that has no label is left aside. Tables
        that are named after classes, and have no column for a label, are a class each.
        """
        sheets = [*self._sheets()]
        if len(sheets) > 1 and (classes := classes_of_tables(sheets, self.options, self.name)):
            yield from self._of_classes(sheets, classes, notes, report)
            return
        texts, label = self._columns([sheet for sheet, _ in sheets])
        sheets, aside = _with_label(sheets, label, notes)
        first = sheets[0][0]
        pieces = [sheet for sheet, part in sheets if part is None]
        if len(pieces) > 1:
            notes.say(f"{len(pieces):,} tables read as one: {_listed(pieces)}")
        notes.taken = self._taken = replace(
            first.how,
            text_columns=texts,
            label_column=label,
            unused_columns=_unused(first, (*texts, label)),
            files_aside=tuple(aside),
        )
        _tell_odd(first.sample, texts, notes)
        same = (is_first_reading(sheet, texts, label, self.options) for sheet, _ in sheets)
        if aside or not all(same):
            notes.reading = READING
        for sheet, part in sheets:
            sheet.tell(notes)
            for text, label_text in self._rows(sheet, texts, label, notes, report):
                yield Example(part, label_text, text)

    def _of_classes(
        self, sheets: Sequence[Read], classes: Sequence[str], notes: Notes, report: Report
    ) -> Iterator[Example]:
        """The rows of tables of which each is a class."""
        rows = [row for sheet, _ in sheets for row in sheet.sample]
        texts = choose_texts(rows, self.options.text_column, self.name)
        first = sheets[0][0]
        how = replace(first.how, kind=f"{KIND}, {first.how.kind}", text_columns=texts)
        notes.taken = self._taken = replace(how, unused_columns=_unused(first, texts))
        notes.reading = READING
        names = _listed([sheet for sheet, _ in sheets])
        notes.say(f"no column is called a label: each table is a class ({names})")
        _tell_odd(first.sample, texts, notes)
        for (sheet, part), name in zip(sheets, classes, strict=True):
            sheet.tell(notes)
            own = [_own(sheet, "data.text_column", text) for text in texts]
            for *pieces, _ in sheet.rows([*own, own[0]], report):  # the last is for a label
                text = "\n".join(map(str, pieces))
                if sheet.damaged and _SURROGATES.search(text):
                    notes.count("replaced")
                    text = _SURROGATES.sub("\ufffd", text)
                if pieces == own:
                    notes.count("headings")
                    continue
                yield Example(part, name, text)

    def _sheets(self) -> Iterator[Read]:
        expected: Sequence[str] = ()
        for file, part in self.files:
            suffix = suffix_of(file)
            if isinstance(file, Path) and file.stat().st_size == 0:
                raise DataError(f"{file} is empty")
            read = read_frame if suffix in FRAMES else read_lined
            sheet = read(file, self.options, expected)
            expected = expected or sheet.names
            yield sheet, part

    def _columns(self, sheets: Sequence[Sheet]) -> tuple[tuple[str, ...], str]:
        """(text columns, label column), from the rows of all tables with the first's columns."""
        first = sheets[0]
        alike = [sheet for sheet in sheets if {*first.names} <= {*sheet.names}]
        rows: list[Row] = [row for sheet in alike for row in sheet.sample]
        return choose(rows, self.options.text_column, self.options.label_column, str(first.file))

    def _rows(
        self, sheet: Sheet, texts: Sequence[str], label: str, notes: Notes, report: Report
    ) -> Iterator[tuple[str, str]]:
        columns = [_own(sheet, "data.text_column", name) for name in texts]
        columns.append(_own(sheet, "data.label_column", label))
        for cells in sheet.rows(columns, report):
            *pieces, name = map(str, cells)
            name = name.strip().removeprefix(_MARK).lstrip()
            text = pieces[0] if len(pieces) == 1 else "\n".join(pieces)
            if not name:
                notes.count("unlabelled")
                continue
            if sheet.damaged and _SURROGATES.search(name + text):
                notes.count("replaced")
                name, text = (_SURROGATES.sub("\ufffd", piece) for piece in (name, text))
            if name == label and [piece.removeprefix(_MARK) for piece in pieces] == [*texts]:
                notes.count("headings")
                notes.reading = READING
                continue
            yield text, name


def _listed(sheets: Sequence[Sheet]) -> str:
    names = ", ".join(sheet.file.name for sheet in sheets[:SHOWN])
    return names + (", ..." if len(sheets) > SHOWN else "")


def _unused(sheet: Sheet, taken: Sequence[str]) -> tuple[str, ...]:
    """The columns that are not taken, but for blank ones without a name."""
    return tuple(
        name
        for name in sheet.names
        if name not in taken and not (name.isdecimal() and is_blank(sheet.sample, name))
    )


def _own(sheet: Sheet, key: str, name: str) -> str:
    """The table's own spelling of a column's name; DataError where it has no such column."""
    found = named(key, name, sheet.names, str(sheet.file))
    assert found is not None
    return found


def _with_label(sheets: Sequence[Read], label: str, notes: Notes) -> tuple[list[Read], list[str]]:
    """(the tables that have labels, the names of the others with the reason)."""
    kept, aside = [sheets[0]], []
    for sheet, part in sheets[1:]:
        own = next((name for name in sheet.names if folded(name) == folded(label)), None)
        if own is None:
            reason = f"it has no column {label!r}"
        elif is_blank(sheet.sample, own):
            reason = f"its column {own!r} is blank"
        else:
            kept.append((sheet, part))
            continue
        aside.append(f"{sheet.file.name} ({reason})")
        notes.say(f"{sheet.file.name} is left aside: {reason}")
    return kept, aside


def _tell_odd(sample: Sequence[Row], texts: Sequence[str], notes: Notes) -> None:
    """Note a column of numbers or dates that is taken for the text."""
    for name in texts:
        cells = [cell for row in sample if (cell := str(row.get(name) or "").strip())]
        for what, is_one in (("numbers", is_number), ("dates", _DATE.fullmatch)):
            if cells and sum(map(bool, map(is_one, cells))) > _MOSTLY * len(cells):
                notes.say(f"the text column {name!r} holds {what}: data.text_column names another")
                break
