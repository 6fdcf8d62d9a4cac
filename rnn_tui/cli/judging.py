"""Commands that judge runs: beside each other, and on labelled texts."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rnn_tui.cli import options
from rnn_tui.io.streams import write
from rnn_tui.references import DataRefusal, Refusal, find_run, refuse_run_errors

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory


@click.command()
@options.runs
@options.runs_dir
def compare(references: tuple[str, ...], runs_dir: Path | None) -> None:
    """Print runs side by side: what differs in their experiments, and what came of it."""
    from rnn_tui.batch.compare import compare_lines

    runs = list(dict.fromkeys(find_run(each, runs_dir) for each in references))
    if len(runs) < 2:
        raise Refusal("give at least two different runs to compare")
    for line in refuse_run_errors(lambda: list(compare_lines(runs))):
        write(line)


@click.command()
@options.found_run
@click.option(
    "--data",
    metavar="PATH",
    help="Labelled texts (a table, a folder, an archive) instead of the run's own test part.",
)
@click.option(
    "--checkpoint",
    type=click.Choice(["last", "best"]),
    help="Whose weights (default: those that the run keeps).",
)
@options.as_json
def evaluate(run: "RunDirectory", data: str | None, checkpoint: Any, json_lines: bool) -> None:
    """Measure a run's network on its test part, or on other labelled texts."""
    from rnn_tui.batch.evaluate import evaluate_run
    from rnn_tui.data import DataError
    from rnn_tui.results.choosing import PredictError

    try:
        sys.exit(evaluate_run(run, data, checkpoint, json_lines))
    except PredictError as error:
        raise Refusal(str(error)) from error
    except DataError as error:
        raise DataRefusal(str(error)) from error
