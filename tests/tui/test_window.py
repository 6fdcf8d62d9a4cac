"""What the terminal is asked to show outside of the app: title and notification."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from rnn_tui.experiment import load
from rnn_tui.runs import RunState, State
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.events import Job, Started
from rnn_tui.tui.messages import StartRun
from rnn_tui.tui.terminal.window import GIVE_TITLE_BACK, KEEP_TITLE, TerminalWindow
from tests.tui.driving import OpenApp

XTERM = {"TERM": "xterm-256color"}


def outside(environment: dict[str, str]) -> tuple[TerminalWindow, list[str]]:
    written: list[str] = []
    return TerminalWindow(written.append, environment), written


def running(epochs: int = 0) -> RunState:
    return RunState(
        run_id="gru-1", path=Path("gru-1"), experiment=load("quickstart"), state=State.RUNNING
    )


def test_the_title_changes_with_the_run_and_not_with_every_look() -> None:
    terminal, written = outside(XTERM)
    run = running()
    for state in (None, run, replace(run, worked_seconds=5.0), replace(run, state=State.FINISHED)):
        terminal.title(state)
    assert written == [
        "\x1b]2;rnn-tui\x07",
        "\x1b]2;gru-1 running 0/10 - rnn-tui\x07",
        "\x1b]2;gru-1 finished - rnn-tui\x07",
    ]


@pytest.mark.parametrize(
    ("more", "order"),
    [
        ({}, "\x1b]9;gru-1 finished: all done\x07"),
        ({"VTE_VERSION": "7600"}, "\x1b]777;notify;gru-1 finished;all done\x07"),
        ({"TERM": "foot"}, "\x1b]777;notify;gru-1 finished;all done\x07"),
        ({"TMUX": "x"}, "\x1bPtmux;\x1b\x1b]9;gru-1 finished: all done\x07\x1b\\"),
    ],
)
def test_a_notification_as_the_terminal_knows_it(more: dict[str, str], order: str) -> None:
    terminal, written = outside(XTERM | more)
    terminal.notify("gru-1 finished", "all done")
    assert written == [order]


@pytest.mark.parametrize("term", ["linux", "dumb", ""])
def test_a_terminal_that_would_draw_it_is_asked_for_nothing(term: str) -> None:
    terminal, written = outside({"TERM": term})
    terminal.enter()
    terminal.title(running())
    terminal.notify("a", "b")
    terminal.leave()
    assert written == []


def test_names_give_no_orders() -> None:
    terminal, written = outside(XTERM)
    terminal.title(replace(running(), run_id="a\x07\x1b]0;b\x1b\\"))
    assert written[0].count("\x1b") == 1
    assert written[0].count("\x07") == 1


def test_the_title_that_was_there_comes_back() -> None:
    terminal, written = outside(XTERM)
    terminal.enter()
    terminal.leave()
    assert written == [KEEP_TITLE, GIVE_TITLE_BACK]


async def test_the_app_notifies_when_its_run_has_ended(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as opened:
        told: list[tuple[str, str]] = []
        monkeypatch.setattr(opened.app.window, "notify", lambda *words: told.append(words))
        opened.app.post_message(StartRun())
        await opened.until(lambda: opened.engine.runs)
        opened.engine.last.start().epochs(1)
        await opened.poll()
        assert told == []
        opened.engine.last.epochs(1).finish()
        await opened.poll()
        assert [head.endswith(" finished") for head, _ in told] == [True]


async def test_a_run_in_a_job_says_when_the_job_ends(open_app: OpenApp) -> None:
    """The same words as `rnn-tui show`."""
    async with open_app() as opened:
        opened.app.post_message(StartRun())
        await opened.until(lambda: opened.engine.runs)
        fake = opened.engine.last
        job = Job(id="17", ends_at=time.time() + 725, requeues=True)
        LogWriter(fake.run.events).append(Started(at=fake.clock, pid=fake.process.pid, job=job))
        fake.beat(state=State.STARTING).load().compile().partial(batch=2)
        await opened.poll()
        await opened.press("3")
        assert "ends in 12 min (time limit), then resumes by itself" in opened.screen
