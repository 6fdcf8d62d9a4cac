"""The headless front-end: starts or resumes a run, follows it, prints its RunState.

It reaches the engine only as a process and through the run's files, so that it can die
without harm: the run goes on, and any other front-end takes over.
"""

from rnn_tui.batch.exit_code import Exit, exit_of
from rnn_tui.batch.follow import Style, follow
from rnn_tui.batch.launching import reporter_of, run_and_follow, style_of

__all__ = ["Exit", "Style", "exit_of", "follow", "reporter_of", "run_and_follow", "style_of"]
