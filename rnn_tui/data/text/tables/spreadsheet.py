"""The sheets of spreadsheets, read by python-calamine (the extra `tables`)."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import TextIO

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report, ignore
from rnn_tui.data.text.encodings.detection import Encoding
from rnn_tui.data.text.example import Notes
from rnn_tui.data.text.files.opening import open_table
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.data.text.tables.column_names import folded, is_known
from rnn_tui.data.text.tables.delimited import Delimited, read_delimited
from rnn_tui.data.text.tables.extra import package
from rnn_tui.data.text.tables.text_file import TextFile


@dataclass(frozen=True)
class Spreadsheet(Delimited):
    """One sheet, read as the CSV that it would be saved as.

    It is the first that holds something, or the first of those with a heading that names a
    column of texts or labels; `others` are the names of the other sheets.
    """

    sheet: str = ""
    others: tuple[str, ...] = ()

    @property
    def read_as(self) -> ReadAs:
        """The sheet; cells have no separators in a spreadsheet."""
        return ReadAs(kind=f"sheet {self.sheet!r} of a spreadsheet", heading=self.heading)

    def note(self, notes: Notes) -> None:
        """Also the sheets that are not read."""
        super().note(notes)
        if self.others:
            named = ", ".join(map(repr, self.others))
            notes.say(f"only the sheet {self.sheet!r} of {self.file.name} is read, not {named}")


@dataclass(frozen=True, slots=True)
class SheetText(TextFile):
    """A sheet as CSV, in memory."""

    content: str = field(default="", repr=False)

    @contextmanager
    def open(self, report: Report = ignore) -> Iterator[TextIO]:
        """Its characters."""
        report(Progress(f"reading {self.file.name}", 0, len(self.content), "bytes"))
        yield io.StringIO(self.content, newline="")

    def check_lines(self) -> None:
        """No cell of a spreadsheet is that long."""


def read_spreadsheet(
    file: Path, options: TableOptions, expected: Sequence[str] = ()
) -> Spreadsheet:
    """The table on the likeliest sheet; DataError where there is none, or calamine is missing."""
    sheets = _sheets(file)
    if not sheets:
        raise DataError(f"{file} has no sheet with any rows")
    chosen = _likeliest(sheets, options)
    plain = replace(options, separator=",", quotes="double", encoding=None)
    text = SheetText(file, Encoding("utf-8"), sheets[chosen])
    table = read_delimited(text, plain, expected)
    others = tuple(name for name in sheets if name != chosen)
    return Spreadsheet(table.text, table.scan, table.heading, chosen, others)


def _sheets(file: Path) -> dict[str, str]:
    """The sheets that hold something, as CSV."""
    calamine = package("python_calamine", "python-calamine", file)
    found = {}
    with open_table(file) as opened:
        try:
            book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(opened.stream.read()))
            for name in book.sheet_names:
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
                if rows:
                    found[name] = _as_csv(rows)
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise DataError(f"{file} cannot be read as a spreadsheet ({error})") from error
    return found


def _likeliest(sheets: Mapping[str, str], options: TableOptions) -> str:
    named = {folded(name) for name in (*options.text_column, options.label_column or "") if name}

    def is_meant(content: str) -> bool:
        cells = next(csv.reader(io.StringIO(content, newline="")), [])
        return any(is_known(cell) or folded(cell) in named for cell in cells)

    return next((name for name, content in sheets.items() if is_meant(content)), next(iter(sheets)))


def _as_csv(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([map(_cell, row) for row in rows])
    return text.getvalue()


def _cell(value: object) -> str:
    """A cell as the sheet shows it: whole numbers without a point, dates in ISO 8601."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
