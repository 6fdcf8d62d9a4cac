"""Tables in Parquet, Feather and Arrow files, read by pyarrow (the extra `tables`)."""

import importlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report
from rnn_tui.data.text.example import Notes
from rnn_tui.data.text.files.opening import is_packed, open_table
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.data.text.tables.extra import package
from rnn_tui.data.text.tables.table import Row, Sample, Values, scalar

_BATCH = 8_192
_INDEX = "__index_level_"  # what pandas calls an index without a name


@dataclass(frozen=True)
class ArrowTable:
    """Columns with names, read in batches; `kind` is Parquet, Feather or Arrow."""

    file: Path
    kind: str
    names: tuple[str, ...]
    sample: Sequence[Row]
    damaged = False

    @property
    def read_as(self) -> ReadAs:
        """Its kind alone: all else is part of the format."""
        return ReadAs(kind=self.kind)

    def rows(self, columns: Sequence[str], report: Report) -> Iterator[Values]:
        """The cells of these columns, row by row."""
        done = 0
        for batch in _batches(self.file, self.kind, [*dict.fromkeys(columns)]):
            report(Progress(f"reading {self.file.name}", done, None, "rows"))
            cells = [batch.column(name).to_pylist() for name in columns]
            for number, row in enumerate(zip(*cells, strict=True), done + 1):
                where = f"row {number:,} of {self.file}"
                yield [scalar(v, n, where) for v, n in zip(row, columns, strict=True)]
            done += batch.num_rows

    def note(self, notes: Notes) -> None:
        """Nothing is left out."""


def read_arrow(file: Path, kind: str) -> ArrowTable:
    """The table in such a file; DataError where it is damaged or empty, or pyarrow is missing."""
    names: tuple[str, ...] = ()
    sample: Sample[Row] = Sample()
    for batch in _batches(file, kind, None):
        names = tuple(n for n in batch.schema.names if not n.startswith(_INDEX))
        sample.add(batch.select(list(names)).to_pylist())
    if not sample.rows:
        raise DataError(f"{file} has no rows: each row needs a text and a label")
    return ArrowTable(file, kind, names, sample.rows)


def _batches(file: Path, kind: str, columns: Sequence[str] | None) -> Iterator[Any]:
    """Record batches of a Parquet file, or of an Arrow file or stream."""
    arrow = package("pyarrow", "pyarrow", file)
    with open_table(file) as opened:
        stream = io.BytesIO(opened.stream.read()) if is_packed(file) else opened.stream
        try:
            if kind == "Parquet":
                parquet = importlib.import_module("pyarrow.parquet").ParquetFile(stream)
                yield from parquet.iter_batches(batch_size=_BATCH, columns=columns)
            else:
                yield from _arrow_batches(arrow, stream)
        except (arrow.ArrowException, OSError) as error:
            raise DataError(f"{file} cannot be read as a {kind} file ({error})") from error


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
