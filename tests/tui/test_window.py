"""What the terminal is asked to show outside of the app: title and notification."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from rnn_tui.experiment import load
from rnn_tui.runs import Phase, Position, RunState, State
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.events import Job, Started
from rnn_tui.tui.messages import EditExperiment, StartRun
from rnn_tui.tui.state.current_run import CurrentRun
from rnn_tui.tui.terminal.window import GIVE_TITLE_BACK, KEEP_TITLE, TerminalWindow
from rnn_tui.wording.positions import progress_words
from tests.tui.driving import OpenApp
from tests.tui.fake_engine import FakeRun

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
        "\x1b]2;gru-1 running 1/10 - rnn-tui\x07",
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


@pytest.mark.parametrize(
    ("state", "position", "words"),
    [
        (State.STARTING, Position(), "starting"),
        (State.RUNNING, Position(2, 5), "running 3/10"),
        (State.RUNNING, Position(10, 1, Phase.TEST), "running 10/10"),
        (State.STOPPED, Position(2, 5), "stopped 0/10"),
        (State.FINISHED, Position(10), "finished"),
    ],
)
def test_the_progress_of_a_run_in_a_word(state: State, position: Position, words: str) -> None:
    assert progress_words(replace(running(), state=state, position=position)) == words


async def test_the_header_tells_the_experiment_and_the_run_apart(
    open_app: OpenApp, tmp_path: Path
) -> None:
    fake = FakeRun(tmp_path / "runs").start().epochs(2)
    async with open_app(attach=fake.run, size=(120, 35)) as opened:
        await opened.poll()
        header = opened.screen.splitlines()[0].split("Inspect")[1].strip()
        assert header == f"quickstart │ {fake.run.run_id} running 3/10"
        edit = EditExperiment(load("quickstart", ["name=another"]))
        opened.app.post_message(edit)
        await opened.until(lambda: "another (edited) │ quickstart-" in opened.screen)


async def test_a_narrow_header_keeps_the_state_and_the_end_of_the_id(
    open_app: OpenApp, tmp_path: Path
) -> None:
    experiment = load("quickstart", ["name=a-name-that-fills-half-of-the-row"])
    fake = FakeRun(tmp_path / "runs", experiment).start()
    async with open_app(attach=fake.run) as opened:
        await opened.poll()
        header = opened.screen.splitlines()[0]
        assert header.endswith("running 1/10")
        assert f"{fake.run.run_id[-4:]} running" in header
        assert "a-na" in header


async def test_a_number_in_the_header_is_never_cut(open_app: OpenApp, tmp_path: Path) -> None:
    fake = FakeRun(tmp_path / "runs", load("quickstart", ["train.epochs=20000"])).start()
    async with open_app(attach=fake.run, size=(60, 15)) as opened:
        await opened.poll()
        assert opened.screen.splitlines()[0].endswith(" 1/20000")


async def test_a_run_of_another_folder_is_named_with_it(open_app: OpenApp, tmp_path: Path) -> None:
    fake = FakeRun(tmp_path / "elsewhere").start()
    async with open_app(attach=fake.run, size=(160, 45)) as opened:
        await opened.poll()
        assert f"elsewhere/{fake.run.run_id} running 1/10" in opened.screen.splitlines()[0]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeRun:
    """A live run of another folder than that of the app."""
    monkeypatch.chdir(tmp_path)
    return FakeRun(tmp_path / "elsewhere").start()


async def test_a_live_run_of_another_folder_is_not_taken_over_unnamed(
    open_app: OpenApp, elsewhere: FakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CurrentRun, "find_live", lambda _: (elsewhere.run, True))
    async with open_app(size=(120, 35)) as opened:
        await opened.until(lambda: "in elsewhere is running" in opened.screen)
        assert elsewhere.run.run_id in opened.screen


@pytest.mark.parametrize("state", [State.RUNNING, State.PAUSED])
async def test_a_folder_with_runs_of_its_own_is_opened_for_them(
    open_app: OpenApp, elsewhere: FakeRun, monkeypatch: pytest.MonkeyPatch, state: State
) -> None:
    if state is State.PAUSED:
        elsewhere.pause()
    monkeypatch.setattr(CurrentRun, "find_live", lambda _: (elsewhere.run, False))
    async with open_app(size=(120, 35)) as opened:
        told = f"{elsewhere.run.run_id} in elsewhere is {state}; 4 lists it"
        await opened.until(lambda: told in opened.screen)
        assert opened.app.run_state is None
        assert opened.app.current_mode == "model"
        await opened.press("q")
    assert opened.app.return_value == 0
    assert not elsewhere.run.control.exists()
