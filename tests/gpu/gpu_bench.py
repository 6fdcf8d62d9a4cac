"""What the tests on a GPU drive the program with."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEVICE = os.environ.get("RNN_TUI_CHECK_ON", "gpu")
SECONDS = 240


@dataclass(frozen=True)
class Bench:
    """A folder with runs, state and cache of its own, and the program run in it."""

    folder: Path

    def call(self, *arguments: str, code: int = 0, **environment: str) -> str:
        """Standard output of `rnn-tui`; fails where it ends with another code."""
        done = rnn_tui(*arguments, environment=self.environment | environment)
        assert done.returncode == code, f"{arguments}\n{done.stdout}\n{done.stderr}\n{self.log()}"
        return done.stdout

    def train(self, preset: str, *settings: str, code: int = 0, **environment: str) -> str:
        """The id of a run of the preset, trained on the device under test to its end."""
        on = [] if any("train.device" in each for each in settings) else [f"train.device={DEVICE}"]
        given = [word for each in (*settings, *on) for word in ("--set", each)]
        told = self.call("--batch", "-c", preset, *given, "--json", code=code, **environment)
        return str(json.loads(told.splitlines()[0])["run"])

    def shown(self, run: str) -> dict[str, Any]:
        """What `rnn-tui show` tells of the run."""
        told = json.loads(self.call("show", run, "--json"))
        assert isinstance(told, dict)
        return told

    def log(self) -> str:
        """The end of the engine's log of the latest run, for a test that fails."""
        logs = sorted(
            (self.folder / "runs").glob("*/engine.log"), key=lambda log: log.stat().st_mtime
        )
        return logs[-1].read_text(errors="replace")[-4_000:] if logs else ""

    @property
    def environment(self) -> dict[str, str]:
        names = ("STATE", "CACHE", "RUNS", "CONFIG")
        return {f"RNN_TUI_{name}": str(self.folder / name.lower()) for name in names}


def rnn_tui(
    *arguments: str, environment: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "rnn_tui", *arguments],
        env=os.environ | (environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
