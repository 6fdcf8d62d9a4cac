"""`rnn-tui` with engines that are forked: `python -m tests.front_end NAME ARGUMENT...`."""

import sys

from rnn_tui.__main__ import main
from rnn_tui.runs.process import launch
from tests.forked import Forks

if __name__ == "__main__":
    forks = Forks(sys.argv.pop(1))
    launch._new_engine = forks.take  # type: ignore[assignment]
    launch.engine_ahead = lambda: None
    main()
