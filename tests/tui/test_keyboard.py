"""The driver of the terminal: what it does when the terminal goes, or the app goes on."""

import os
import threading

from rnn_tui.tui.terminal.keyboard import PromptDriver


def driver() -> PromptDriver:
    """As much of one as reads: it takes over no terminal and no signal."""
    made = object.__new__(PromptDriver)
    made.exit_event = threading.Event()
    made._debug = False
    made._auto_restart = True
    made._must_signal_resume = False
    return made


def test_a_terminal_that_is_gone_is_not_read_again_and_again() -> None:
    made = driver()
    made.fileno, writer = os.pipe()
    os.close(writer)
    reader = threading.Thread(target=made.run_input_thread, daemon=True)
    reader.start()
    reader.join(30)
    assert not reader.is_alive()
    os.close(made.fileno)


def test_only_who_was_suspended_resumes() -> None:
    made, resumed = driver(), []
    made.resume_application_mode = lambda: resumed.append(None)  # type: ignore[method-assign]
    made._sigcont_application()
    assert not resumed
    made._must_signal_resume = True
    made._sigcont_application()
    assert resumed
