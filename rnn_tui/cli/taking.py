"""Commands that take something out of a run."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rnn_tui.cli import options
from rnn_tui.io.streams import tell, write
from rnn_tui.references import Refusal

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory


@click.command()
@options.found_run
@click.option("--to", type=click.Choice(["csv", "script", "keras"]), required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write; - for stdout (csv, script).",
)
@click.option("--best", is_flag=True, help="keras: the best epoch instead of the last.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def export(run: "RunDirectory", to: Any, output: Path | None, best: bool, force: bool) -> None:
    """Write a run's history as CSV, its experiment as a Keras script, or its model."""
    from rnn_tui.results.export import ExportError
    from rnn_tui.results.export import export as export_run

    try:
        exported = export_run(run, to, output, best=best, force=force)
    except ExportError as error:
        raise Refusal(str(error)) from error
    for line in exported.lines:
        write(line)
    for note in exported.notes:
        tell(note)
