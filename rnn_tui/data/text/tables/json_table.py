"""Tables in JSON: an object a line, an array of objects, or columns."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TextIO

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Report, ignore
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.data.text.tables.table import Row, Sample, TextTable, Values, scalar
from rnn_tui.data.text.tables.text_file import LINE_LIMIT, TextFile, too_long

Shape = Literal["lines", "array", "columns"]

_CHUNK = 1 << 18
_WHOLE_LIMIT = 1 << 30  # bytes of columns, which lie in memory as a whole
_SPACE = re.compile(r"[\s,]*")


@dataclass(frozen=True)
class JsonTable(TextTable):
    """Objects that hold a text and a label."""

    shape: Shape
    names: tuple[str, ...]
    sample: Sequence[Row]

    @property
    def read_as(self) -> ReadAs:
        """Its shape and encoding."""
        return ReadAs(kind=f"JSON {self.shape}", encoding=self.text.encoding.name)

    def rows(self, columns: Sequence[str], report: Report) -> Iterator[Values]:
        """The values of these columns, row by row; DataError where one is a list or an object."""
        for where, row in _rows(self.text, self.shape, report):
            try:
                yield [scalar(row.get(name), name, "") for name in columns]
            except DataError:
                for name in columns:  # with the place, which costs time to say
                    scalar(row.get(name), name, f"{where} of {self.file}")


def looks_like_json(start: str) -> bool:
    """Whether a text begins as objects, or an array of objects, do."""
    return re.match(r"\ufeff?\s*(\[\s*)?\{\s*(\"|\})", start) is not None


def read_json(text: TextFile) -> JsonTable:
    """The table, after a look through all of it; DataError where it is no such JSON."""
    shape = _shape(text)
    sample: Sample[Row] = Sample()
    names: dict[str, None] = {}
    for number, (_, row) in enumerate(_rows(text, shape)):
        names.update(dict.fromkeys(row))
        if number % sample.stride == 0:
            sample.add([row])
    if not sample.rows:
        raise DataError(f"{text.file} has no rows: objects with a text and a label are needed")
    shown = [{name: _shown(value) for name, value in row.items()} for row in sample.rows]
    return JsonTable(text, shape, tuple(names), shown)


def _shown(value: object) -> object:
    return value if isinstance(value, str | int | float | None) else json.dumps(value)[:200]


def _shape(text: TextFile) -> Shape:
    """Told by the first characters, and by whether the first line is an object of its own."""
    with text.open() as file:
        first = file.readline(LINE_LIMIT)
        while first and not first.strip():
            first = file.readline(LINE_LIMIT)
        more = any(line.strip() for line in iter(lambda: file.readline(LINE_LIMIT), ""))
    start = first.lstrip("\ufeff").lstrip()
    if start.startswith("["):
        return "lines" if more and _is_whole(start) else "array"
    if not start.startswith("{"):
        return "lines"
    if not _is_whole(start):
        return "columns" if more and "jsonl" not in text.file.name.casefold() else "lines"
    row = json.loads(start)
    nested = any(isinstance(value, list | dict) for value in row.values())
    return "columns" if nested and not more else "lines"


def _fault(error: Exception) -> str:
    """What is wrong with a line, without the parser's own count of lines."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.casefold().removesuffix(' starting at')} at character {error.colno:,}"
    return str(error)


def _is_whole(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


Placed = tuple[str, Mapping[str, object]]
"""(where it is, such as "line 3"; the object)."""


def _rows(text: TextFile, shape: Shape, report: Report = ignore) -> Iterator[Placed]:
    with text.open(report) as file:
        yield from _READERS[shape](file, text)


def _lines(file: TextIO, text: TextFile) -> Iterator[Placed]:
    for line, content in enumerate(iter(lambda: file.readline(LINE_LIMIT), ""), 1):
        if not content.strip():
            continue
        if len(content) >= LINE_LIMIT:
            raise too_long(text.file)
        try:
            row = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise DataError(
                f"line {line:,} of {text.file} is no JSON ({_fault(error)}): correct or delete it"
            ) from error
        yield f"line {line:,}", _object(row, f"line {line:,}", content, text)


def _array(file: TextIO, text: TextFile) -> Iterator[Placed]:
    """The objects of an array, one after another, without holding them all."""
    decoder = json.JSONDecoder()
    buffer, at, line = file.read(_CHUNK).lstrip("\ufeff"), 0, 1
    line += buffer.count("\n", 0, buffer.find("["))
    at = buffer.find("[") + 1
    while True:
        past = _past_space(buffer, at)
        line += buffer.count("\n", at, past)
        at = past
        if buffer.startswith("]", at):
            return
        try:
            row, end = decoder.raw_decode(buffer, at)
        except (ValueError, RecursionError) as error:
            rest = buffer[at:]
            if len(rest) > LINE_LIMIT:
                raise too_long(text.file) from error
            more = file.read(max(_CHUNK, len(rest)))
            if not more or isinstance(error, RecursionError):
                reason = _fault(error) if rest else "it ends inside of the array"
                raise DataError(f"line {line:,} of {text.file} is no JSON: {reason}") from error
            buffer, at = rest + more, 0
            continue
        yield f"line {line:,}", _object(row, f"line {line:,}", buffer[at:end], text)
        line += buffer.count("\n", at, end)
        at = end


def _past_space(buffer: str, at: int) -> int:
    found = _SPACE.match(buffer, at)
    return found.end() if found is not None else at


def _columns(file: TextIO, text: TextFile) -> Iterator[Placed]:
    """The rows of {"text": [...], "label": [...]}, of pandas's ways, or of a wrapped array."""
    content = file.read(_WHOLE_LIMIT)
    if len(content) == _WHOLE_LIMIT:
        raise DataError(f"{text.file} is one object of over a gigabyte: write one object a line")
    try:
        table = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{text.file} is no JSON: {error}") from error
    for number, row in enumerate(_rows_of(table, text), 1):
        yield f"row {number:,}", _object(row, f"row {number:,}", str(row), text)


def _rows_of(table: Any, text: TextFile) -> Iterator[Any]:
    names, data = table.get("columns"), table.get("data")
    if isinstance(names, list) and isinstance(data, list):
        return (dict(zip(names, row, strict=False)) for row in data)
    lists = [value for value in table.values() if isinstance(value, list)]
    wrapped = [rows for rows in lists if rows and isinstance(rows[0], dict)]
    if len(wrapped) == 1:
        return (row.get("row", row) if isinstance(row, dict) else row for row in wrapped[0])
    columns = {name: value for name, value in table.items() if isinstance(value, list | dict)}
    sizes = {len(value) for value in columns.values()}
    if len(sizes) != 1:
        raise DataError(
            f"{text.file} is no table: an array of objects, an object a line, or columns of one "
            "length are read"
        )
    parts = [value.values() if isinstance(value, dict) else value for value in columns.values()]
    return (dict(zip(columns, cells, strict=True)) for cells in zip(*parts, strict=True))


def _object(row: Any, place: str, content: str, text: TextFile) -> Mapping[str, object]:
    if not isinstance(row, dict):
        shown = content.strip()[:40]
        raise DataError(f"{place} of {text.file} is no object with a text and a label: {shown!r}")
    return row


_READERS: dict[Shape, Callable[[TextIO, TextFile], Iterator[Placed]]] = {
    "lines": _lines,
    "array": _array,
    "columns": _columns,
}
