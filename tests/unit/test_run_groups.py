"""Runs that differ in nothing but their seed, as a group: in a table, as JSON, compared."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rnn_tui.cli import cli
from rnn_tui.experiment import load
from rnn_tui.results.groups import compared, grouped
from rnn_tui.runs.lists.run_summary import RunSummary, summary_of
from tests.tui.fake_engine import FakeRun


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


def trained(folder: Path, seed: int, acc: float, *changes: str) -> FakeRun:
    experiment = load("quickstart", [f"seed={seed}", *changes])
    return FakeRun(folder, experiment).start().epochs(1, val_acc=acc)


def seeds(folder: Path) -> list[RunSummary]:
    """Three seeds each of two configurations, and one run that was stopped."""
    runs = [trained(folder, seed, acc).finish() for seed, acc in enumerate((0.84, 0.85, 0.86))]
    wide = enumerate((0.87, 0.90, 0.87))
    runs += [trained(folder, seed, acc, "layers.1.units=64").finish() for seed, acc in wide]
    runs.append(trained(folder, 7, 0.1).stop())
    return [summary_of(fake.run) for fake in runs]


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["runs", "--group", *arguments])


def test_equal_configurations_are_one_group(folder: Path) -> None:
    narrow, wide = grouped(seeds(folder))
    assert (len(narrow.runs), len(wide.runs)) == (4, 3)
    spread = narrow.spread("val_acc")
    assert spread is not None
    assert (spread.n, spread.mean) == (3, pytest.approx(0.85))
    assert narrow.spread("nothing") is None


def test_what_says_nothing_of_the_result_parts_no_group(folder: Path) -> None:
    runs = [
        trained(folder, seed, 0.5, f"name=run-{seed}", f"train.checkpoint_seconds={30 + seed}")
        for seed in (1, 2)
    ]
    assert len(grouped(summary_of(fake.run) for fake in runs)) == 1


def test_a_run_that_did_not_finish_counts_only_while_none_has(folder: Path) -> None:
    running = [summary_of(trained(folder, seed, 0.5).run) for seed in (1, 2)]
    assert grouped(running)[0].counted == tuple(running)
    done = summary_of(trained(folder, 3, 0.9).finish().run)
    assert grouped([*running, done])[0].counted == (done,)


def test_damaged_runs_are_no_group(folder: Path) -> None:
    runs = [trained(folder, seed, 0.5) for seed in (1, 2)]
    for fake in runs:
        fake.run.experiment.write_text("name = 3")
    assert len(grouped(summary_of(fake.run) for fake in runs)) == 2


def test_configurations_are_compared_at_the_seeds_that_both_have(folder: Path) -> None:
    pair = compared(grouped(seeds(folder)), "val_acc")
    assert pair is not None
    assert pair.seeds == (0, 1, 2)
    assert pair.difference.mean == pytest.approx(0.03)
    assert not pair.sure


def test_the_table_has_means_and_deviations(folder: Path) -> None:
    seeds(folder)
    heading, best, other = call("--sort", "val_acc").stdout.splitlines()
    assert heading.split() == ["experiment", "runs", "val_loss", "val_acc", "what", "differs"]
    assert best.split()[1] == "3"
    assert best.endswith("0.8800 ± 0.0173  units=64")
    assert other.split()[1] == "3/4"
    assert "0.8500 ± 0.0100" in other
    assert len(call("--limit", "1").stdout.splitlines()) == 2
    assert call("--filter", "units=7").stdout == "no run meets these conditions\n"


def test_a_group_in_json_names_its_runs_and_its_interval(folder: Path) -> None:
    seeds(folder)
    line = json.loads(call("--sort", "val_acc", "--json").stdout.splitlines()[0])
    assert sorted(line["seeds"]) == [0, 1, 2]
    assert len(line["runs"]) == len(line["counted"]) == 3
    figure = line["figures"]["val_acc"]
    assert (figure["n"], figure["mean"]) == (3, pytest.approx(0.88))
    assert figure["interval"] == pytest.approx([0.8370, 0.9230], abs=1e-4)
