"""The entry point: `rnn-tui` alone goes straight to the app, everything else to the parser."""

from pathlib import Path
from typing import Any

import pytest

from rnn_tui import __main__ as entry
from rnn_tui.io.exits import Exit


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the app was opened with."""
    calls: list[tuple[Any, ...]] = []

    def run_app(*arguments: Any) -> int:
        calls.append(arguments)
        return 7

    monkeypatch.setattr("rnn_tui.tui.run_app", run_app)
    return calls


def code(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    monkeypatch.setattr("sys.argv", ["rnn-tui", *arguments])
    with pytest.raises(SystemExit) as ended:
        entry.main()
    return ended.value.code


def test_alone_and_with_an_option_it_is_the_same_app(
    opened: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RNN_TUI_RUNS", str(tmp_path))
    assert code(monkeypatch) == 7
    assert code(monkeypatch, "--runs-dir", str(tmp_path)) == 7
    alone, parsed = opened
    assert alone == parsed[:2]
    assert parsed[2] is None


def test_a_shell_that_asks_for_completions_gets_them(
    opened: list[tuple[Any, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(entry.COMPLETION, "bash_source")
    assert code(monkeypatch) == 0
    assert "rnn_tui" in capsys.readouterr().out
    assert not opened


def test_ctrl_c_while_it_opens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*arguments: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("rnn_tui.tui.run_app", interrupted)
    assert code(monkeypatch) == Exit.INTERRUPTED
    assert capsys.readouterr().err == "interrupted\n"
