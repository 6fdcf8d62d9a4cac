"""The kinds of tables: a file shows its own by its name and its first characters."""

from collections.abc import Sequence
from pathlib import Path

from rnn_tui.data.text.encodings.detection import Encoding, guess
from rnn_tui.data.text.files.opening import check_signature, open_table, table_suffix
from rnn_tui.data.text.files.signatures import foreign
from rnn_tui.data.text.files.suffixes import ARROW, NO_TABLES, SPREADSHEETS, TABLES
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.tables.arrow import read_arrow
from rnn_tui.data.text.tables.delimited import HEAD, looks_delimited, read_delimited
from rnn_tui.data.text.tables.json_table import looks_like_json, read_json
from rnn_tui.data.text.tables.labelled_lines import LabelledLines, label_style
from rnn_tui.data.text.tables.spreadsheet import read_spreadsheet
from rnn_tui.data.text.tables.table import Table
from rnn_tui.data.text.tables.text_file import TextFile

_START = 1 << 16  # bytes


def read_table(file: Path, options: TableOptions, expected: Sequence[str] = ()) -> Table:
    """The table in a file; DataError where there is none, or it does not fit the options.

    `expected` are the names in the heading of another part of the same data.
    """
    suffix = table_suffix(file)
    if suffix in ARROW:
        return read_arrow(file, ARROW[suffix])
    if suffix in SPREADSHEETS:
        return read_spreadsheet(file, options, expected)
    check_signature(file)
    text = TextFile.of(file, options.encoding)
    if "json" in suffix or looks_like_json(_start(file).decode(text.encoding.codec, "ignore")):
        return read_json(text)
    delimits = options.separator or options.quotes or options.heading is not None
    if not delimits and (style := label_style(text.head(HEAD))):
        return LabelledLines(text, style)
    return read_delimited(text, options, expected)


def is_table(file: Path) -> bool:
    """True if a file holds one table: by its suffix, else by its first lines.

    OSError or DataError where it cannot be read.
    """
    suffix = table_suffix(file)
    if suffix in TABLES or suffix in NO_TABLES:
        return suffix in TABLES
    raw = _start(file)
    if not raw or foreign(raw):
        return False
    text = raw.decode(Encoding(guess(raw)).codec, "ignore")
    lines = text.splitlines(keepends=True)
    if len(raw) == _START:
        lines = lines[:-1]
    if looks_like_json(text) or label_style(lines):
        return True
    return looks_delimited(lines[:HEAD], suffix)


def _start(file: Path) -> bytes:
    with open_table(file) as opened:
        return opened.stream.read(_START)
