"""The command that a person wants to be run when a run of theirs has ended.

It comes from the command line (`--on-end`, through the environment of the engine) or from the
settings of the user who runs the engine, never from a run or an experiment: those may be
somebody else's.
"""

import contextlib
import os
import subprocess

from rnn_tui.experiment.base import NONE_WORD
from rnn_tui.experiment.toml import parse_toml
from rnn_tui.io.places import settings_path
from rnn_tui.io.reading import MALFORMED, read_bounded
from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.state.follower import read_state
from rnn_tui.runs.state.run_state import RunState

ENVIRONMENT = "RNN_TUI_ON_END"
PREFIX = "RNN_TUI_RUN_"
MAX_BYTES = 100_000
SHELL_SECONDS = 5.0

_SCRIPT = '{ eval "$1"; } &'
"""The shell leaves at once: nobody who ends the engine's helpers finds the command among them."""


def command() -> str:
    """The command, empty where there is none."""
    if (chosen := os.environ.get(ENVIRONMENT)) is not None:
        return chosen
    try:
        document = parse_toml(read_bounded(settings_path(), MAX_BYTES).decode("utf-8-sig"))
    except (OSError, *MALFORMED):
        return ""
    found = document.get("on_end", "")
    return found if isinstance(found, str) and found != NONE_WORD else ""


def call(run: RunDirectory) -> None:
    """Start the command, if there is one; its output goes where this process has its own."""
    if not (wanted := command()):
        return
    with contextlib.suppress(RunError, OSError, subprocess.TimeoutExpired):
        told = {**os.environ, **facts(read_state(run))}
        told.pop(ENVIRONMENT, None)  # runs that the command starts are others
        subprocess.run(
            ["/bin/sh", "-c", _SCRIPT, "sh", wanted],
            env=told,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            timeout=SHELL_SECONDS,
            check=False,
        )


def facts(state: RunState) -> dict[str, str]:
    """What the command finds in its environment; numbers as Python writes them."""
    best = state.best
    value = "" if best is None else repr(best.logs[state.monitor])
    return {
        f"{PREFIX}ID": state.run_id,
        f"{PREFIX}PATH": str(state.path),
        f"{PREFIX}STATE": state.state.value,
        f"{PREFIX}EPOCHS": str(len(state.epochs)),
        f"{PREFIX}MONITOR": state.monitor,
        f"{PREFIX}BEST": value,
        f"{PREFIX}BEST_EPOCH": "" if best is None else str(best.epoch + 1),
        f"{PREFIX}REASON": state.finish_reason or state.stop_reason,
    }
