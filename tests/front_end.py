"""`rnn-tui` with engines that are forked: `python tests/front_end.py NAME ARGUMENT...`.

`NAME` is that of the server (`tests/forked.py`). The workers of a sweep that it starts are such
front-ends as well.
"""

import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Be `rnn-tui` with the arguments behind the name."""
    name = sys.argv.pop(1)
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from rnn_tui.__main__ import main
    from rnn_tui.runs.process import launch
    from tests.forked import Forks

    class Ready(Forks):
        def __init__(self) -> None:
            super().__init__(name)

    launch.IdleEngine = Ready  # type: ignore[misc, assignment]
    launch._new_engine = Ready().take  # type: ignore[assignment]
    if sys.argv[1:2] in (["sweep"], ["queue"]):
        _fork_for_workers(name, Ready)
    main()


def _fork_for_workers(name: str, ready: Any) -> None:
    from rnn_tui.runs.process import warm_engine
    from rnn_tui.sweeps.launch import WORK

    warm_engine.WarmEngine = ready  # type: ignore[misc]
    WORK[:] = [sys.executable, "-P", __file__, name, "sweep", "work"]


if __name__ == "__main__":
    main()
