"""Following a sweep whose workers were started here, until the last of them has ended."""

import subprocess
import time
from collections.abc import Sequence

from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.sweep.lines import told_words
from rnn_tui.io.exits import Exit
from rnn_tui.io.streams import outlived, tell, write
from rnn_tui.sweeps.control import stop
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.launch import last_words, start_workers
from rnn_tui.sweeps.lines import AnyLine, Told
from rnn_tui.sweeps.overview import look
from rnn_tui.sweeps.stopping import heeded
from rnn_tui.sweeps.wording import best_sentences
from rnn_tui.wording.language import told, tr

LOOK_SECONDS = 0.2


def follow_workers(sweep: Sweep, workers: int, json_lines: bool) -> int:
    """Start workers, and print what is told until all have ended. Returns the exit code.

    A signal stops the whole sweep. Raises SweepError where no worker can be started.
    """
    with (
        outlived(tr("the sweep continues; rnn-tui sweep show {label} shows it", label=sweep.label)),
        heeded() as stopping,
    ):
        asked = 0
        processes = start_workers(sweep, workers)
        printed = Printer(sweep, json_lines)
        while True:
            ended = [process.poll() is not None for process in processes]
            printed.print_news()
            if stopping.count and not asked:
                asked = stopping.count
                stop(sweep, "rnn-tui sweep")
                tell(tr("stopping: the runs are saved, and rnn-tui sweep resume continues them"))
            if all(ended):
                break
            time.sleep(LOOK_SECONDS)
    return stopping.code or _end(sweep, processes, json_lines)


class Printer:
    """Prints what is new in a journal: as JSON all of it, else the end of each run."""

    def __init__(self, sweep: Sweep, json_lines: bool) -> None:
        self._sweep = sweep
        self._json = json_lines
        self._reader = Sweep(sweep.path)

    def print_news(self) -> None:
        """Print the lines since the last call. Raises SweepError."""
        for line in self._reader.journal.read():
            self._reader.state.add(line)
            self.print_line(line)

    def print_line(self, line: AnyLine) -> None:
        """Print one line of the journal."""
        if self._json:
            write(json_line(line))
        elif isinstance(line, Told):
            state, objective = self._reader.state, self._sweep.objective
            if words := told_words(state, line.trial, line.seed, objective):
                write(words)


def _end(sweep: Sweep, processes: Sequence["subprocess.Popen[bytes]"], json_lines: bool) -> int:
    """Print the best trial, or what went wrong."""
    view = look(sweep)
    if not json_lines:
        for line in best_sentences(view):
            write(told(line))
    if view.state == "finished":
        return Exit.FINISHED
    if view.state in ("stopped", "held"):
        tell(left_words(sweep, view.state))
        return Exit.INTERRUPTED
    codes = [process.returncode for process in processes]
    tell(
        tr(
            "error: the workers of {label} have ended before the sweep ({last_words}); rnn-tui "
            "sweep resume {label} continues it",
            label=sweep.label,
            last_words=last_words(sweep),
        )
    )
    return next((code for code in codes if code > 0), Exit.ENGINE)


def left_words(sweep: Sweep, state: str) -> str:
    """What continues a sweep that was left in this state."""
    return tr(
        "{label} is {state}; rnn-tui sweep resume {label} continues it",
        label=sweep.label,
        state=state,
    )
