"""The command that lists runs: it imports next to nothing, so that a list is there at once."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rnn_tui.cli import options
from rnn_tui.io.streams import write
from rnn_tui.references import Refusal

if TYPE_CHECKING:
    from rnn_tui.runs.lists.run_summary import Glance


@click.command()
@options.runs_dir
@click.option("--all", "everywhere", is_flag=True, help="Also live runs in other folders.")
@click.option(
    "--filter",
    "conditions",
    default="",
    metavar="CONDITIONS",
    help="Only runs that meet them all, such as 'val_acc>.9 units=64 state=finished'.",
)
@click.option(
    "--sort",
    metavar="NAME",
    help="By a metric (the best first), a key, run, state, epochs, seconds; -NAME turns it around.",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most so many runs.")
@options.as_json
def runs(
    runs_dir: Path | None,
    everywhere: bool,
    conditions: str,
    sort: str | None,
    limit: int | None,
    json_lines: bool,
) -> None:
    """List the runs, the latest first: how they stand, their best epoch, and what differs."""
    from rnn_tui.io.text import visible
    from rnn_tui.runs import list_runs, runs_folder

    folder = runs_folder(runs_dir)
    found = list_runs(folder)
    if everywhere:
        from rnn_tui.runs import live_runs

        known = {run.path for run in found}
        found += [run for run in live_runs() if run.path not in known]
    if not found and not json_lines:
        write(f"no run in {visible(str(folder))} yet; start one with rnn-tui --batch")
        return
    if limit is not None and not (conditions or sort):
        found = found[:limit]  # the others need not be read
    if not json_lines or conditions or sort:
        from rnn_tui.runs.lists.run_summary import glances

        chosen = _chosen(glances(found), conditions, sort)[:limit]
        if not json_lines:
            _print_table(chosen)
            return
        found = [each.run for each in chosen]
    from rnn_tui.batch.listing import list_lines

    for line in list_lines(found):
        write(line)


def _chosen(runs: "list[Glance]", conditions: str, sort: str | None) -> "list[Glance]":
    """Raises Refusal."""
    from rnn_tui.runs.lists.filters import SelectError, filtered, ordered, parse_filter

    try:
        kept = filtered(runs, parse_filter(conditions))
        return ordered(kept, sort) if sort is not None else kept
    except SelectError as error:
        raise Refusal(str(error)) from error


def _print_table(runs: "list[Glance]") -> None:
    from rnn_tui.cli.runs_table import table

    if not runs:
        write("no run meets these conditions")
        return
    width = shutil.get_terminal_size().columns - 1 if sys.stdout.isatty() else None
    for line in table(runs, width):
        write(line)
