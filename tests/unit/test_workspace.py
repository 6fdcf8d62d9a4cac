"""The workspace without an app: what requests do to the document and the runs, and what is said."""

from pathlib import Path
from typing import Any

import pytest

from rnn_tui.experiment import load
from rnn_tui.experiment.loading import edited
from rnn_tui.runs import RunDirectory, State
from rnn_tui.tui import messages
from rnn_tui.tui.state.current_run import CurrentRun
from rnn_tui.tui.state.desk import opened
from rnn_tui.tui.state.farewell import Farewell, Quitting
from rnn_tui.tui.state.workspace import Workspace


class Notices:
    """Remembers what was said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.cleared = 0

    def say(self, text: str, severity: str = "information") -> None:
        self.said.append((text, severity))

    def clear_notifications(self) -> None:
        self.cleared += 1


class Lab:
    """A workspace whose engine does nothing but be counted."""

    def __init__(self, folder: Path) -> None:
        self.notices, self.changes, self.started = Notices(), 0, list[RunDirectory]()
        current = CurrentRun(folder / "runs", self.started.append)
        self.workspace = Workspace(opened(None), current, self.notices, self._changed)

    def _changed(self) -> None:
        self.changes += 1

    def do(self, request: messages.Request) -> None:
        self.workspace.do(request)


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    return Lab(tmp_path)


def changed(lab: Lab, *pairs: tuple[str, Any]) -> messages.EditExperiment:
    return messages.EditExperiment(edited(lab.workspace.document.experiment, list(pairs)))


def test_a_change_is_told_once_and_none_is_told_of_nothing(lab: Lab) -> None:
    lab.do(changed(lab, ("train.epochs", 3)))
    assert (lab.workspace.document.experiment.train.epochs, lab.changes) == (3, 1)
    lab.do(changed(lab, ("train.epochs", 3)))
    lab.do(messages.SettleEdit())
    assert lab.changes == 1


def test_undo_takes_the_notices_of_the_change_away(lab: Lab) -> None:
    lab.workspace.desk.undo()
    assert lab.notices.said == [("nothing to undo", "information")]
    assert not lab.notices.cleared
    lab.do(changed(lab, ("train.epochs", 3)))
    lab.workspace.desk.undo()
    assert lab.notices.cleared == 1
    assert not lab.workspace.document.unsaved


def test_a_run_is_not_started_while_there_are_problems(lab: Lab) -> None:
    lab.do(messages.RejectEdit("train.epochs", "x", "takes a whole number"))
    lab.do(messages.StartRun())
    assert not lab.started
    (text, severity) = lab.notices.said[-1]
    assert severity == "warning"
    assert text.startswith("1 problem first: epochs: takes a whole number")


def test_a_run_is_started_followed_and_not_started_twice(lab: Lab) -> None:
    lab.do(messages.StartRun())
    (run,) = lab.started
    state = lab.workspace.run_state
    assert state is not None
    assert (state.path, state.state) == (run.path, State.QUEUED)
    lab.do(messages.StartRun())
    assert len(lab.started) == 1
    assert lab.notices.said[-1] == (f"{run.run_id} is still queued", "warning")


def test_saving_says_where_and_what_is_missing(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    lab.do(messages.RejectEdit("train.epochs", "x", "no"))
    lab.do(messages.SaveExperiment(path))
    assert load(path) == lab.workspace.document.experiment
    assert lab.notices.said[-1][1] == "warning"
    assert "without the invalid epochs" in lab.notices.said[-1][0]
    lab.do(messages.SaveExperiment(tmp_path / "no" / "such" / "mine.toml"))
    assert lab.notices.said[-1][1] == "error"
    assert lab.workspace.document.path == path


def test_requests_without_a_run_are_errors_and_not_faults(lab: Lab) -> None:
    for request in (messages.ResumeRun(), messages.KillRun()):
        lab.do(request)
        assert lab.notices.said.pop() == ("no current run", "error")


def test_a_draft_of_this_app_is_dropped_once_nothing_is_unsaved(lab: Lab, tmp_path: Path) -> None:
    drafts = tmp_path / "state" / "drafts"
    lab.do(changed(lab, ("train.epochs", 3)))
    assert lab.workspace.desk.keep_draft()
    assert len(list(drafts.iterdir())) == 1
    lab.workspace.desk.undo()
    assert not lab.workspace.desk.keep_draft()
    assert not list(drafts.iterdir())


def test_a_farewell_tells_of_runs_and_of_edits_that_are_kept(lab: Lab) -> None:
    lab.do(messages.StartRun())
    lab.do(changed(lab, ("train.epochs", 3)))
    farewell = Farewell(lab.workspace)
    farewell.unasked(Quitting.LEAVE, "a fault")
    assert lab.started[0].run_id in farewell.lines[1]
    assert "takes over again" in farewell.lines[1]
    assert farewell.lines[0] == "a fault"
    assert farewell.lines[2] == "unsaved edits will be restored at the next start"


def test_every_request_is_done_by_the_workspace() -> None:
    """A request that nothing does would be lost without a word."""
    source = Path(__file__).parents[2] / "rnn_tui" / "tui" / "state" / "workspace.py"
    cases = source.read_text(encoding="utf-8")
    for request in messages.Request.__subclasses__():
        assert f"case messages.{request.__name__}():" in cases, request
