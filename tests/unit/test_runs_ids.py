"""Ids of runs: readable, unique, and called by a beginning or by their own part."""

import re
import time
from itertools import islice
from pathlib import Path

import pytest

from rnn_tui.experiment import Experiment
from rnn_tui.runs import RunDirectory, RunError, RunExists, RunNotFound, create, find
from rnn_tui.runs.changes.moving import check_name
from rnn_tui.runs.ids import new_ids, own_part


def made(folder: Path, run_id: str) -> RunDirectory:
    return create(folder, Experiment(name="imdb"), run_id)


def test_an_id_is_the_name_the_day_and_a_random_part() -> None:
    (one,) = islice(new_ids("imdb-gru"), 1)
    day = time.strftime("%m%d")
    assert re.fullmatch(rf"imdb-gru-{day}-[a-z2-9]{{4}}", one)
    assert own_part(one) == one[-4:]
    check_name(one)


def test_ids_of_one_name_differ_wherever_they_are_made() -> None:
    drawn = [next(new_ids("imdb")) for _ in range(200)]
    assert len(set(drawn)) > 195  # of 4 random characters, two of 200 may well be the same


def test_of_two_creators_each_gets_a_run_although_they_draw_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = ["imdb-1127-kkkk", "imdb-1127-zzzz"]
    monkeypatch.setattr("rnn_tui.runs.changes.create.new_ids", lambda name: iter(ids))
    first, second = (create(tmp_path, Experiment(name="imdb")) for _ in range(2))
    assert (first.run_id, second.run_id) == ("imdb-1127-kkkk", "imdb-1127-zzzz")


def test_a_wanted_id_that_is_taken_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    made(tmp_path, "mine")
    with pytest.raises(RunExists, match="mine already exists"):
        made(tmp_path, "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_run_is_found_by_its_id_a_beginning_or_its_random_part(tmp_path: Path) -> None:
    ids = ("imdb-1127-k7qd", "imdb-1127-zzzz", "imdb-3", "other-1128-k7qf")
    runs = {run_id: made(tmp_path, run_id) for run_id in ids}

    def called(reference: str) -> str:
        return find(reference, list(runs.values()), "here").run_id

    assert called("imdb-1127-k") == called("k7qd") == called("imdb-1127-k7qd") == ids[0]
    assert called("imdb-3") == "imdb-3"  # as older versions called them
    assert called("other") == "other-1128-k7qf"
    with pytest.raises(RunError, match="could be any of imdb-1127-k7qd, imdb-1127-zzzz, imdb-3;"):
        called("imdb")
    for nothing in ("k7q", "3", "1127"):
        with pytest.raises(RunNotFound):
            called(nothing)


@pytest.mark.parametrize("run_id", ["imdb-3", "imdb-1127-k7qdx", "mine", "imdb-1127-0000", "k7qd"])
def test_other_names_have_no_random_part(run_id: str) -> None:
    assert own_part(run_id) == ""
