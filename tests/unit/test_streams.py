"""Standard streams that are closed, full, unread or of a poor encoding: no command stumbles."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_tui.experiment import load
from rnn_tui.runs import RunDirectory
from tests.tui.fake_engine import FakeRun

FULL = pytest.param(
    ">/dev/full",
    2,
    "error: cannot write to standard output: no space left on device\n",
    marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full"),
)


@pytest.fixture(autouse=True)
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunDirectory:
    """A run whose name and picture not every encoding has."""
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_RUNS", str(tmp_path / "runs"))
    experiment = load("quickstart", ["train.epochs=2", "name=影评"])
    return FakeRun(tmp_path / "runs", experiment).start().epochs(2).finish().run


def shell(
    arguments: str, redirection: str = "", encoding: str = "utf-8"
) -> "subprocess.CompletedProcess[bytes]":
    """`rnn-tui` with these arguments, in a shell that redirects its streams."""
    return python(f"-m rnn_tui {arguments}", redirection, encoding)


def python(
    arguments: str, redirection: str = "", encoding: str = "utf-8"
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        ["bash", "-c", f'"$0" -P {arguments} {redirection}', sys.executable],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("redirection", "code", "words"),
    [FULL, (">&-", 0, ""), ("| true; exit ${PIPESTATUS[0]}", 0, "")],
)
@pytest.mark.parametrize("arguments", ["--help", "show last", "summary"])
def test_lost_output_is_reported_once(
    arguments: str, redirection: str, code: int, words: str
) -> None:
    done = shell(arguments, redirection)
    assert (done.returncode, done.stderr.decode()) == (code, words)


@pytest.mark.parametrize("arguments", ["show last", "runs"])
@pytest.mark.parametrize("encoding", ["ascii", "latin1", "gbk"])
def test_what_cannot_be_encoded_is_replaced(arguments: str, encoding: str) -> None:
    done = shell(arguments, encoding=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    name = "影评-1".encode(encoding, "replace")
    assert any(line.startswith(name) for line in done.stdout.splitlines())


@pytest.mark.parametrize("redirection", ["<&-", "2>&-", "2>/dev/full", "<&- >&- 2>&-"])
@pytest.mark.parametrize("arguments", ["", "attach last", "stop last"])
def test_a_refusal_keeps_its_exit_code(arguments: str, redirection: str) -> None:
    done = shell(arguments, redirection)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_closed_streams_leave_their_numbers_to_no_file(tmp_path: Path) -> None:
    """Else what is printed would end in the first file that a command opens."""
    script = tmp_path / "opens.py"
    script.write_text(
        "import os, sys; from rnn_tui.io import streams; streams.prepare()\n"
        f"file = open({str(tmp_path / 'file')!r}, 'w')\n"
        "print('for nobody'); os.write(1, b'nor this'); os.write(2, b'nor this')\n"
        "sys.exit(10 + file.fileno())",
        encoding="utf-8",
    )
    assert python(str(script), "<&- >&- 2>&-").returncode >= 13
    assert (tmp_path / "file").read_bytes() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_run_is_followed_to_its_end_without_output(tmp_path: Path, run: RunDirectory) -> None:
    script = tmp_path / "follows.py"
    script.write_text(
        "import sys; from pathlib import Path; from rnn_tui.io import streams; streams.prepare()\n"
        "from rnn_tui.batch.follow import Style, follow\n"
        "from rnn_tui.batch.start import reporter_of\n"
        "from rnn_tui.runs import RunDirectory\n"
        "run = RunDirectory(Path(sys.argv[1]))\n"
        "sys.exit(40 + follow(run, reporter_of(Style(sys.argv[2]), run)))",
        encoding="utf-8",
    )
    for style in ("plain", "json", "terminal"):
        done = python(f"{script} {run.path} {style}", ">/dev/full")
        assert done.returncode == 40
        assert done.stderr.decode() == (
            "cannot write to standard output: no space left on device; "
            "the run continues; rnn-tui attach 影评-1 shows it\n"
        )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_is_lost_under_a_progress_bar(
    tmp_path: Path, run: RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a terminal hangs up: the bar has taken stderr, and must not be drawn on again."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    script = tmp_path / "draws.py"
    script.write_text(
        "import os, sys; from dataclasses import replace; from pathlib import Path\n"
        "from rnn_tui.io import streams; streams.prepare()\n"
        "from rnn_tui.batch.terminal_reporter import TerminalReporter\n"
        "from rnn_tui.runs import RunDirectory, read_state\n"
        "state, reporter = read_state(RunDirectory(Path(sys.argv[1]))), TerminalReporter()\n"
        "with streams.outlived('it goes on'):\n"
        "    reporter.update(replace(state, sizes=None))\n"
        "    os.dup2(os.open('/dev/full', os.O_WRONLY), 1)\n"
        "    reporter.update(state)\n"
        "    reporter.close(state)\n",
        encoding="utf-8",
    )
    done = python(f"{script} {run.path}")
    assert done.returncode == 0
    assert done.stderr.decode() == (
        "cannot write to standard output: no space left on device; it goes on\n"
    )
