"""The command that shows one run."""

from typing import TYPE_CHECKING

import click

from rnn_tui.cli import options
from rnn_tui.references import refuse_run_errors

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory


@click.command()
@options.found_run
@options.as_json
def show(run: "RunDirectory", json_lines: bool) -> None:
    """Print all that is known of a run: model, history, curves, test, experiment, events, files."""
    from rnn_tui.batch.show import show_run

    refuse_run_errors(lambda: show_run(run, json_lines))
