"""Commands that look at runs and change nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rnn_tui.cli import options
from rnn_tui.references import refuse_run_errors
from rnn_tui.streams import write

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory


@click.command()
@options.runs_dir
@click.option("--all", "everywhere", is_flag=True, help="Also live runs in other folders.")
@options.as_json
def runs(runs_dir: Path | None, everywhere: bool, json_lines: bool) -> None:
    """List the runs, the latest first."""
    from rnn_tui.batch.listing import list_lines
    from rnn_tui.io.text import visible
    from rnn_tui.runs import list_runs, live_runs, runs_folder

    found = list_runs(runs_folder(runs_dir))
    if everywhere:
        known = {run.path for run in found}
        found += [run for run in live_runs() if run.path not in known]
    if not found and not json_lines:
        folder = visible(str(runs_folder(runs_dir)))
        write(f"no run in {folder} yet; start one with rnn-tui --batch")
    for line in list_lines(found, json_lines):
        write(line)


@click.command()
@options.found_run
@options.as_json
def show(run: "RunDirectory", json_lines: bool) -> None:
    """Print all that is known of a run: model, history, curves, test, experiment, events, files."""
    from rnn_tui.batch.showing import show_run

    refuse_run_errors(lambda: show_run(run, json_lines))
