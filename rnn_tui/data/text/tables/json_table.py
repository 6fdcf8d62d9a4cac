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
        for number, row in _rows(self.text, self.shape, report):
            try:
                yield [scalar(row.get(name), name, "") for name in columns]
            except DataError:
                where = f"{_place(self.shape, number)} of {self.file}"
                for name in columns:  # once more with the place, which takes time to format
                    scalar(row.get(name), name, where)


def looks_like_json(start: str) -> bool:
    """True if a text begins as objects, or an array of objects, do."""
    return re.match(r"\ufeff?\s*(\[\s*)?\{\s*(\"|\})", start) is not None


def read_json(text: TextFile) -> JsonTable:
    """Scan the whole table; DataError where it is not JSON, or not a table."""
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
    """The shape by the first characters, and by whether the first line is a whole value."""
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
    """The parser's message, without its own count of lines."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.casefold().removesuffix(' starting at')} at character {error.colno:,}"
    return str(error)


def _is_whole(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


Numbered = tuple[int, Mapping[str, object]]
"""(the line in which an object begins, or the number of a row of columns; the object)."""


def _rows(text: TextFile, shape: Shape, report: Report = ignore) -> Iterator[Numbered]:
    """All objects; DataError, which names the place, where there is something else."""
    with text.open(report) as file:
        for number, row in _READERS[shape](file, text):
            if not isinstance(row, dict):
                shown = json.dumps(row, ensure_ascii=False)[:40]
                raise DataError(
                    f"{_place(shape, number)} of {text.file} is not an object with a text and a "
                    f"label: {shown}"
                )
            yield number, row


def _place(shape: Shape, number: int) -> str:
    return f"{'row' if shape == 'columns' else 'line'} {number:,}"


def _lines(file: TextIO, text: TextFile) -> Iterator[tuple[int, Any]]:
    for line, content in enumerate(iter(lambda: file.readline(LINE_LIMIT), ""), 1):
        if not content.strip():
            continue
        if len(content) >= LINE_LIMIT:
            raise too_long(text.file)
        try:
            yield line, json.loads(content)
        except (ValueError, RecursionError) as error:
            raise _not_json(text, line, _fault(error)) from error


def _array(file: TextIO, text: TextFile) -> Iterator[tuple[int, Any]]:
    """The values of an array, one after another, without holding them all."""
    decoder = json.JSONDecoder()
    buffer = file.read(_CHUNK).lstrip("\ufeff")
    at = buffer.find("[") + 1
    line = 1 + buffer.count("\n", 0, at)
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
                fault = _fault(error) if rest else "it ends inside the array"
                raise _not_json(text, line, fault) from error
            buffer, at = rest + more, 0
            continue
        yield line, row
        line += buffer.count("\n", at, end)
        at = end


def _not_json(text: TextFile, line: int, fault: str) -> DataError:
    return DataError(f"line {line:,} of {text.file} is not valid JSON ({fault}): correct it")


def _past_space(buffer: str, at: int) -> int:
    found = _SPACE.match(buffer, at)
    return found.end() if found is not None else at


def _columns(file: TextIO, text: TextFile) -> Iterator[tuple[int, Any]]:
    """The rows of an object that holds the whole table."""
    content = file.read(_WHOLE_LIMIT)
    if len(content) == _WHOLE_LIMIT:
        raise DataError(f"{text.file} is one object of over a gigabyte: write one object per line")
    try:
        table = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{text.file} is not valid JSON: {error}") from error
    yield from enumerate(_rows_of(table, text), 1)


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
            f"{text.file} is not a table: write an array of objects, one object per line, or "
            "columns of equal length"
        )
    parts = [value.values() if isinstance(value, dict) else value for value in columns.values()]
    return (dict(zip(columns, cells, strict=True)) for cells in zip(*parts, strict=True))


_READERS: dict[Shape, Callable[[TextIO, TextFile], Iterator[tuple[int, Any]]]] = {
    "lines": _lines,
    "array": _array,
    "columns": _columns,
}
