"""The filter of a list of runs: its grammar, what it compares, and what it refuses."""

import contextlib
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.runs import RunDirectory
from rnn_tui.runs.files.marks import Marks
from rnn_tui.runs.lists.filters import filtered, natural, ordered
from rnn_tui.runs.lists.grammar import (
    All,
    Condition,
    Either,
    FilterError,
    Not,
    Word,
    parse_filter,
)
from rnn_tui.runs.lists.run_summary import RunSummary

A = Condition("acc", ">", (".88",))
U = Condition("units", "=", ("64",))


def run(
    name: str, kind: str = "GRU", units: int = 64, acc: float = 0.9, **more: object
) -> RunSummary:
    keys = {
        "name": "reviews",
        "seed": 1,
        "layers.0.kind": "Embedding",
        "layers.1.kind": kind,
        "layers.1.units": units,
        "layers.1.bidirectional": kind == "LSTM",
        "train.optimizer": "adam",
        "train.learning_rate": 1e-3,
        "train.metrics": ["acc", "auc"],
        "data.source": "text",
    }
    logs = {"acc": acc, "val_acc": acc - 0.1, "val_loss": 1 - acc}
    found = RunSummary(
        RunDirectory(Path(name)), "finished", 4, 10, 700.0, "val_loss", 2, logs, {"acc": 0.8}, keys
    )
    return replace(found, **more)  # type: ignore[arg-type]


RUNS = [
    run("imdb-1", note="broken: no mask", created=time.time() - 3 * 86_400),
    run("imdb-2", units=32, marks=Marks(True, ("baseline", "batch-64")), created=time.time() - 600),
    run("imdb-10", kind="LSTM", acc=0.7, state="running", seconds=30.0),
]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("#baseline", Condition("tag", "=", ("baseline",))),
        ("-#baseline", Not(Condition("tag", "=", ("baseline",)))),
        ('"#baseline" #', All((Word("#baseline"), Word("#")))),
        ("", All(())),
        ("gru", Word("gru")),
        ("imdb-gru-2", Word("imdb-gru-2")),
        ('"two words"', Word("two words")),
        ("acc>.88", A),
        ("acc > .88", A),
        ("acc>.88 units=64", All((A, U))),
        ("acc>.88 and units=64", All((A, U))),
        ("units==64", U),
        ("units=32,64", Condition("units", "=", ("32", "64"))),
        ("-note:broken", Not(Condition("note", ":", ("broken",)))),
        ('note:"no mask"', Condition("note", ":", ("no mask",))),
        ('- "no mask"', Not(Word("no mask"))),
        ("--gru", Not(Not(Word("gru")))),
        ("x>-1", Condition("x", ">", ("-1",))),
        ("acc>.88 or units=64 gru", Either((A, All((U, Word("gru")))))),
        ("(acc>.88 OR units=64) gru", All((Either((A, U)), Word("gru")))),
        ("-(gru or lstm)", Not(Either((Word("gru"), Word("lstm"))))),
        ('"or"', Word("or")),
        ("笔记:好", Condition("笔记", ":", ("好",))),
    ],
)
def test_a_filter_is_read_as_it_is_meant(text: str, tree: object) -> None:
    assert parse_filter(text) == tree


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("acc>", "acc> has no value: write one, as in val_acc>.88 units=32,64 -note:broken"),
        ("=3", "'=' has no name before it: write one, as in val_acc>.88 units=32,64 -note:broken"),
        ("units=32,", "units= has no value: write one, as in val_acc>.88"),
        ("units=>3", "units= has no value but '>': a value with signs stands in quotation marks"),
        ("units>32,64", "units>32,64: > takes one value; = takes several"),
        ('"acc>1', "the filter '\"acc>1' has an unclosed quotation mark"),
        ("(gru", "a bracket ( of the filter is not closed"),
        ("gru)", "the filter closes a bracket ) that it has not opened"),
        ("gru or", '"or" stands between two conditions, as in units=32 or units=64'),
        ("gru -", '"-" stands before what must not be, as in -note:broken'),
        ("3>2", "'3' is not a name to compare: write a name, one of = != : > >= < <=, and a value"),
        ("uints=3", "no run here has 'uints'; did you mean units?"),
        ("units>many", "units>many: 'many' is not a number"),
        ("units=many", "units=many: 'many' is not a number"),
        ("age<soon", "age<soon: 'soon' is not a number (with s, m, h or d)"),
        ("state=finshed", "state=finshed: no run can be 'finshed'; did you mean finished?"),
        ("state!=5", "state!=5: no run can be '5'; the states are running, stopping, paused,"),
        ("star=maybe", "star=maybe: 'maybe' is neither yes nor no"),
        ("state>running", "state>running: the values of state are words here, which have no order"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(FilterError) as caught:
        filtered(RUNS, parse_filter(text))
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("gru", [0, 1]),
        ("LSTM running", [2]),
        ("-gru", [2]),
        ("imdb-1", [0, 2]),
        ("run=imdb-1", [0]),
        ("run:IMDB", [0, 1, 2]),
        ("units=64", [0, 2]),
        ("units=32,64", [0, 1, 2]),
        ("units!=32", [0, 2]),
        ("units!=32,64", []),
        ("layers.1.units=32", [1]),
        ("lr=.001", [0, 1, 2]),
        ("lr<=1e-3 acc>.88", [0, 1]),
        ("test_acc>=.8", [0, 1, 2]),
        ("-note:broken", [1, 2]),
        ("note=none", [1, 2]),
        ('note:"no mask"', [0]),
        ("tag=baseline", [1]),
        ("tag:batch", [1]),
        ("tag!=baseline", [0, 2]),
        ("batch-64", [1]),
        ("star=yes", [1]),
        ("starred", [1]),
        ("star=no", [0, 2]),
        ("bidirectional=true", [2]),
        ("metrics=auc", [0, 1, 2]),
        ("layers:lstm", [2]),
        ("time>10m", [0, 1]),
        ("time>10m age<1d", [1]),
        ("state=finished,running", [0, 1, 2]),
        ("state=Lost,damaged", []),
        ("state:fin", [0, 1]),
        ("acc>.88 units=32 or state=running", [1, 2]),
        ("-(units=32 or state=running)", [0]),
        ("parameters=none", [0, 1, 2]),
    ],
)
def test_the_runs_that_a_filter_leaves(text: str, which: list[int]) -> None:
    assert filtered(RUNS, parse_filter(text)) == [RUNS[index] for index in which]


def test_nothing_is_refused_in_a_folder_without_runs() -> None:
    assert filtered([], parse_filter("nothing=5")) == []


@given(st.text(alphabet='ab1.-_ "()=!<>:,or', max_size=30))
def test_any_text_is_a_filter_or_one_sentence(text: str) -> None:
    with contextlib.suppress(FilterError):
        assert all(run in RUNS for run in filtered(RUNS, parse_filter(text)))


def test_ids_are_sorted_by_their_numbers_and_states_by_how_urgent_they_are() -> None:
    assert [each.run.run_id for each in ordered(RUNS, "run")] == ["imdb-1", "imdb-2", "imdb-10"]
    assert natural("imdb-2") < natural("imdb-10") < natural("imdb-10-b")
    assert ordered(RUNS, "state")[0].state == "running"
