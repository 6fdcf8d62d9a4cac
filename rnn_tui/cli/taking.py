"""Commands that take something out of a run."""

import sys
from pathlib import Path
from typing import Any

import click

from rnn_tui.cli import options
from rnn_tui.references import Refusal, find_run


@click.command()
@options.run
@options.runs_dir
@click.option("--to", type=click.Choice(["csv", "script", "keras"]), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write.")
@click.option("--best", is_flag=True, help="keras: the best epoch instead of the last.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def export(
    reference: str, runs_dir: Path | None, to: Any, output: Path | None, best: bool, force: bool
) -> None:
    """Write a run's history as CSV, its experiment as a Keras script, or its model."""
    from rnn_tui.results.export import ExportError
    from rnn_tui.results.export import export as export_run

    run = find_run(reference, runs_dir)
    try:
        exported = export_run(run, to, output, best=best, force=force)
    except ExportError as error:
        raise Refusal(str(error)) from error
    for line in exported.lines:
        print(line)
    for note in exported.notes:
        print(note, file=sys.stderr)
