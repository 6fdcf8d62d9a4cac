"""One run = one directory: events, trace, status, control, checkpoints, and their fold.

The engine is the only writer of a run; front-ends read it through a `Follower`, ask
through the control file, and draw everything from the RunState that comes out.

What it exports is imported when it is first asked for: a list of runs needs few of the modules.
"""

from typing import TYPE_CHECKING

from rnn_tui.lazy import lazily

if TYPE_CHECKING:
    from rnn_tui.runs.control import Ask, ask_run, request
    from rnn_tui.runs.directory import (
        RunDirectory,
        RunError,
        RunExists,
        RunNotFound,
        create,
        find,
        is_chosen,
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
else:
    __getattr__ = lazily(
        __name__,
        {
            "control": "Ask ask_run request",
            "directory": "RunDirectory RunError RunExists RunNotFound create find is_chosen "
            "list_runs runs_folder",
            "extending": "extend keep_offline",
            "follow": "Follower read_state seconds_left",
            "index": "live_runs",
            "killing": "kill_engine",
            "launch": "start_engine",
            "position": "Phase Position State",
            "state": "EpochRecord RunState",
        },
    )

__all__ = [
    "Ask",
    "EpochRecord",
    "Follower",
    "Phase",
    "Position",
    "RunDirectory",
    "RunError",
    "RunExists",
    "RunNotFound",
    "RunState",
    "State",
    "ask_run",
    "create",
    "extend",
    "find",
    "is_chosen",
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
