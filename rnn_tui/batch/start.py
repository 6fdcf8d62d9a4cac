"""Starting a run and choosing how to print it."""

import sys
from functools import partial
from pathlib import Path

from rnn_tui.batch.documents.stream import named
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.experiments import trainable
from rnn_tui.batch.follow import Reporter, Style, follow
from rnn_tui.batch.json_reporter import JsonReporter
from rnn_tui.batch.plain_reporter import PlainReporter
from rnn_tui.batch.terminal_reporter import TerminalReporter
from rnn_tui.io.exits import Exit
from rnn_tui.io.streams import OutputError, tell, write
from rnn_tui.runs import RunDirectory, RunError, create, runs_folder, start_engine
from rnn_tui.runs.process.launch import ReadyProcess
from rnn_tui.wording.language import tr


def start_run(
    config: str | None,
    settings: tuple[str, ...],
    runs_dir: Path | None,
    detach: bool,
    json_lines: bool,
    ready: ReadyProcess | None = None,
) -> int:
    """Train the experiment in a new run. Returns the exit code; raises UserError."""
    experiment = trainable(config, settings)
    if experiment.sweep is not None:
        tell(tr("note: this is one run; rnn-tui sweep trains those that [sweep] asks for"))
    run = create(runs_folder(runs_dir), experiment)
    return start_and_follow(run, detach, json_lines, ready)


def start_and_follow(
    run: RunDirectory, detach: bool, json_lines: bool, ready: ReadyProcess | None = None
) -> int:
    """Start an engine on the run and follow it to its end, or leave it. Raises RunError.

    `ready` is a process that waits for a run.
    """
    if not detach:
        start = partial(start_engine, ready=ready)
        return follow(run, reporter_of(style_of(json_lines), run), start)
    start_engine(run, ready)
    return leave_running(run, json_lines)


def follow_or_leave(run: RunDirectory, detach: bool, json_lines: bool) -> int:
    """Follow a run whose engine is running, or leave it. Raises RunError."""
    if detach:
        return leave_running(run, json_lines)
    return follow(run, reporter_of(style_of(json_lines), run))


def leave_running(run: RunDirectory, json_lines: bool = False) -> Exit:
    """Print the id of a run that keeps running. Raises RunError."""
    name = run.label if sys.stdout.isatty() else run.run_id
    try:
        write(json_line(named(run)) if json_lines else name)
    except OutputError as error:  # its id is printed all the same
        raise RunError(f"{error}; the run {run.label} is running all the same") from error
    return Exit.FINISHED


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
