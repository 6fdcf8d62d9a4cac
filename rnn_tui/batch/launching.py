"""Beginning a run, or going on with one, and choosing how to print it."""

import sys

from rnn_tui.batch.documents.stream import named
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.exit_code import Exit
from rnn_tui.batch.follow import Reporter, Style, follow
from rnn_tui.batch.json_reporter import JsonReporter
from rnn_tui.batch.plain_reporter import PlainReporter
from rnn_tui.batch.terminal_reporter import TerminalReporter
from rnn_tui.io.streams import OutputError, write
from rnn_tui.runs import RunDirectory, RunError, start_engine


def style_of(json: bool) -> Style:
    """JSON where it is asked for, else what stdout can show."""
    if json:
        return Style.JSON
    return Style.TERMINAL if sys.stdout.isatty() else Style.PLAIN


def reporter_of(style: Style, run: RunDirectory) -> Reporter:
    """A fresh reporter of that style."""
    match style:
        case Style.JSON:
            return JsonReporter(run)
        case Style.TERMINAL:
            return TerminalReporter()
        case Style.PLAIN:
            return PlainReporter()


def leave_at_work(run: RunDirectory, json_lines: bool = False) -> Exit:
    """Print the name of a run that somebody else may follow. Raises RunError."""
    name = run.label if sys.stdout.isatty() else run.run_id
    try:
        write(json_line(named(run)) if json_lines else name)
    except OutputError as error:  # its name is told all the same
        raise RunError(f"{error}; run {run.label} is at work") from error
    return Exit.FINISHED


def run_and_follow(run: RunDirectory, style: Style) -> int:
    """Start an engine on the run and follow it to its end. Raises RunError."""
    return follow(run, reporter_of(style, run), start_engine)
