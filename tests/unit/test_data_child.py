"""`python -m rnn_tui.data`: a request on stdin, JSON lines on stdout."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from data_files import cache

from rnn_tui.data import load
from rnn_tui.experiment.data import SampleData

__all__ = ["cache"]
pytestmark = pytest.mark.usefixtures("cache")


def ask(request: str) -> tuple[int, list[dict[str, Any]], str]:
    child = subprocess.run(
        [sys.executable, "-m", "rnn_tui.data"], input=request, capture_output=True, text=True
    )
    return child.returncode, [json.loads(line) for line in child.stdout.splitlines()], child.stderr


def test_it_loads_and_reports() -> None:
    code, lines, errors = ask('{"data": {"source": "sample"}, "seed": 0}')
    assert (code, errors) == (0, "")
    assert {line["event"] for line in lines[:-1]} == {"progress"}
    assert set(lines[0]) == {"event", "stage", "done", "total", "unit"}
    assert lines[-1]["event"] == "loaded"
    corpus = load(SampleData(), 0)
    assert lines[-1]["fingerprint"] == corpus.fingerprint
    assert (lines[-1]["train"], lines[-1]["test"]) == (len(corpus.train), len(corpus.test))


@pytest.mark.parametrize(
    ("request_", "code", "said"),
    [
        ('{"data": {"source": "imdb", "path": "/no/such"}}', 3, "/no/such"),
        ('{"data": {"source": "web"}}', 2, "web"),
        ("", 2, "JSON"),
    ],
)
def test_failures_are_one_line(request_: str, code: int, said: str) -> None:
    actual, lines, errors = ask(request_)
    assert (actual, errors) == (code, "")
    assert len(lines) == 1
    assert lines[0]["event"] == "failed"
    assert said in lines[0]["message"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_leaves_no_files(cache: Path, tmp_path, number) -> None:
    path = tmp_path / "slow.csv"
    path.write_text("text,label\n" + "a few words,a\nand some more,b\n" * 300_000)
    request = json.dumps({"data": {"source": "text", "path": str(path)}})
    child = subprocess.Popen(
        [sys.executable, "-m", "rnn_tui.data"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(request)
    child.stdin.close()
    for line in child.stdout:
        if "reading" in line:
            break
    child.send_signal(number)
    assert child.wait(30) == 128 + number
    assert list((cache / "data").iterdir()) == []
