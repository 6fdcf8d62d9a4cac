"""What is said of an engine that died without a word: the truth, as far as it is known."""

import signal
from pathlib import Path

import pytest

from rnn_tui.runs.state.exit_reason import disk_is_full, explain_exit, last_line


@pytest.mark.parametrize(
    ("status", "said", "full", "words"),
    [
        (-signal.SIGKILL, "", False, "it was killed (SIGKILL); if that was not on purpose, mem"),
        (-signal.SIGABRT, "", False, "it crashed (SIGABRT): memory may have run out"),
        (-signal.SIGABRT, "Unknown flag in XLA_FLAGS: --x", False, "Unknown flag in XLA_FLAGS"),
        (-signal.SIGPWR, "", False, "it was ended by SIGPWR"),
        (5, "no locks available", False, "it ended with status 5: no locks available"),
        (5, "", False, "it ended with status 5 and could not record why: see engine.log"),
        (5, "half a li", True, "it ended with status 5 and could not record why: the disk is full"),
    ],
)
def test_an_exit_status_is_explained(status: int, said: str, full: bool, words: str) -> None:
    told = explain_exit(status, said, full)
    assert words in told
    assert ("disk" in told) == full


def test_the_last_line_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    assert last_line(log, 0) == ""
    log.write_text("of an engine before\n")
    size = log.stat().st_size
    assert last_line(log, size) == ""
    log.write_text("of an engine before\n" + "x" * 9_000 + "\n\x1b[31mthe end\n\n")
    assert last_line(log, size) == "�[31mthe end"
    log.unlink()
    log.mkdir()
    assert last_line(log, 0) == ""


def test_a_disk_with_room(tmp_path: Path) -> None:
    assert not disk_is_full(tmp_path)
    assert not disk_is_full(tmp_path / "nowhere")
