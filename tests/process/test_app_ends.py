"""The app on a real terminal, ended from outside: the terminal is as before, no edit is lost."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnn_tui.runs import State
from tests.lives import Lab, Life, state_of, until
from tests.pty_terminal import Terminal
from tests.small_text import write_experiment

SIZE = (80, 24)


@pytest.fixture
def drafts(lab: Lab) -> Iterator[Path]:
    """Where drafts are kept; those of one test are not found by the next."""
    folder = Path(lab.environment["RNN_TUI_STATE"]) / "drafts"
    yield folder
    for path in folder.glob("*"):
        path.unlink()


def app(lab: Lab, *, ready: bool = False) -> Terminal:
    """With `ready` the app has an engine of its own ready, which has to end with it."""
    environment = lab.environment | {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
    command = lab.front_end("--runs-dir", lab.runs, fork=not ready)
    terminal = Terminal(command, environment, SIZE, lab.folder)
    terminal.until(lambda now: now.shows("? help"))
    return terminal


EDITED = "(None, None, 1)"
"""The output of a quick-start whose recurrent layer has been deleted."""


def edited(terminal: Terminal) -> None:
    """A layer is deleted, which is in no file."""
    terminal.until(lambda now: now.shows("Embedding"))
    terminal.press("d", lambda now: now.shows(EDITED))


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_signal_leaves_the_terminal_and_the_edits_whole(
    lab: Lab, drafts: Path, number: signal.Signals, code: int
) -> None:
    with app(lab, ready=True) as terminal:
        edited(terminal)
        assert terminal.is_raw
        terminal.process.send_signal(number)
        assert terminal.ends() == code
        assert not terminal.is_raw
        assert terminal.shows("unsaved edits will be restored at the next start")
        assert not terminal.shows("Traceback")
    with app(lab) as again:
        again.until(lambda now: now.shows("restored the unsaved edits"))
        assert again.shows(EDITED)
        again.process.send_signal(signal.SIGTERM)
        again.ends()


def test_a_hangup_keeps_the_edits_in_a_draft(lab: Lab, drafts: Path) -> None:
    with app(lab) as terminal:
        edited(terminal)
        terminal.hang_up()
        assert terminal.process.wait(30) is not None
    assert len(list(drafts.glob("*.toml"))) == 1


def test_a_sigcont_after_a_hangup_does_not_restart_the_app(lab: Lab, drafts: Path) -> None:
    """The system sends SIGCONT behind SIGHUP, to those who may be stopped."""
    with app(lab) as terminal:
        terminal.process.send_signal(signal.SIGCONT)
        terminal.press("2", lambda now: now.shows("Source"))
        terminal.hang_up()
        assert terminal.process.wait(30) is not None


def test_a_killed_app_has_kept_its_edits_in_a_draft(lab: Lab, drafts: Path) -> None:
    with app(lab, ready=True) as terminal:
        edited(terminal)
        until(lambda: list(drafts.glob("*.toml")), "a draft")
        terminal.process.kill()
        terminal.process.wait(30)
    with app(lab) as again:
        again.until(lambda now: now.shows("restored the unsaved edits") and now.shows(EDITED))
        again.press("q", lambda now: now.shows("has unsaved changes"))
        again.press("w", lambda now: now.shows("Save as"))
        again.press("\r", lambda now: now.shows("saved as"))
        until(lambda: not list(drafts.glob("*.toml")), "no draft: it is in a file")
        again.send("q")
        assert again.ends() == 0


def test_leaving_without_saving_leaves_no_draft(lab: Lab, drafts: Path) -> None:
    with app(lab) as terminal:
        edited(terminal)
        terminal.press("q", lambda now: now.shows("has unsaved changes"))
        terminal.send("l")
        assert terminal.ends() == 0
    assert not list(drafts.glob("*"))


def test_sigterm_leaves_the_run_training_and_sigusr1_stops_it(lab: Lab, drafts: Path) -> None:
    run = lab.create(write_experiment(lab.folder), "train.epochs=1000")
    life: Life = lab.live(run)
    life.shows(lambda status: status.state == State.RUNNING, "a running engine")
    with app(lab) as terminal:
        terminal.until(lambda now: now.shows("epoch"))
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.ends() == 143
        assert terminal.shows("keeps training")
    assert state_of(run).state.live
    with app(lab) as terminal:
        terminal.until(lambda now: now.shows("epoch"))
        terminal.process.send_signal(signal.SIGUSR1)
        assert terminal.ends() == 128 + signal.SIGUSR1
        assert terminal.shows("stops and keeps everything trained so far; continue with")
    assert life.ends() == 0
    assert state_of(run).state == State.STOPPED


CRASHING = """
import sys
from pathlib import Path
from rnn_tui.io import streams
from rnn_tui.tui import run_app
from rnn_tui.tui.app import RnnTui
def fail(self):
    raise RuntimeError("a fault of ours")
RnnTui.action_help = fail
streams.prepare()
sys.exit(run_app(None, Path(sys.argv[1])))
"""


def test_an_app_that_crashes_exits_with_1_and_restores_the_terminal(lab: Lab, drafts: Path) -> None:
    environment = lab.environment | {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
    command = lab.command("-c", CRASHING, lab.runs)
    with Terminal(command, environment, SIZE, lab.folder) as terminal:
        terminal.until(lambda now: now.shows("? help"))
        edited(terminal)
        terminal.send("?")
        assert terminal.ends() == 1
        assert not terminal.is_raw
        assert terminal.shows("rnn-tui stopped because of an internal error")
        assert terminal.shows("unsaved edits will be restored at the next start")
