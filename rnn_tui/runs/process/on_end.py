"""The command that a person wants to have started when a run of theirs has ended.

It comes from the command line (`--on-end`, through the environment of the engine) or from the
settings of the user whose engine it is, never from a run or an experiment, which may be
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
"""The shell ends at once: whoever kills the engine's children does not kill the command."""


def command() -> str:
    """The command; empty without one."""
    if (chosen := os.environ.get(ENVIRONMENT)) is not None:
        return chosen
    try:
        document = parse_toml(read_bounded(settings_path(), MAX_BYTES).decode("utf-8-sig"))
    except (OSError, *MALFORMED):
        return ""
    found = document.get("on_end", "")
    return found if isinstance(found, str) and found != NONE_WORD else ""


def call(run: RunDirectory) -> None:
    """Start the command, if there is one; its output goes to that of this process."""
    if not (wanted := command()):
        return
    with contextlib.suppress(RunError, OSError, subprocess.TimeoutExpired):
        environment = {**os.environ, **facts(read_state(run))}
        environment.pop(ENVIRONMENT, None)  # a run that the command starts does not call it
        subprocess.run(
            ["/bin/sh", "-c", _SCRIPT, "sh", wanted],
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            timeout=SHELL_SECONDS,
            check=False,
        )


def facts(state: RunState) -> dict[str, str]:
    """The environment variables for the command; numbers as Python writes them."""
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
