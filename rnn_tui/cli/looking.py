"""Commands that look at runs and change nothing."""

from pathlib import Path

import click

from rnn_tui.cli import options
from rnn_tui.references import find_run, refuse_run_errors


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
        print(f"no run in {folder} yet; start one with rnn-tui --batch")
    for line in list_lines(found, json_lines):
        print(line)


@click.command()
@options.run
@options.runs_dir
@options.as_json
def show(reference: str, runs_dir: Path | None, json_lines: bool) -> None:
    """Print all that is known of a run: model, history, curves, test, events."""
    from rnn_tui.batch.listing import show_run

    refuse_run_errors(lambda: show_run(find_run(reference, runs_dir), json_lines))
