"""The commands of the queue: what they wait for, and what they print."""

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.batch import queue as commands
from rnn_tui.experiment import load
from rnn_tui.io.faults import UserError
from rnn_tui.runs import create
from rnn_tui.sweeps import queue as queues
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.lines import Told
from rnn_tui.sweeps.names import QUEUE
from tests.made_runs import begun, made_run, stopped, tell


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []
    monkeypatch.setattr(queues, "start_worker", found.append)
    return found


def shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    commands.show_queue(folder, True)
    return json.loads(capsys.readouterr().out)


def test_a_run_that_has_just_been_made_is_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = create(tmp_path, load("quickstart", ["name=fresh"]))
    stale = create(tmp_path, load("quickstart", ["name=stale"]))
    os.utime(stale.events, (1.0, 1.0))
    ended = made_run(tmp_path, "ended")
    tell(ended, *begun(), stopped(0, 1))
    commands.add_run("quickstart", ("name=next",), tmp_path, False)
    assert capsys.readouterr().out.startswith("next-")
    runs = shown(tmp_path, capsys)["runs"]
    assert [each["run"].partition("-")[0] for each in runs] == ["fresh", "next"]
    assert runs[0] == {"place": 1, "run": fresh.run_id, "state": "running"}


def test_runs_are_moved_edited_removed_and_paused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], started: list[Any]
) -> None:
    for name in ("one", "two", "three"):
        commands.add_run("quickstart", (f"name={name}",), tmp_path, False)
    commands.move_run(tmp_path, "three", "first", False)
    commands.edit_run(tmp_path, "2", ("layers.1.units=5",), False)
    commands.remove_run(tmp_path, "two", False)
    commands.pause_queue(tmp_path, False)
    found = shown(tmp_path, capsys)
    assert [each["run"].partition("-")[0] for each in found["runs"]] == ["three", "one"]
    assert (found["paused"], found["workers"], found["limit"]) == (True, 0, 1)
    edited = queues.Queue(tmp_path)
    trial = edited.view().runs[1].trial
    assert edited.experiment(trial).layers[1].units == 5  # type: ignore[attr-defined]
    with pytest.raises(UserError, match="cannot be trained"):
        commands.edit_run(tmp_path, "1", ("layers.0.input_dim=10",), False)
    started.clear()
    commands.resume_queue(tmp_path, 3, False)
    assert len(started) == 2
    assert shown(tmp_path, capsys)["limit"] == 3


@pytest.mark.parametrize(
    "ask",
    [
        lambda folder: commands.pause_queue(folder, False),
        lambda folder: commands.resume_queue(folder, 3, False),
    ],
)
def test_a_queue_that_there_is_not_cannot_keep_a_request(ask: Any, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has no queue yet; rnn-tui queue add"):
        ask(tmp_path)


def test_a_paused_queue_says_so_also_when_it_is_empty_and_when_a_run_is_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], started: list[Any]
) -> None:
    commands.add_run("quickstart", (), tmp_path, False)
    commands.remove_run(tmp_path, "1", False)
    started.clear()
    capsys.readouterr()
    commands.pause_queue(tmp_path, False)
    assert capsys.readouterr().out.splitlines() == [commands.EMPTY, commands.PAUSED]
    commands.add_run("quickstart", ("name=next",), tmp_path, False)
    told = capsys.readouterr()
    assert told.out.startswith("next-")
    assert told.err == f"the queue is {commands.PAUSED}\n"
    assert not started


def test_a_queue_that_waits_without_a_worker_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "no worker is running: rnn-tui queue resume starts one"
    commands.show_queue(tmp_path, False)
    assert words not in capsys.readouterr().out
    commands.add_run("quickstart", (), tmp_path, False)
    commands.show_queue(tmp_path, False)
    assert words in capsys.readouterr().out
    commands.pause_queue(tmp_path, False)
    commands.show_queue(tmp_path, False)
    assert words not in capsys.readouterr().out


def test_an_edit_without_a_change_is_refused(tmp_path: Path) -> None:
    commands.add_run("quickstart", (), tmp_path, False)
    before = queues.Queue(tmp_path).view()
    with pytest.raises(UserError, match="add --set KEY=VALUE"):
        commands.edit_run(tmp_path, "1", (), False)
    assert queues.Queue(tmp_path).view() == before


def test_an_empty_queue_says_how_to_fill_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.show_queue(tmp_path, False)
    assert "rnn-tui queue add" in capsys.readouterr().out


def test_a_run_that_could_not_be_started_is_told_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queue = queues.Queue(tmp_path)
    trial = queue.add(load("quickstart", ["name=one"]), "test").trial
    told = Told(trial=trial, seed=0, outcome="failed", message="no rows", at=time.time())
    Sweep(tmp_path / QUEUE).journal.append(told)
    commands.show_queue(tmp_path, False)
    assert re.search(r"failed    one-\S+: no rows", capsys.readouterr().out)
