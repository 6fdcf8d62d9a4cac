"""`rnn-tui doctor`: everything on one page, and what is wrong last."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.batch import doctor
from rnn_tui.io.exits import Exit

SAID: dict[str, Any] = {
    "versions": {"python": "3.11.7", "tensorflow": "2.21.0", "driver": "550.54"},
    "processor": "AMD EPYC",
    "threads": 16,
    "native_loops": "avx512",
    "gpus": [
        {
            "index": 0,
            "name": "NVIDIA H100",
            "uuid": "GPU-a",
            "total": 80 * 2**30,
            "free": 2**30,
            "capability": [9, 0],
        }
    ],
    "gpu": "GPU 0 (NVIDIA H100)",
    "gpu_problem": "",
    "gpu_remedy": "",
    "environment": "OMP_NUM_THREADS=3",
    "choices": [
        {"device": "gpu", "engine": "auto", "kind": kind, "loop": "cuDNN", "step": "not compiled"}
        for kind in ("SimpleRNN", "LSTM")
    ],
}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the engine says; a test may change it."""
    said = json.loads(json.dumps(SAID))
    monkeypatch.setattr(doctor, "ask_engine", lambda: said)
    assert isinstance(said, dict)
    return said


def told(folders: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = doctor.doctor(folders, json_lines=False)
    return code, capsys.readouterr().out


def test_all_on_one_page(
    engine: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, page = told({"runs": tmp_path / "to" / "be" / "made"}, capsys)
    assert code == Exit.FINISHED
    assert "driver 550.54" in page
    assert "GPU            0: NVIDIA H100, 1.0 GB of 80.0 GB free" in page
    assert "trains on      GPU 0 (NVIDIA H100)" in page
    assert "gpu, auto      SimpleRNN, LSTM: cuDNN, not compiled" in page
    assert page.endswith("wrong          nothing\n")


def test_a_problem_comes_with_a_remedy(
    engine: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine |= {"gpu": None, "gpu_problem": "no libraries", "gpu_remedy": "pip install them"}
    (tmp_path / "file").touch()
    code, page = told({"cache": tmp_path / "file" / "cache", "runs": tmp_path}, capsys)
    assert code == Exit.FINISHED
    assert "trains on      the CPU" in page
    assert page.splitlines()[-2:] == [
        "wrong          no libraries; pip install them",
        f"wrong          the folder for cache cannot be written: {tmp_path}/file/cache; make it "
        "writable, or choose another in RNN_TUI_CACHE",
    ]


def test_an_engine_that_cannot_start(
    engine: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine["error"] = "ModuleNotFoundError: No module named 'tensorflow'"
    code, page = told({"runs": tmp_path}, capsys)
    assert code == Exit.ENGINE
    assert "wrong          no engine can start: ModuleNotFoundError: No module named" in page
    assert "install" in page.splitlines()[-1]


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("raise SystemExit('it is all broken')", "it is all broken"),
        ("print('no json')", "it exited with status 0"),
        ("print('[]')", "its output cannot be read"),
        ("import os; os.kill(os.getpid(), 9)", "it exited with status -9"),
    ],
)
def test_an_engine_that_fails_is_an_error(
    monkeypatch: pytest.MonkeyPatch, program: str, error: str
) -> None:
    monkeypatch.setattr(doctor, "ENGINE", [sys.executable, "-c", program])
    assert doctor.ask_engine() == {"error": error}
