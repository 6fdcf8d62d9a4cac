"""One run = one directory: its files, what they say of it, and the process that writes them.

The engine is the only writer of a run; front-ends read it through a `Follower`, ask
through the control file, and draw everything from the RunState that comes out.

`position`, `ids` and `directory` are the ground; `files`, `state` and `process` stand on one
another in this order, `lists` and `changes` on all of them. Each name below is imported when it
is first asked for: a list of runs needs few of the modules.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rnn_tui.runs.changes.create import create
    from rnn_tui.runs.changes.extending import extend, keep_offline
    from rnn_tui.runs.directory import (
        RunDirectory,
        RunError,
        RunExists,
        RunNotFound,
        is_chosen,
        list_runs,
        runs_folder,
    )
    from rnn_tui.runs.files.control import Ask, ask_run, request
    from rnn_tui.runs.files.history_csv import EpochRecord
    from rnn_tui.runs.lists.find import find, find_run
    from rnn_tui.runs.position import Phase, Position, State
    from rnn_tui.runs.process.kill import kill_engine
    from rnn_tui.runs.process.launch import start_engine
    from rnn_tui.runs.process.live_runs import live_runs
    from rnn_tui.runs.state.follower import Follower, read_state, seconds_left
    from rnn_tui.runs.state.run_state import RunState

_NAMES = {
    "changes.extending": "extend keep_offline",
    "changes.create": "create",
    "directory": "RunDirectory RunError RunExists RunNotFound is_chosen list_runs runs_folder",
    "files.control": "Ask ask_run request",
    "files.history_csv": "EpochRecord",
    "lists.find": "find find_run",
    "position": "Phase Position State",
    "process.kill": "kill_engine",
    "process.launch": "start_engine",
    "process.live_runs": "live_runs",
    "state.follower": "Follower read_state seconds_left",
    "state.run_state": "RunState",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value


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
    "find_run",
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
