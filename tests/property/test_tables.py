"""Tables made from known rows: the rows come back, or one sentence does; nothing in between."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from rnn_tui.data import DataError, ignore
from rnn_tui.data.text.example import Notes
from rnn_tui.data.text.sources.tables import Tables
from tests.made_tables import Table, made_tables

Rows = list[tuple[str, str]]

EXAMPLES = int(os.environ.get("TABLES", "100"))
"""`TABLES=1000 pytest tests/property/test_tables.py -s` for more of them, and their counts."""

FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # to shrink a table takes minutes, and it is shown whole
    suppress_health_check=list(HealthCheck),
)
_MARKS = str.maketrans("", "", '"\\,;|\t')


@pytest.fixture(scope="module")
def outcomes() -> Iterator[Counter[str]]:
    counts: Counter[str] = Counter()
    yield counts
    print(f"\n{dict(counts)}")


def read(table: Table) -> tuple[Rows, list[str]]:
    """(rows with a text, notes)"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_bytes(table.raw)
        notes = Notes()
        examples = [*Tables(((path, None),)).examples(notes, ignore)]
    return [(e.label, e.text) for e in examples if e.text.strip()], notes.lines()


def in_words(rows: Rows) -> "Counter[tuple[str, str]]":
    """Without quotation marks and separators: beside a fault some of them may count as text.

    So may the word behind a separator too many.
    """
    words = ((label, text.translate(_MARKS).strip().removesuffix("more")) for label, text in rows)
    return Counter((label, text) for label, text in words if text)


@FUZZ
@given(table=made_tables())
def test_whole_tables_come_back(outcomes: Counter[str], table: Table) -> None:
    rows, _ = read(table)
    assert rows == table.rows, table.how
    outcomes["whole: come back"] += 1


@FUZZ
@given(table=made_tables(defective=True))
def test_a_table_with_a_fault_comes_back_or_is_refused(
    outcomes: Counter[str], table: Table
) -> None:
    try:
        rows, notes = read(table)
    except DataError as error:
        outcomes["faulty: refused"] += 1
        refusal = str(error)
    else:
        lost = in_words(table.rows) - in_words(rows)
        assert not in_words(rows) - in_words(table.rows), table.how
        assert lost.total() <= (1 if notes else 0), table.how
        outcomes["faulty: one row left out with a note" if lost else "faulty: come back"] += 1
        return
    assert refusal.isprintable()
    assert "table.csv" in refusal
