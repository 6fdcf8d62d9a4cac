"""One run = one directory: events, trace, status, control, checkpoints, and their fold.

The engine is the only writer of a run; front-ends read it through a `Follower`, ask
through the control file, and draw everything from the RunState that comes out.
"""

from rnn_tui.runs.control import Ask, ask_run, request
from rnn_tui.runs.directory import (
    RunDirectory,
    RunError,
    create,
    find,
    list_runs,
    runs_folder,
)
from rnn_tui.runs.extending import extend, keep_offline
from rnn_tui.runs.follow import Follower, read_state, seconds_left
from rnn_tui.runs.index import live_runs
from rnn_tui.runs.killing import kill_engine
from rnn_tui.runs.launch import start_engine
from rnn_tui.runs.position import Phase, Position, State
from rnn_tui.runs.state import EpochRecord, RunState

__all__ = [
    "Ask",
    "EpochRecord",
    "Follower",
    "Phase",
    "Position",
    "RunDirectory",
    "RunError",
    "RunState",
    "State",
    "ask_run",
    "create",
    "extend",
    "find",
    "keep_offline",
    "kill_engine",
    "list_runs",
    "live_runs",
    "read_state",
    "request",
    "runs_folder",
    "seconds_left",
    "start_engine",
]
