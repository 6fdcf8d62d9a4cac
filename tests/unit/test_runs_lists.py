"""Lists of runs: read quickly, chosen, ordered, and told apart in few words."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnn_tui.batch.runs import table
from rnn_tui.cli import cli
from rnn_tui.experiment import dumps, load, preset_names
from rnn_tui.experiment.toml import parse_toml
from rnn_tui.runs import read_state
from rnn_tui.runs.files import events as happened
from rnn_tui.runs.files.control import Ask
from rnn_tui.runs.files.events import Event
from rnn_tui.runs.lists.differences import differing, short_value
from rnn_tui.runs.lists.filters import ordered
from rnn_tui.runs.lists.flat_toml import flat_toml, flattened
from rnn_tui.runs.lists.quick_fold import QuickFold
from rnn_tui.runs.lists.run_summary import (
    UNREADABLE,
    RunSummary,
    _checked,
    quick_summary,
    summary_of,
)
from rnn_tui.runs.state import fold as history
from rnn_tui.runs.state.run_state import RunState
from tests.tui.fake_engine import FakeRun


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


LIVES: dict[str, Callable[[FakeRun], object]] = {
    "queued": lambda fake: fake,
    "starting": lambda fake: fake.take(),
    "running": lambda fake: fake.start().epochs(2).partial(batch=3),
    "paused": lambda fake: fake.start().epochs(1).pause(),
    "paused and on": lambda fake: fake.start().epochs(1).pause().go_on().epochs(1),
    "asked": lambda fake: fake.start().epochs(1).asked(Ask.STOP),
    "stopped": lambda fake: fake.start().epochs(1).partial(batch=2).stop(),
    "resumed": lambda fake: fake.start().epochs(2).partial(batch=2).stop().resume().epochs(2),
    "tested": lambda fake: fake.start().epochs(3).test().finish(),
    "failed": lambda fake: fake.start().epochs(1).fail(),
    "lost": lambda fake: fake.start().epochs(2).die(),
    "best is not the last": lambda fake: fake.start().epochs(1, val_loss=0.01).epochs(2).stop(),
    "nothing but NaN": lambda fake: fake.start().epochs(2, val_loss=float("nan")).stop(),
}


@pytest.mark.parametrize("life", LIVES, ids=list(LIVES))
def test_a_summary_tells_what_the_whole_state_tells(folder: Path, life: str) -> None:
    fake = FakeRun(folder, load("quickstart", ["train.schedule.kind=cosine"]))
    LIVES[life](fake)
    assert repr([quick_summary(fake.run)]) == repr(_checked([fake.run]))
    assert summary_of(fake.run).state == read_state(fake.run).state


def test_every_kind_of_event_is_read_the_quick_way() -> None:
    """Else each run that holds one would be read by pydantic."""
    needed = {"epoch": 0, "logs": {}, "request": "pause", "parameters": 1, "constant": {}}
    for kind in get_args(Event):
        QuickFold().add({"event": kind.model_fields["event"].default, "at": 1.0, **needed})


NUMBERS = st.floats(0, 10).map(lambda value: round(value, 3))
EPOCH = st.integers(0, 3)
PLACE = st.builds(dict, epoch=EPOCH, batch=st.integers(0, 4))
SOME_EVENT = st.one_of(
    st.just(lambda at: happened.Created(at=at)),
    st.just(lambda at: happened.Started(at=at, pid=1)),
    st.just(lambda at: happened.Compiled(at=at, parameters=1)),
    PLACE.map(lambda place: lambda at: happened.Resumed(at=at, **place)),
    PLACE.map(lambda place: lambda at: happened.Paused(at=at, **place)),
    PLACE.map(lambda place: lambda at: happened.Continued(at=at, **place)),
    PLACE.map(lambda place: lambda at: happened.Stopped(at=at, reason="x", **place)),
    PLACE.map(lambda place: lambda at: happened.Checkpoint(at=at, file="x", **place)),
    st.tuples(EPOCH, NUMBERS).map(
        lambda pair: (
            lambda at: happened.EpochEnded(
                at=at, epoch=pair[0], logs={"loss": pair[1]}, learning_rate=0.1
            )
        )
    ),
    st.sampled_from(list(Ask)).map(lambda ask: lambda at: happened.Request(at=at, request=ask)),
    NUMBERS.map(lambda loss: lambda at: happened.Tested(at=at, logs={"loss": loss}, confusion=())),
    st.just(lambda at: happened.Finished(at=at, reason="done")),
    st.just(lambda at: happened.Failed(at=at, kind="data", message="x")),
    st.just(lambda at: happened.Warned(at=at, message="x")),
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(SOME_EVENT, min_size=1, max_size=25))
def test_the_quick_fold_says_what_the_fold_says(made: list[Callable[[float], Event]]) -> None:
    events = [make(1000.0 + index) for index, make in enumerate(made)]
    state = history.fold_all(RunState(), events)
    tally = QuickFold()
    for event in events:
        tally.add(json.loads(event.line()))
    assert tally.state == state.state
    assert tally.position == state.position
    assert tally.logs == [record.logs for record in state.epochs]
    assert tally.test == (state.test.logs if state.test else {})
    for name in ("created_at", "started_at", "ended_at", "worked_seconds", "checkpoint_at"):
        assert getattr(tally, name) == getattr(state, name), name


@pytest.mark.parametrize("name", preset_names())
def test_our_toml_is_read_as_a_parser_reads_it(name: str) -> None:
    text = dumps(load(name, ["train.early_stopping.patience=2", "train.schedule.kind=step"]))
    assert flat_toml(text) == flattened(parse_toml(text))


@pytest.mark.parametrize(
    "text",
    [
        'name = "x"\nseed = 1_000\n',
        "name = 'x' # mine\n",
        'a.b = 1\n[c]\nd = {e = 1, f = "g"}\n',
        "a = [1,\n  2, # two\n]\n",
        "a = inf\n",
        '[[layers]]\nkind = "A"\n[layers.b]\nc = 1\n[[layers]]\nkind = "B"\n',
    ],
)
def test_toml_edited_by_hand_is_read_too(text: str) -> None:
    assert flat_toml(text) == flattened(parse_toml(text))


@pytest.mark.parametrize(
    "text", ["a = 1\na = 2\n", "a = NaN\n", "a\n", "[a\nb = 1\n", "a = [\n1,\n"]
)
def test_invalid_toml_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        flat_toml(text)


def grid(folder: Path) -> list[RunSummary]:
    runs = []
    for units, rate, drop in ((16, 1e-3, 0.0), (64, 1e-3, 0.2), (64, 5e-4, 0.2)):
        changes = [f"layers.1.units={units}", f"train.learning_rate={rate}"]
        experiment = load("quickstart", [*changes, f"layers.1.dropout={drop}"])
        fake = FakeRun(folder, experiment).start().epochs(1, val_acc=0.8 + units / 1000 + rate)
        runs.append(summary_of(fake.finish().run))
    return runs


def test_what_differs_is_short(folder: Path) -> None:
    assert differing([run.keys for run in grid(folder)]) == [
        "dropout=0 units=16 lr=1e-3",
        "dropout=0.2 units=64 lr=1e-3",
        "dropout=0.2 units=64 lr=5e-4",
    ]


def test_what_cannot_be_compared_differs_as_a_whole() -> None:
    one = flat_toml(dumps(load("quickstart", ["train.early_stopping.patience=4"])))
    other = flat_toml(dumps(load("quickstart", ["layers.1.kind=LSTM"])))
    assert differing([one, other]) == [
        "layers=GRU early_stopping=on",
        "layers=LSTM early_stopping=-",
    ]


def test_layers_in_the_place_of_others_are_compared_and_moved_ones_are_not() -> None:
    """A sweep may try kinds and rates at once: layers.1.kind=Dropout,SpatialDropout1D."""

    def stack(*layers: tuple[str, str, float]) -> dict[str, object]:
        named = enumerate(layers)
        return {
            f"layers.{number}.{name}": value
            for number, (kind, key, size) in named
            for name, value in (("kind", kind), (key, size))
        }

    one = stack(("Embedding", "dim", 8), ("Dropout", "rate", 0.5), ("GRU", "units", 16))
    other = stack(("Embedding", "dim", 8), ("SpatialDropout1D", "rate", 0.2), ("GRU", "units", 32))
    assert differing([one, other]) == [
        "layers=Dropout rate=0.5 units=16",
        "layers=SpatialDropout1D rate=0.2 units=32",
    ]
    third = stack(("Embedding", "dim", 8), ("Dense", "width", 4), ("GRU", "units", 16))
    assert differing([one, third]) == ["layers=Dropout", "layers=Dense"]
    longer = stack(
        ("Embedding", "dim", 8), ("GRU", "units", 16), ("GRU", "units", 4), ("D", "n", 1)
    )
    assert differing([one, longer]) == ["layers=Dropout+GRU", "layers=GRU+GRU+D"]


def test_two_keys_of_one_name_say_which(folder: Path) -> None:
    runs = [{"layers.0.kind": "A", "layers.0.units": n, "layers.1.kind": "B", "layers.1.units": n}
            for n in (1, 2)]  # fmt: skip
    assert differing(runs) == ["0.units=1 1.units=1", "0.units=2 1.units=2"]


def test_nothing_differs_in_one_run_or_in_damaged_ones() -> None:
    assert differing([{"seed": 1}]) == [""]
    assert differing([{}, {}]) == ["", ""]
    assert differing([]) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.001, "1e-3"),
        (0.00025, "2.5e-4"),
        (0.2, "0.2"),
        (-0.5, "-0.5"),
        (0.0, "0"),
        (1.5, "1.5"),
        (True, "true"),
        (None, "-"),
        (["acc", "auc"], "acc+auc"),
        ("\x1b[2J", "�[2J"),
    ],
)
def test_values_are_short_and_hold_no_escape_codes(value: object, text: str) -> None:
    assert short_value(value) == text


@pytest.mark.parametrize(
    ("by", "which"),
    [
        ("val_acc", [1, 2, 0]),
        ("-val_acc", [0, 2, 1]),
        ("units", [0, 1, 2]),
        ("-units", [1, 2, 0]),
        ("lr", [2, 0, 1]),
        ("best", [0, 1, 2]),
    ],
)
def test_orders(folder: Path, by: str, which: list[int]) -> None:
    runs = grid(folder)
    assert ordered(runs, by) == [runs[index] for index in which]


def test_runs_without_a_value_come_last_in_both_orders(folder: Path) -> None:
    runs = [summary_of(FakeRun(folder).run), *grid(folder)]
    assert ordered(runs, "val_loss")[-1] == ordered(runs, "-val_loss")[-1] == runs[0]


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["runs", *arguments])


def test_the_table_has_a_heading_metrics_and_what_differs(folder: Path) -> None:
    grid(folder)
    heading, *rows = call("--sort", "val_acc").stdout.splitlines()
    assert heading.split() == [
        "run", "state", "epochs", "time", "val_loss", "val_acc", "what", "differs",
    ]  # fmt: skip
    assert rows[0].endswith("0.8650  dropout=0.2 units=64 lr=1e-3")
    assert {row.index("finished") for row in rows} == {heading.index("state")}


def test_limit_and_filter_work_in_json_too(folder: Path) -> None:
    grid(folder)
    assert len(call("--limit", "2").stdout.splitlines()) == 3
    assert len(call("--filter", "units=64", "--json").stdout.splitlines()) == 2
    assert call("--filter", "units=7").stdout == "no run meets these conditions\n"


def test_a_misspelt_name_is_one_message(folder: Path) -> None:
    grid(folder)
    done = call("--sort", "unts")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "error: no run here has 'unts'; did you mean units?\n"


def test_a_damaged_run_spoils_no_column(folder: Path) -> None:
    grid(folder)
    broken = FakeRun(folder).run
    broken.experiment.write_text("name = 3", encoding="utf-8")
    assert summary_of(broken).state == UNREADABLE
    heading, first, *_ = call().stdout.splitlines()
    assert "name: " in first
    assert heading.index("epochs") < 50


def test_long_lines_are_cut_and_ids_never(folder: Path) -> None:
    runs = grid(folder)
    lines = list(table(runs, 60))
    assert max(map(len, lines)) == 60
    assert all(line.endswith("…") for line in lines[1:])
    narrow = list(table(runs, 10))[1:]
    assert all(run.run.run_id in line for run, line in zip(runs, narrow, strict=True))


def test_a_list_imports_next_to_nothing(folder: Path) -> None:
    grid(folder)
    probe = (
        "import sys\nfrom rnn_tui.cli import cli\n"
        "try:\n    cli.main(['runs'], standalone_mode=True)\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-P", "-c", probe]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ})
    assert "what differs" in done.stdout
    heavy = {"pydantic", "numpy", "plotext", "psutil", "rich", "textual", "rnn_tui.experiment"}
    assert not heavy & set(done.stderr.split())
