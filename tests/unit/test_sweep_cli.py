"""`rnn-tui sweep` and what is printed: what is typed becomes a sweep, and errors name the key."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rnn_tui.cli import cli
from rnn_tui.sweeps.folder import Sweep, list_sweeps
from rnn_tui.sweeps.lines import Requested, TestedRun, Told
from tests.made_sweeps import RATE, UNITS, asked, made_sweep, run_of, taken, told
from tests.unit.test_documents import checked


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("STATE", "CACHE", "RUNS"):
        monkeypatch.setenv(f"RNN_TUI_{name}", str(tmp_path / name.lower()))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "runs"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["sweep", *arguments])


def made(folder: Path, *arguments: str) -> Sweep:
    """The sweep that the command makes, with no worker."""
    result = call("--workers", "0", *arguments)
    assert result.exit_code == 0, result.output
    [sweep] = list_sweeps(folder)
    return sweep


def test_seeds_alone_are_a_sweep(folder: Path) -> None:
    sweep = made(folder, "--seeds", "5")
    assert (sweep.spec.seeds, sweep.spec.space) == (5, {})
    assert sweep.name.startswith("quickstart-")


def test_what_is_typed_is_tried_and_the_rest_is_set(folder: Path) -> None:
    sweep = made(
        folder,
        *("--set", "train.learning_rate=1e-4..1e-2:log", "--set", "layers.1.units=16,32"),
        *("--set", "train.epochs=3", "--trials", "7", "--sampler", "random", "--sweep-seed", "9"),
        *("--objective", "val_acc", "--as", "mine"),
    )
    assert sweep.name == "mine"
    spec = sweep.spec
    assert (spec.trials, spec.sampler, spec.seed, spec.objective) == (7, "random", 9, "val_acc")
    assert spec.space == {
        "train.learning_rate": {"low": 1e-4, "high": 1e-2, "log": True},
        "layers.1.units": [16, 32],
    }
    assert sweep.base.train.epochs == 3


def test_a_file_says_what_is_tried_and_the_command_line_changes_it(folder: Path) -> None:
    other = made_sweep(folder.parent / "other", UNITS | RATE, seeds=3, trials=9)
    config = str(other.path / "sweep.toml")
    sweep = made(folder, "-c", config, "--set", "layers.1.units=8", "--trials", "2")
    assert sweep.spec.space == RATE
    assert (sweep.spec.seeds, sweep.spec.trials) == (3, 2)
    assert sweep.base.layers[1].units == 8  # type: ignore[attr-defined]


def test_the_last_setting_of_a_key_counts(folder: Path) -> None:
    settings = ("layers.1.units=16,32", "layers.1.units=64", "train.epochs=2", "train.epochs=3,4")
    sweep = made(folder, *(word for setting in settings for word in ("--set", setting)))
    assert sweep.spec.space == {"train.epochs": [3, 4]}
    assert sweep.base.layers[1].units == 64  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--set", "train.learning_rate=1e-4...1e-2"), "train.learning_rate: '1e-4...1e-2' is not"),
        (("--set", "train.learning_rate=1e-2..1e-4"), "train.learning_rate: low 0.01 is not below"),
        (("--set", "layers.1.unit=16,32"), 'sweep.space."layers.1.unit": unknown key'),
        (("--set", "layers.1.units=16,0"), "0 is not allowed; it takes a whole number"),
        (("--seeds", "0"), "sweep.seeds: 0 is not allowed; it takes a whole number from 1"),
        (("--sampler", "bayes"), "sweep.sampler: 'bayes' is not allowed; it takes one of auto"),
        (("--minutes", "0"), "sweep.minutes: 0.0 is not allowed; it takes a number above 0"),
        (("--prune", "half"), "sweep.prune: 'half' is not allowed; it takes one of median, asha"),
        (("--seeds", "2", "--prune-after", "3"), "--prune-after needs --prune median or"),
        (
            ("--set", "train.epochs=3", "--prune", "median", "--prune-after", "3"),
            "sweep.prune_after: 3 is not below train.epochs, 3: no run would be pruned",
        ),
        (("--objective", "auc"), "sweep.objective: 'auc' is not measured"),
        (("--sampler", "grid", "--set", "train.clipnorm=1..2"), "a grid needs a list of values"),
        (("--set", "seed=1,2"), "sweep.seeds gives each combination several seeds"),
        (("--set", "layers.2.units=1,3"), "layers.2.units=3 cannot be trained"),
        (("--seeds", "2", "--as", "last"), "last means the latest"),
        (
            ("--seeds", "2", "--as", "queue"),
            "queue is the queue of the runs folder: choose another name",
        ),
        ((), "nothing varies in this sweep: --seeds 5"),
        (("--set", "layers.1.units=16"), "nothing varies in this sweep"),
        (("shwo",), "Did you mean show?"),
        (("mail.toml",), "An experiment is given with -c: cli sweep -c mail.toml"),
        (("--seeds", "2", "show"), "put the options after the command: rnn-tui sweep show"),
    ],
)
def test_an_error_names_the_key_and_nothing_is_made(
    folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    result = call("--workers", "0", *arguments)
    assert result.exit_code == 2
    assert words in result.output
    assert list_sweeps(folder) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--minutes", "60"), "trials begun within 60 min in "),
        (("--minutes", "1.5", "--trials", "9"), "up to 9 trials begun within 1.5 min in "),
        (("--trials", "9"), "9 trials in "),
    ],
)
def test_the_bounds_of_a_sweep_are_said(
    folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    rates = ("--set", "train.learning_rate=1e-4..1e-2:log")
    result = call("--workers", "0", *rates, "--as", "mine", *arguments)
    assert result.exit_code == 0
    assert result.output.startswith(f"mine: {words}")


def test_show_says_how_long_trials_are_begun(folder: Path) -> None:
    sweep = made_sweep(folder, RATE, minutes=90)
    assert "0 of 0 trials over, trials are begun for another 1:30:00\n" in call("show").output
    sweep.journal.append(asked(0), taken(0), Requested(request="stop"))
    [shown] = checked("sweep-show", call("show", "--json").stdout)
    assert shown["wanted"] == 1
    assert 89 < shown["minutes_left"] <= 90


def test_a_name_that_is_taken_is_told(folder: Path) -> None:
    made(folder, "--seeds", "2", "--as", "mine")
    result = call("--seeds", "2", "--as", "mine", "--workers", "0")
    assert result.exit_code == 2
    assert "mine already exists; give --as another name, or continue it with" in result.output


@pytest.mark.parametrize(
    "options", [("--workers", "2"), ("--on", "none"), ("--set", "seed=1"), ("--json",)]
)
def test_no_option_before_a_command_is_left_out(options: tuple[str, ...], folder: Path) -> None:
    made_sweep(folder, UNITS)
    result = call(*options, "show")
    assert result.exit_code == 2
    assert "put the options after the command: rnn-tui sweep show" in result.output


def test_workers_that_are_started_by_hand_are_not_counted(folder: Path) -> None:
    result = call("--seeds", "2", "--on", "none", "--workers", "3")
    assert result.exit_code == 2
    assert "--on none starts no worker" in result.output
    assert not list(folder.glob("*/sweep.toml"))


@pytest.mark.parametrize("command", ["show", "stop", "resume", "work"])
def test_a_sweep_that_there_is_not_is_told(command: str, folder: Path) -> None:
    assert "no sweep in" in call(command).output
    made_sweep(folder, UNITS)
    result = call(command, "nothing")
    assert result.exit_code == 2
    assert "matches nothing; the latest are quickstart-" in result.output


def half_done(folder: Path) -> Sweep:
    """Two trials of three over, the third begun and left."""
    sweep = made_sweep(folder, UNITS, seeds=2)
    for number, units in enumerate((4, 8, 16)):
        sweep.journal.append(asked(number, 0, 1, values={"layers.1.units": units}))
    sweep.journal.append(
        *(told(0, value=0.5, seed=seed) for seed in (0, 1)),
        told(1, value=0.25),
        Told(trial=1, seed=1, outcome="failed", message="loss became nan"),
        taken(2, "gone"),
    )
    run_of(sweep, 2, epochs=2)
    return sweep


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("epochs = 3", "epochs = 4"),
        ("    4,\n    8,", "    2,\n    4,\n    8,"),
        ("seeds = 2", "seeds = 3"),
    ],
)
def test_a_sweep_does_not_go_on_with_an_edited_configuration(
    folder: Path, before: str, after: str
) -> None:
    config = half_done(folder).path / "sweep.toml"
    text = config.read_text()
    assert before in text
    config.write_text(text.replace(before, after))
    for command in (("resume", "--workers", "0"), ("work",)):
        result = call(*command)
        assert result.exit_code == 2
        assert "was edited after the sweep began" in " ".join(result.output.split())
    assert call("show").exit_code == 0
    assert call("stop").exit_code == 0


def test_a_sweep_goes_on_with_more_trials_more_time_and_another_layout(folder: Path) -> None:
    sweep = made_sweep(folder, RATE, trials=2, minutes=1)
    config = sweep.path / "sweep.toml"
    text = config.read_text()
    assert "trials = 2" in text
    text = text.replace("trials = 2", "trials   =   5").replace("minutes = 1.0", "minutes = 2.0")
    config.write_text(f"# rates\n{text}")
    result = call("resume", "--workers", "0")
    assert result.exit_code == 0, result.output
    assert "5 trials begun within 2 min" in result.output


def test_show_tells_the_trials_the_failures_and_the_best(folder: Path) -> None:
    half_done(folder)
    result = call("show")
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    assert lines[0].endswith(": waiting")
    assert lines[1] == "grid over layers.1.units, 2 seeds each: 2 of 3 trials over"
    assert lines[2] == "trial seed state epochs time val_loss layers.1.units"
    assert lines[3] == "000 2/2 finished - 0:00 0.5000 4"
    assert lines[4] == "001 2/2 failed - 0:00 - 8"
    assert lines[5].startswith("002 0/2 waiting")
    assert lines[6] == "001-s1: loss became nan"
    assert lines[7].startswith("best: 000-s0, 000-s1, val_loss 0.5000 ± 0.0000 (n=2, 95% interval")
    assert lines[8].startswith("test: not looked at before all trials are over")


def test_show_tells_that_the_data_has_changed_between_runs(folder: Path) -> None:
    sweep = made_sweep(folder, UNITS, seeds=2)
    for number, content in enumerate(("a", "a", "b")):  # the seed draws the test part
        sweep.journal.append(asked(number, 0, 1, values={"layers.1.units": number + 1}))
        told_of = [replace(told(number, seed=seed), data=f"{content}{seed}") for seed in (0, 1)]
        sweep.journal.append(*told_of)
    words = "the data has changed between the runs, and their figures cannot be compared"
    assert f"{words}: 002-s0, 002-s1\n" in call("show").output
    assert json.loads(call("show", "--json").output)["other_data"] == ["002-s0", "002-s1"]
    tries_data = made_sweep(folder, {"data.num_words": [50, 90]})
    for number, content in enumerate("ab"):
        tries_data.journal.append(asked(number), replace(told(number), data=content))
    assert words not in call("show", tries_data.name).output


def test_show_tells_each_seed_where_there_is_one_combination(folder: Path) -> None:
    sweep = made_sweep(folder, seeds=2)
    test = {"loss": 0.5, "acc": 0.75}
    sweep.journal.append(
        asked(0, 0, 1),
        Told(trial=0, seed=0, outcome="finished", value=0.25, epoch=1, epochs=3, test=test),
        taken(0, "gone", seed=1),
    )
    run_of(sweep, 0, epochs=2, seed=1)
    lines = [" ".join(line.split()) for line in call("show").output.splitlines()]
    assert lines[1] == "one combination, 2 seeds each: 0 of 1 trial over"
    assert lines[2] == "run state epochs time val_loss test loss test acc"
    assert lines[3] == "000-s0 finished 3 0:00 0.2500 0.5000 0.7500"
    assert lines[4].startswith("000-s1 lost 2/3")


def test_show_says_that_the_test_was_looked_at_once(folder: Path) -> None:
    sweep = made_sweep(folder, {"layers.1.units": [4, 8]})
    sweep.journal.append(
        asked(0, values={"layers.1.units": 4}),
        asked(1, values={"layers.1.units": 8}),
        told(0, value=0.5),
        told(1, value=0.25),
        TestedRun(trial=1, seed=0, logs={"loss": 0.5, "acc": 0.75}),
    )
    lines = call("show").output.splitlines()
    assert lines[0].endswith(": finished")
    assert lines[-1] == "test, looked at once, for this one only: loss 0.5000, acc 0.7500"


def test_what_is_printed_as_json_keeps_to_its_schema(folder: Path) -> None:
    sweep = half_done(folder)
    [shown] = checked("sweep-show", call("show", "--json").stdout)
    assert shown["state"] == "waiting"
    assert [trial["state"] for trial in shown["trials"]] == ["finished", "failed", "waiting"]
    assert shown["trials"][2]["runs"][0]["epochs"] == 2
    [stopped] = checked("sweep-show", call("stop", "--json").stdout)
    assert stopped["state"] == "stopped"
    lines = checked("sweep", call("work", "--json").stdout)
    assert lines[0] == {"v": 1, "event": "sweep", "sweep": sweep.name, "path": str(sweep.path)}
    named = checked("sweep", call("resume", "--json", "--workers", "0").stdout)
    assert [line["event"] for line in named] == ["sweep"]
    made_ = checked("sweep", call("--seeds", "2", "--json", "--workers", "0").stdout)
    assert [line["event"] for line in made_] == ["sweep"]
    for line in sweep.journal.path.read_text(encoding="utf-8").splitlines():
        checked("sweep", json.dumps(json.loads(line)))


def test_stop_holds_or_stops_and_resume_lets_go_on(folder: Path) -> None:
    sweep = made_sweep(folder, UNITS)
    assert "begins nothing new" in call("stop", "--after-runs").output
    assert sweep.refresh().request.request == "hold"
    assert "is stopped; rnn-tui sweep resume" in call("stop").output
    assert sweep.refresh().request.request == "stop"
    result = call("work")
    assert (result.exit_code, "is stopped; rnn-tui sweep resume" in result.output) == (130, True)
    assert call("resume", "--workers", "0").exit_code == 0
    assert sweep.refresh().request == Requested(
        at=sweep.state.request.at, request="run", by="rnn-tui sweep resume"
    )


def test_a_sweep_that_is_finished_is_not_resumed(folder: Path) -> None:
    sweep = made_sweep(folder)
    sweep.journal.append(asked(0), told(0))
    result = call("resume")
    assert result.exit_code == 0
    assert "is finished" in result.output


def test_another_users_sweep_is_shown_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = half_done(folder)
    before = sweep.journal.path.read_bytes()
    monkeypatch.setattr("os.geteuid", lambda: 54_321)
    monkeypatch.setattr("rnn_tui.runs.files.ownership._uid_of_new_files", lambda folder: set())
    assert call("show").exit_code == 0
    for command in ("stop", "resume", "work"):
        result = call(command)
        assert result.exit_code == 2
        assert "belongs to another user" in result.output
    assert sweep.journal.path.read_bytes() == before
    assert not (sweep.path / "workers").exists()


def test_a_sweep_of_another_version_is_shown_and_not_worked_on(folder: Path) -> None:
    sweep = half_done(folder)
    with sweep.journal.path.open("ab") as file:
        file.write(b'{"v": 1, "event": "voted", "at": 1, "for": "003"}\n')
    assert "another version of rnn-tui wrote in the journal" in call("show").output
    for command in ("stop", "resume", "work"):
        result = call(command)
        assert result.exit_code == 2
        assert "was written by another version of rnn-tui" in result.output


def test_a_sweep_becomes_a_study_that_optuna_reads(folder: Path) -> None:
    optuna = pytest.importorskip("optuna")
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    sweep = half_done(folder)
    result = call("show", "--optuna", "study.log")
    assert (result.exit_code, result.output) == (
        0,
        f"3 trials of {sweep.name} written to study.log\n",
    )
    storage = JournalStorage(JournalFileBackend("study.log"))
    study = optuna.load_study(study_name=sweep.name, storage=storage)
    assert [trial.state.name for trial in study.trials] == ["COMPLETE", "FAIL", "RUNNING"]
    assert [trial.params["layers.1.units"] for trial in study.trials] == [4, 8, 16]
    assert (study.best_value, study.direction.name) == (0.5, "MINIMIZE")
    assert study.trials[0].user_attrs["runs"] == ["000-s0", "000-s1"]
    again = call("show", "--optuna", "study.log")
    assert (again.exit_code, "file exists: study.log" in again.output) == (2, True)


def test_names_of_sweeps_complete(folder: Path) -> None:
    from click.shell_completion import ShellComplete

    made_sweep(folder, UNITS)
    found = ShellComplete(cli, {}, "rnn-tui", "_X").get_completions(["sweep", "show"], "")
    assert [item.value.split("-")[0] for item in found] == ["last", "quickstart"]
