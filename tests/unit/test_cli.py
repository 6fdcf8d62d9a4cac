"""The command line without an engine: listings, summaries, refusals and their exit codes."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rnn_tui.cli import cli
from rnn_tui.experiment import load, preset_names
from tests.tui.fake_engine import FakeRun


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the runs nor the index of the person who tests."""
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_RUNS", str(tmp_path / "runs"))


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.mark.parametrize(
    ("preset", "total"),
    [
        ("embedding-simple-rnn", "322,080"),
        ("simple-rnn-sequences", "322,080"),
        ("stacked-simple-rnn", "328,320"),
        ("imdb-simple-rnn", "322,113"),
    ],
)
def test_summary_gives_the_introductions_totals(preset: str, total: str) -> None:
    done = call("summary", "-c", preset)
    assert done.exit_code == 0
    assert f"Total params: {total} " in done.stdout
    assert "Non-trainable params: 0 " in done.stdout


def test_summary_takes_settings() -> None:
    done = call("summary", "-c", "imdb-simple-rnn", "--set", "layers.1.return_sequences=true")
    assert "(None, None, 32)" in done.stdout.splitlines()[5]


def test_presets_are_listed_with_the_quickstart_first() -> None:
    lines = call("presets").stdout.splitlines()
    assert lines[0].startswith("quickstart ")
    assert [line.split()[0] for line in lines] == list(preset_names())


def test_a_preset_is_printed_as_it_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(call("presets", "imdb-lstm").stdout, encoding="utf-8")
    assert load(file) == load("imdb-lstm")


def test_the_schema_is_json_and_names_the_sections() -> None:
    schema = json.loads(call("presets", "--schema").stdout)
    assert {"name", "seed", "data", "layers", "train"} <= set(schema["properties"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("summary", "-c", "imdb-simple-rn"), "did you mean imdb-simple-rnn?"),
        (("presets", "nonesuch"), "no preset is called 'nonesuch'; the presets are"),
        (("--batch", "--set", "train.epoch=3"), "did you mean epochs?"),
        (("--batch", "--set", "train"), "--set takes key=value"),
        (("--json",), "need --batch"),
        (("--batch", "runs"), "put the options after the command: rnn-tui runs"),
        (("stop", "last", "--kill", "--after-epoch"), "cannot be combined"),
        (("show", "last"), "no run in"),
        (("stop", "nonesuch"), "no run in"),
        (("stop", ""), "name a run: its id, the beginning of one, or last"),
        (("presets", ""), "no preset is called ''; the presets are quickstart,"),
        (("-c", ""), "error: no preset or file named ''; presets: quickstart,"),
        (("--batch", "-c", ""), "error: no preset or file named ''"),
        (("-c", "", "runs"), "put the options after the command: rnn-tui runs"),
        (("--batch", "-c", "embedding-simple-rnn"), "append a Dense layer with 1 unit"),
    ],
)
def test_a_refusal_is_one_message_and_exit_2(arguments: tuple[str, ...], words: str) -> None:
    done = call(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stdout == ""


def test_a_fix_that_can_be_typed_is_given_as_options() -> None:
    done = call("--batch", "--set", "layers.2.units=3")
    assert "--set layers.2.units=1" in done.stderr


def test_a_refused_experiment_leaves_no_run(tmp_path: Path) -> None:
    call("--batch", "-c", "embedding-simple-rnn")
    assert not (tmp_path / "runs").exists()


def test_runs_and_show(tmp_path: Path) -> None:
    FakeRun(tmp_path / "runs").start().epochs(2).finish()
    FakeRun(tmp_path / "runs").start().partial(batch=5).stop()
    listed = call("runs").stdout
    assert "quickstart-1" in listed
    assert "finished" in listed
    assert "quickstart-2" in listed
    shown = call("show", "quickstart-1").stdout
    assert "epoch 2/" in shown
    assert "accuracy" in shown
    cut_short = call("show", "quickstart-2").stdout
    assert "epoch 1 was cut short after 5 of" in cut_short


def test_runs_as_json(tmp_path: Path) -> None:
    FakeRun(tmp_path / "runs").start().epochs(2).finish()
    (record,) = map(json.loads, call("runs", "--json").stdout.splitlines())
    assert (record["state"], len(record["epochs"])) == ("finished", 2)


def test_a_run_that_cannot_be_read_is_named_and_the_others_are_listed(tmp_path: Path) -> None:
    FakeRun(tmp_path / "runs").start().epochs(1).finish()
    broken = FakeRun(tmp_path / "runs").start()
    broken.run.experiment.write_text("name = 3", encoding="utf-8")
    listed = call("runs").stdout
    assert re.search(r"^quickstart-2 +damaged +name: ", listed, re.MULTILINE)
    assert "quickstart-1" in listed


def test_a_run_of_a_later_version_is_damaged_not_lost(tmp_path: Path) -> None:
    run = FakeRun(tmp_path / "runs").run
    run.events.write_text('{"v": 2, "event": "made", "at": 1.0}\n')
    why = "the event log holds a line of version 2"
    assert re.search(rf"^quickstart-1 +damaged +{why}", call("runs").stdout, re.MULTILINE)
    (record,) = map(json.loads, call("runs", "--json").stdout.splitlines())
    assert record["state"] == "damaged"
    assert why in record["error"]
    for command in ("show", "resume"):
        done = call(command, "last")
        assert done.exit_code == 2
        assert f"run quickstart-1 cannot be read: {why}" in done.stderr


def test_a_live_run_is_listed_with_the_time_since_its_start(tmp_path: Path) -> None:
    fake = FakeRun(tmp_path / "runs").start()
    fake.clock += 3723
    fake.beat()
    assert "1:02:03" in call("runs").stdout
    (record,) = map(json.loads, call("runs", "--json").stdout.splitlines())
    assert record["seconds"] == pytest.approx(3723)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (("--set", "train.batch_size=3"), "train.batch_size: a resume cannot change it"),
        (("--set", "train.epochs=1"), "2 epochs are already done"),
        ((), "--set train.epochs=N with N above 2 extends it"),
    ],
)
def test_what_a_resume_refuses(tmp_path: Path, settings: tuple[str, ...], words: str) -> None:
    run = FakeRun(tmp_path / "runs").start().epochs(2).finish().run
    before = run.experiment.read_bytes()
    done = call("resume", "last", *settings)
    assert done.exit_code == 2
    assert words in done.stderr
    assert run.experiment.read_bytes() == before


@pytest.mark.parametrize("command", ["stop", "pause"])
def test_a_run_that_is_over_cannot_be_asked(tmp_path: Path, command: str) -> None:
    FakeRun(tmp_path / "runs").start().epochs(1).finish()
    done = call(command, "last")
    assert done.exit_code == 2
    assert "is not running: it is finished" in done.stderr
