"""Following a run until it ends, with a reporter that prints what is new."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from rnn_tui.batch.exit_code import exit_of
from rnn_tui.batch.interrupts import Interrupts
from rnn_tui.io.places import take_notices
from rnn_tui.io.streams import outlived
from rnn_tui.runs import Follower, RunDirectory, RunState
from rnn_tui.runs.state.engine_process import EngineProcess
from rnn_tui.wording.language import told, tr

LOOK_SECONDS = 0.1


class Style(StrEnum):
    """The ways to print a run."""

    TERMINAL = "terminal"
    PLAIN = "plain"
    JSON = "json"


class Reporter(Protocol):
    """Prints a run. `update` gets every new state, `close` the last one."""

    def update(self, state: RunState) -> None: ...

    def say(self, sentence: str) -> None: ...

    def close(self, state: RunState) -> None: ...


def follow(
    run: RunDirectory,
    reporter: Reporter,
    start: Callable[[RunDirectory], EngineProcess] | None = None,
) -> int:
    """Print the run until it ends; a signal stops it. Raises RunError when it disappears.

    It is followed to its end even if nobody reads, or can read, the output.

    `start` is called first if this front-end has to start the engine: a signal that comes
    meanwhile is passed on, so that no engine stays that was meant to stop.
    """
    with (
        outlived(tr("the run continues; rnn-tui attach {label} shows it", label=run.label)),
        Interrupts(run) as interrupts,
    ):
        process = start(run) if start is not None else None
        interrupts.watch()
        for sentence in take_notices():
            reporter.say(told(sentence))
        follower = Follower(run)
        if process is not None:
            follower.watch(process)
        while True:
            state = follower.poll()
            for sentence in interrupts.news():
                reporter.say(sentence)
            reporter.update(state)
            if not state.state.live:
                reporter.close(state)
                if process is not None:
                    process.wait()
                return exit_of(state, interrupts.exit)
            interrupts.wait(LOOK_SECONDS)
