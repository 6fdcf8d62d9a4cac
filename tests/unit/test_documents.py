"""Whatever is printed as JSON keeps to its schema, and docs/json.md tells the schemas."""

import json
import math
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from rnn_tui.batch import start
from rnn_tui.batch.documents.page import COMMANDS, page
from rnn_tui.batch.documents.schemas import SHAPES, experiment_schema, schema_of
from rnn_tui.batch.documents.text import plain
from rnn_tui.batch.json_reporter import JsonReporter
from rnn_tui.cli import cli
from rnn_tui.experiment import load
from rnn_tui.runs import Follower, RunDirectory, RunState, list_runs
from tests.trained_runs import trained
from tests.tui.fake_engine import FakeRun

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of runs."""
    for name in ("STATE", "CACHE", "RUNS"):
        monkeypatch.setenv(f"RNN_TUI_{name}", str(tmp_path / name.lower()))
    return tmp_path / "runs"


@pytest.fixture
def many(folder: Path) -> Path:
    """Runs in all states that leave something behind."""
    experiment = load("quickstart", ["train.epochs=3"])
    FakeRun(folder, experiment)
    FakeRun(folder, experiment).start().epochs(3).test().finish()
    FakeRun(folder, experiment).start().epochs(1, val_loss=math.nan).warn("odd").fail()
    FakeRun(folder, experiment).start().epochs(1).partial(batch=5).stop()
    FakeRun(folder, experiment).start().epochs(1).die()
    FakeRun(folder, experiment).start().run.experiment.write_text("name = 3", encoding="utf-8")
    return folder


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def validator_of(schema: dict[str, Any]) -> Any:
    """Checks documents against the schema, which is checked first."""
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def checked(name: str, text: str) -> list[dict[str, Any]]:
    """The documents in the text, each of which keeps to the schema to the letter."""
    validator = validator_of(schema_of(name))
    documents = [json.loads(line, parse_constant=pytest.fail) for line in text.splitlines()]
    for document in documents:
        validator.validate(document)
        assert document["v"] == 1
    return documents


def test_the_page_tells_the_schemas() -> None:
    made = "python -m rnn_tui.batch.documents.page > docs/json.md writes it anew"
    assert (DOCS / "json.md").read_text(encoding="utf-8") == page(), made
    assert set(COMMANDS) == set(SHAPES)


@pytest.mark.parametrize("name", [*SHAPES, "presets"])
def test_the_schemas_are_schemas_and_have_a_version(name: str) -> None:
    arguments = ("presets", "--schema") if name == "presets" else ("schema", name)
    schema = json.loads(call(*arguments).stdout)
    validator_of(schema)
    assert schema["version"] == 1
    assert schema["$schema"].startswith("https://json-schema.org/")


def test_the_schema_of_a_configuration_takes_the_presets() -> None:
    validator = validator_of(experiment_schema())
    validator.validate(plain(load("imdb-simple-rnn")))
    assert not validator.is_valid({"train": {"epochs": 0}})


def test_there_is_no_schema_of_what_prints_no_json() -> None:
    done = call("schema", "stop")
    assert done.exit_code == 2
    assert f"these do: {', '.join(sorted(SHAPES))}" in done.stderr


def test_a_stream_names_its_run_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake = FakeRun(folder, load("quickstart", ["train.epochs=2"]))
    reporter, follower = JsonReporter(fake.run), Follower(fake.run)
    reporter.update(follower.poll())
    fake.start().warn("odd").epochs(1, loss=math.nan).checkpoint().pause().go_on()
    reporter.update(follower.poll())
    fake.partial(batch=5).stop().resume().epochs(2).test().finish()
    reporter.close(follower.poll())
    first, *others = checked("batch", capsys.readouterr().out)
    assert first == {"v": 1, "event": "run", "run": fake.run.run_id, "path": str(fake.run.path)}
    kinds = {document["event"] for document in others}
    assert {"created", "trace", "epoch", "paused", "stopped", "tested", "finished"} <= kinds
    assert "run" not in kinds
    assert any(document.get("logs", {}).get("loss", 0) is None for document in others)


def test_a_detached_run_is_named_as_json(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "start_engine", lambda run, ready: None)
    done = call("--batch", "--detach", "--json")
    assert done.exit_code == 0
    (document,) = checked("batch", done.stdout)
    (run,) = list_runs(folder)
    assert document == {"v": 1, "event": "run", "run": run.run_id, "path": str(run.path)}


def test_all_runs_as_json(many: Path) -> None:
    documents = checked("runs", call("runs", "--json").stdout)
    states = {document["state"] for document in documents}
    assert states == {"queued", "finished", "failed", "stopped", "lost", "damaged"}


def test_a_run_as_json_holds_whatever_is_known_of_it(many: Path) -> None:
    known = {entry.name for entry in fields(RunState)} - {"run_id", "trace"}
    properties = set(schema_of("show")["properties"])
    for run in list_runs(many):
        done = call("show", str(run.path), "--json")
        if done.exit_code:
            assert "cannot be read" in done.stderr
            continue
        (document,) = checked("show", done.stdout)
        assert set(document) == properties
        assert known <= properties
        assert document["run"] == run.run_id
        assert document["experiment"]["train"]["epochs"] == 3
        assert document["events"][0]["event"] == "created"
        assert "events.jsonl" in [file["name"] for file in document["files"]]
        if document["state"] == "finished":
            assert document["test"]["confusion"]
            assert document["parameters"] == 22_369
            assert len(document["epochs"]) == 3


def test_the_best_epoch_is_an_index_into_the_epochs_beside_it(folder: Path) -> None:
    fake = FakeRun(folder, load("quickstart", ["train.epochs=3"])).start()
    fake.epochs(1, val_loss=0.5).epochs(1, val_loss=0.2).epochs(1, val_loss=0.4).test().finish()
    (listed,) = checked("runs", call("runs", "--json").stdout)
    (shown,) = checked("show", call("show", "last", "--json").stdout)
    assert listed["best_epoch"] == shown["best_epoch"] == 1
    assert shown["epochs"][1]["logs"]["val_loss"] == listed["epochs"][1]["val_loss"] == 0.2


def test_a_run_as_text_holds_it_too(folder: Path) -> None:
    fake = FakeRun(folder, load("quickstart", ["train.epochs=2"]))
    fake.start().warn("odd").epochs(2).test().finish()
    shown = call("show", "last").stdout
    for expected in (
        "Total params: 22,369",
        "true / predicted",
        'optimizer = "',
        "warning: odd",
        "engine started, pid ",
        "  events.jsonl\n",
    ):
        assert expected in shown


def test_predictions_as_json(folder: Path) -> None:
    trained(folder)
    texts = CliRunner().invoke(
        cli, ["predict", "last", "--file", "-", "--json"], input="good film\n\n?\n"
    )
    good, bad = checked("predict", texts.stdout)
    assert (good["line"], good["class"]) == (1, "positive")
    assert (bad["line"], set(bad) - set(good)) == (3, {"error"})
    (document,) = checked("predict", call("predict", "last", "good", "--json").stdout)
    assert "line" not in document


def test_what_judges_runs_as_json(folder: Path) -> None:
    runs = [trained(folder).run_id for _ in range(2)]
    checked("evaluate", call("evaluate", runs[0], "--json").stdout)
    checked("compare", call("compare", *runs, "--json").stdout)
    checked("compare", call("compare", *runs, "--evaluate", "--json").stdout)


def test_numbers_that_are_not_finite_are_null(folder: Path) -> None:
    fake = FakeRun(folder).start()
    state = replace(fake.state, worked_seconds=math.inf)
    assert plain(state.worked_seconds) is None
    assert plain({"a": (math.nan, 1.0)}) == {"a": [None, 1.0]}


@pytest.mark.parametrize(("to", "words"), [("csv", "epoch,"), ("script", "import keras")])
def test_an_export_to_standard_output(folder: Path, to: str, words: str) -> None:
    fake = FakeRun(folder).start().epochs(2).finish()
    done = call("export", "last", "--to", to, "-o", "-")
    assert done.exit_code == 0
    assert words in done.stdout
    assert "wrote" not in done.output
    assert not Path("-").exists()
    if to == "script":
        assert f"export --to script -o {fake.run.run_id}.py writes" in done.stderr
        compile(done.stdout, "script", "exec")


def test_a_model_is_not_for_standard_output(folder: Path) -> None:
    run: RunDirectory = FakeRun(folder).start().epochs(2).finish().run
    done = call("export", "last", "--to", "keras", "-o", "-")
    assert done.exit_code == 2
    assert done.stderr == (
        f"error: --to keras cannot go to standard output: name a file, {run.run_id}.keras\n"
    )
