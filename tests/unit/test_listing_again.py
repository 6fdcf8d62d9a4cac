"""The list of runs made anew from an earlier one: always the same as one made from nothing."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from rnn_tui.runs import RunDirectory
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.runs.lists.run_summary import RunSummary
from rnn_tui.tui.runs import board
from rnn_tui.tui.runs.board import Listing, Wish, listing
from rnn_tui.tui.runs.sorting import Sorting


def entry(name: str, units: int, seed: int, acc: float) -> Entry:
    keys = {"name": "imdb", "seed": seed, "layers.0.kind": "GRU", "layers.0.units": units}
    run = RunDirectory(Path(f"/runs/{name}"))
    logs, test = {"val_acc": acc}, {"acc": acc}
    return Entry(RunSummary(run, "finished", 1, 1, 1.0, "val_acc", 0, logs, test, keys, created=1))


ENTRIES = tuple(
    entry(f"imdb-{number}", 32 + 32 * (number % 2), number // 2, 0.8 + number / 100)
    for number in range(6)
)
WISHES = [
    Wish(words, sorting, grouped, frozenset(unfolded))
    for words, sorting, grouped, unfolded in product(
        ("", "gru", "units=64", "units="),
        (Sorting(), Sorting("val_acc"), Sorting("run", turned=True)),
        (False, True),
        ((), (listing(ENTRIES, Wish(grouped=True)).rows[0].key,)),
    )
]


@pytest.fixture
def surveys(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of runs of each listing that was worked out from nothing."""
    made: list[int] = []
    surveyed = board._surveyed

    def counted(kept: tuple[Entry, ...], grouped: bool) -> Listing:
        made.append(len(kept))
        return surveyed(kept, grouped)

    monkeypatch.setattr(board, "_surveyed", counted)
    return made


def test_a_listing_is_the_same_whatever_was_listed_before() -> None:
    for before, wish in product(WISHES, WISHES):
        earlier = listing(ENTRIES, before)
        assert listing(ENTRIES, wish, before=earlier) == listing(ENTRIES, wish), (before, wish)


def test_other_runs_and_other_figures_are_listed_anew() -> None:
    earlier = listing(ENTRIES, Wish())
    changed = replace(ENTRIES[0], summary=replace(ENTRIES[0].summary, logs={"val_acc": 0.99}))
    for entries in (ENTRIES[1:], (changed, *ENTRIES[1:]), ()):
        assert listing(entries, Wish(), before=earlier) == listing(entries, Wish())


def test_the_same_runs_are_not_gone_through_again(surveys: list[int]) -> None:
    found = listing(ENTRIES, Wish())
    for wish in (Wish("gru"), Wish("units="), Wish(sorting=Sorting("val_acc")), Wish()):
        found = listing(ENTRIES, wish, before=found)
    assert surveys == [6]
    listing(ENTRIES, Wish("units=64"), before=found)
    assert surveys == [6, 3]
