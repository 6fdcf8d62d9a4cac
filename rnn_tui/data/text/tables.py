"""Texts in tables: CSV, TSV and JSON lines."""

import codecs
import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from rnn_tui.data.cache import file_hash
from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report
from rnn_tui.data.text import columns
from rnn_tui.data.text.example import TEXT_LIMIT, Example, Notes, Part
from rnn_tui.data.text.options import AS_FOUND, TableOptions

SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson")

_HEAD = 200  # rows that are looked at before the columns are chosen
_LINE_LIMIT = TEXT_LIMIT + (1 << 20)
_REPORT_EVERY = 2_000

Row = dict[str, object]
Rows = Iterator[tuple[int, Row]]
"""(line number, column -> cell); a short row lacks its last columns."""


@dataclass(frozen=True, slots=True)
class Tables:
    """One table, or one for each part. All must have the columns of the same names."""

    files: tuple[tuple[Path, Part | None], ...]
    options: TableOptions = AS_FOUND

    @property
    def name(self) -> str:
        """The table, or the folder of the tables."""
        first = self.files[0][0]
        return str(first if len(self.files) == 1 else first.parent)

    def content_key(self, report: Report) -> str:
        """Over the bytes, the kinds and the parts of the files."""
        digest = hashlib.sha256()
        for path, part in self.files:
            digest.update(f"{path.suffix} {part} {file_hash(path, report)}\n".encode())
        return digest.hexdigest()

    def examples(self, notes: Notes, report: Report) -> Iterator[Example]:
        """Row by row, the train table first."""
        for path, part in self.files:
            if path.stat().st_size == 0:
                raise DataError(f"{path} is empty")
            # Bytes that fit nowhere become U+FFFD; the csv module wants line ends as they are.
            with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
                for text, label in self._labelled(path, file, notes, report):
                    yield Example(part, label, text)

    def _labelled(
        self, path: Path, file: TextIO, notes: Notes, report: Report
    ) -> Iterator[tuple[str, str]]:
        rows = (
            _json_rows(path, file)
            if "json" in path.suffix.casefold()
            else self._cells(path, file, notes)
        )
        head = list(islice(rows, _HEAD))
        if not head:
            raise DataError(f"{path} has no rows: a heading and one row a text are needed")
        text_at, label_at = columns.choose(
            [row for _, row in head],
            next(iter(self.options.text_column), None),
            self.options.label_column,
            str(path),
        )
        size = path.stat().st_size
        for done, (line, row) in enumerate(chain(head, rows)):
            if done % _REPORT_EVERY == 0:
                report(Progress(f"reading {path.name}", file.buffer.tell(), size, "bytes"))
            label = _scalar(row.get(label_at), label_at, path, line).strip()
            text = _scalar(row.get(text_at), text_at, path, line)
            if not label:
                notes.count("unlabelled")
                continue
            if "\ufffd" in text:
                notes.count("replaced")
            yield text, label

    def _cells(self, path: Path, file: TextIO, notes: Notes) -> Rows:
        """Rows of a CSV or TSV file under its heading, or under "1", "2", ... without one."""
        records = _records(path, file)
        head = list(islice(records, _HEAD))
        if not head:
            return
        first = head[0][1]
        numbers = [str(number) for number in range(1, len(first) + 1)]
        if self._is_heading(first, [cells for _, cells in head[1:]], numbers):
            names = [cell.strip() or number for cell, number in zip(first, numbers, strict=True)]
            head = head[1:]
        else:
            names = numbers
        for line, cells in chain(head, records):
            if len(cells) > len(names):
                notes.count("ragged")
            elif cells:
                yield line, dict(zip(names, cells, strict=False))

    def _is_heading(self, first: list[str], rest: list[list[str]], numbers: list[str]) -> bool:
        named = [*self.options.text_column]
        if self.options.label_column is not None:
            named.append(self.options.label_column)
        if any(columns.folded(name) in map(columns.folded, first) for name in named):
            return True
        if named and all(name in numbers for name in named):
            return False
        if named or any(map(columns.is_known, first)):
            return True
        # A heading is no number, and does not recur below itself as a label does.
        below = [{row[at] for row in rest if at < len(row)} for at in range(len(first))]
        return not any(
            cell.strip().lstrip("+-").replace(".", "", 1).isdecimal() or cell in values
            for cell, values in zip(first, below, strict=True)
        )


def _encoding(path: Path) -> str:
    """UTF-8, or UTF-16 where a byte order mark says so, as spreadsheets write it."""
    with path.open("rb") as file:
        start = file.read(2)
    return "utf-16" if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"


def _lines(file: TextIO) -> Iterator[str]:
    """The lines, none longer than the limit."""
    return iter(lambda: file.readline(_LINE_LIMIT), "")


def _records(path: Path, file: TextIO) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of a CSV or TSV file."""
    lines = _lines(file)
    head = list(islice(lines, _HEAD))
    delimiter, quoted = _dialect(path, head)
    before = csv.field_size_limit(TEXT_LIMIT)
    try:
        reader = csv.reader(
            chain(head, lines),
            delimiter=delimiter,
            quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        )
        for cells in reader:
            yield reader.line_num, cells if quoted else [_unquoted(cell) for cell in cells]
    except csv.Error as error:
        raise DataError(
            f"{path} is no readable table near line {reader.line_num:,} ({error}); "
            "is a quotation mark left open?"
        ) from error
    finally:
        csv.field_size_limit(before)


def _dialect(path: Path, head: list[str]) -> tuple[str, bool]:
    """(delimiter, whether quotes enclose cells), from the first lines.

    Texts in a TSV file may begin with a quotation mark that nothing closes: where all lines
    have equally many tabs, quotes enclose no line breaks and are left to `_unquoted`.
    """
    if path.suffix.casefold() == ".tsv":
        tabs = {line.count("\t") for line in head if line.strip()}
        return "\t", len(tabs) > 1
    unquoted = "".join(head[:1]).split('"')[::2]
    counts = {mark: sum(piece.count(mark) for piece in unquoted) for mark in ",;\t|"}
    return max(counts, key=lambda mark: counts[mark]), True


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _json_rows(path: Path, file: TextIO) -> Rows:
    for line, content in enumerate(_lines(file), 1):
        if not content.strip():
            continue
        try:
            row = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise DataError(f"line {line:,} of {path} is no JSON: {error}") from error
        if not isinstance(row, dict):
            shown = content.strip()[:40]
            raise DataError(
                f"line {line:,} of {path} is no object with a text and a label: {shown!r}"
            )
        yield line, row


def _scalar(value: object, column: str, path: Path, line: int) -> str:
    """A cell as text; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    kind = "list" if isinstance(value, list) else "object"
    raise DataError(f"line {line:,} of {path} has a {kind} as {column!r} where a text belongs")
