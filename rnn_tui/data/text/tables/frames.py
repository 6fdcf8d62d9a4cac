"""Tables that are not text: Parquet, Feather and Arrow files, and the sheets of spreadsheets.

They need packages of the extra `tables`, which are imported only here.
"""

import csv
import importlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, TextIO

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report
from rnn_tui.data.text.encodings.detection import Encoding
from rnn_tui.data.text.example import Notes
from rnn_tui.data.text.files.opening import TableFile, is_packed, open_table, suffix_of
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.data.text.tables.column_names import folded, is_known
from rnn_tui.data.text.tables.delimited import Delimited
from rnn_tui.data.text.tables.table import Picked, Row, Table, TextFile, scalar

EXTRA = "tables"

_ARROW = {".parquet": "Parquet", ".feather": "Feather", ".arrow": "Arrow"}
_SAMPLE = 2_000
_BATCH = 8_192
_INDEX = "__index_level_"  # what pandas calls an index without a name


def read_frame(file: TableFile, options: TableOptions, expected: Sequence[str] = ()) -> Table:
    """The table in such a file; DataError where it is damaged or its package is missing."""
    suffix = suffix_of(file)
    if suffix in _ARROW:
        return ArrowTable.of(file, suffix)
    return Spreadsheet.of(file, options, expected)


@dataclass(frozen=True)
class ArrowTable:
    """Columns with names, read in batches."""

    file: TableFile
    kind: str
    names: tuple[str, ...]
    sample: Sequence[Row]
    damaged = False

    @classmethod
    def of(cls, file: TableFile, suffix: str) -> "ArrowTable":
        names: tuple[str, ...] = ()
        sample: list[Row] = []
        stride = 1
        for batch in _batches(file, suffix, None):
            names = tuple(n for n in batch.schema.names if not n.startswith(_INDEX))
            sample += batch.select(list(names)).slice(0).to_pylist()[::stride]
            while len(sample) > 2 * _SAMPLE:
                sample, stride = sample[::2], stride * 2
        if not sample:
            raise DataError(f"{file} has no rows: a text and a label a row are needed")
        return cls(file, _ARROW[suffix], names, sample)

    @property
    def how(self) -> ReadAs:
        return ReadAs(kind=self.kind)

    def rows(self, columns: Sequence[str], report: Report) -> Iterator[Picked]:
        done = 0
        for batch in _batches(self.file, suffix_of(self.file), [*dict.fromkeys(columns)]):
            report(Progress(f"reading {self.file.name}", done, None, "rows"))
            cells = [batch.column(name).to_pylist() for name in columns]
            for number, row in enumerate(zip(*cells, strict=True), done + 1):
                where = f"row {number:,} of {self.file}"
                yield [scalar(v, n, where) for v, n in zip(row, columns, strict=True)]
            done += batch.num_rows

    def tell(self, notes: Notes) -> None:
        """Nothing is left out."""


@dataclass(frozen=True)
class Spreadsheet(Delimited):
    """One sheet, read as the CSV that it would be saved as.

    It is the first that holds something, or the first of those with a heading that names a
    column of texts or labels.
    """

    others: tuple[str, ...] = ()
    sheet: str = ""

    @classmethod
    def of(  # type: ignore[override]  # from a file, not from its text
        cls, file: TableFile, options: TableOptions, expected: Sequence[str] = ()
    ) -> "Spreadsheet":
        sheets = _sheets(file)
        if not sheets:
            raise DataError(f"{file} has no sheet with a row in it")
        first = _likeliest(sheets, options)
        content = sheets[first]
        plain = replace(options, separator=",", quotes="double", encoding=None)
        table = Delimited.of(SheetText(file, Encoding("utf-8"), content), plain, expected)
        return cls(
            table.text, table.found, table.heading, tuple(n for n in sheets if n != first), first
        )

    @property
    def how(self) -> ReadAs:
        return ReadAs(kind=f"sheet {self.sheet!r} of a spreadsheet", heading=self.heading)

    def tell(self, notes: Notes) -> None:
        super().tell(notes)
        if self.others:
            named = ", ".join(map(repr, self.others))
            notes.say(f"only the sheet {self.sheet!r} of {self.file.name} is read, not {named}")


@dataclass(frozen=True, slots=True)
class SheetText(TextFile):
    """A sheet as CSV, in memory."""

    content: str = field(default="", repr=False)

    @contextmanager
    def open(self) -> Iterator[tuple[TextIO, Callable[[], Progress]]]:
        text, size = io.StringIO(self.content, newline=""), len(self.content)
        yield text, lambda: Progress(f"reading {self.file.name}", text.tell(), size, "bytes")

    def check_lines(self) -> None:
        """No cell of a spreadsheet is that long."""


def _sheets(file: TableFile) -> dict[str, str]:
    """The sheets that hold something, as CSV."""
    calamine = _package("python_calamine", "python-calamine", file)
    found = {}
    with open_table(file) as opened:
        try:
            book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(opened.stream.read()))
            for name in book.sheet_names:
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
                if rows:
                    found[name] = _as_csv(rows)
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise DataError(f"{file} is no spreadsheet that can be read ({error})") from error
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
    """As the sheet shows it: whole numbers without a point, dates in ISO 8601."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _batches(file: TableFile, suffix: str, columns: Sequence[str] | None) -> Iterator[Any]:
    """Record batches of a Parquet file, or of an Arrow file or stream."""
    arrow = _package("pyarrow", "pyarrow", file)
    with ExitStack() as stack:
        opened = stack.enter_context(open_table(file))
        stream = opened.stream
        if is_packed(file):
            stream = io.BytesIO(stream.read())
        try:
            if suffix == ".parquet":
                parquet = importlib.import_module("pyarrow.parquet").ParquetFile(stream)
                wanted = list(columns) if columns is not None else None
                yield from parquet.iter_batches(batch_size=_BATCH, columns=wanted)
            else:
                yield from _arrow_batches(arrow, stream)
        except (arrow.ArrowException, OSError) as error:
            raise DataError(
                f"{file} is no {_ARROW[suffix]} file that can be read ({error})"
            ) from error


def _arrow_batches(arrow: Any, stream: Any) -> Iterator[Any]:
    ipc = importlib.import_module("pyarrow.ipc")
    try:
        reader = ipc.open_file(stream)
    except arrow.ArrowInvalid:
        stream.seek(0)
        yield from ipc.open_stream(stream)
        return
    for number in range(reader.num_record_batches):
        yield reader.get_batch(number)


def _package(name: str, project: str, file: TableFile) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise DataError(
            f"{file} needs the package {project}: pip install 'rnn-tui[{EXTRA}]', or save the "
            "table as CSV"
        ) from error
