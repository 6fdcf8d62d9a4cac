"""Commands for a folder of runs: runs, rename, import."""

import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rnn_tui.cli import options
from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import tell, write
from rnn_tui.wording.language import told, tr

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory
    from rnn_tui.runs.lists.run_summary import RunSummary


@click.command()
@options.runs_dir
@click.option("--all", "everywhere", is_flag=True, help="Also live runs in other folders.")
@click.option(
    "--filter",
    "conditions",
    default="",
    metavar="CONDITIONS",
    help="Only runs that meet them, such as 'val_acc>.88 units=32,64 -note:broken gru'.",
)
@click.option(
    "--sort",
    metavar="NAME",
    help="By a metric (best first), a key, run, state, epochs, time, age; -NAME reverses it.",
)
@click.option(
    "--group", is_flag=True, help="One line for runs that differ in nothing but their seed."
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N lines.")
@options.as_json
def runs(
    runs_dir: Path | None,
    everywhere: bool,
    conditions: str,
    sort: str | None,
    group: bool,
    limit: int | None,
    json_lines: bool,
) -> None:
    """List the runs, latest first: state, best epoch, and what differs between them."""
    from rnn_tui.batch.runs import json_lines_of
    from rnn_tui.io.text import visible
    from rnn_tui.runs import runs_folder

    folder = runs_folder(runs_dir)
    found = _found(folder, everywhere)
    if not json_lines:
        _tell_sweeps(folder)
    if not found and not json_lines:
        write(
            tr(
                "no run in {folder} yet; start one with rnn-tui --batch",
                folder=visible(str(folder)),
            )
        )
        return
    if group:
        _print_groups(_filtered(found, conditions), sort, limit, json_lines)
        return
    if limit is not None and not (conditions or sort):
        found = found[:limit]  # the others need not be read
    if not json_lines or conditions or sort:
        from rnn_tui.runs.lists.filters import ordered

        kept = _filtered(found, conditions)
        chosen = (kept if sort is None else ordered(kept, sort))[:limit]
        if not json_lines:
            _print_table(chosen)
            return
        found = [each.run for each in chosen]
    for line in json_lines_of(found):
        write(line)


@click.command()
@options.found_run
@click.argument("name", metavar="NAME")
def rename(run: "RunDirectory", name: str) -> None:
    """Give a run another id."""
    from rnn_tui.io.text import visible
    from rnn_tui.runs.changes.moving import rename as rename_run
    from rnn_tui.sweeps.names import is_sweep

    if is_sweep(folder := run.path.parent):
        raise UserError(
            f"{run.label} is a run of the sweep {visible(folder.name)}, which knows it by this id: "
            "describe it with rnn-tui note or tag"
        )
    before, after = run.label, rename_run(run, name).label
    write(tr("renamed {before} to {after}", before=before, after=after))


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@options.runs_dir
@click.option(
    "--name",
    metavar="NAME",
    help="The id of the run (default: its own).",
)
def import_(file: Path, runs_dir: Path | None, name: str | None) -> None:
    """Make a run of FILE: an archive, a run's folder, a CSVLogger table, TensorBoard's event files.

    An archive (export --to archive) and a run's folder can be resumed; a history is there to be
    compared.
    """
    from rnn_tui.results.imports.importing import import_file
    from rnn_tui.runs import runs_folder

    made = import_file(file, runs_folder(runs_dir), name)
    write(tr("imported {label}", label=made.run.label))
    for note in made.notes:
        tell(told(note))


def _found(folder: Path, everywhere: bool) -> "list[RunDirectory]":
    """The runs of the folder, and live ones elsewhere where they are asked for."""
    from rnn_tui.runs import list_runs

    found = list_runs(folder)
    if everywhere:
        from rnn_tui.runs import live_runs

        known = {run.path for run in found}
        found += [run for run in live_runs() if run.path not in known]
    return found


def _tell_sweeps(folder: Path) -> None:
    """Say that there are sweeps, whose trials are listed elsewhere; beside the table, which may be
    read by a program."""
    from rnn_tui.sweeps.names import QUEUE, sweeps_in
    from rnn_tui.wording.numbers import counted

    if number := sum(path.name != QUEUE for path in sweeps_in(folder)):
        tell(tr("{sweeps}: rnn-tui sweep show", sweeps=counted(number, "sweep")))


def _filtered(runs: "Sequence[RunDirectory]", conditions: str) -> "list[RunSummary]":
    """The runs that meet the conditions. Raises FilterError."""
    from rnn_tui.runs.lists.filters import filtered
    from rnn_tui.runs.lists.grammar import parse_filter
    from rnn_tui.runs.lists.run_summary import summaries

    tree = parse_filter(conditions)
    return filtered(summaries(runs), tree)


def _print_table(runs: "list[RunSummary]") -> None:
    from rnn_tui.batch.runs import table

    _print_lines(table(runs, _width()) if runs else ())


def _print_groups(
    runs: "list[RunSummary]", sort: str | None, limit: int | None, json_lines: bool
) -> None:
    from rnn_tui.batch.runs import group_lines_of, group_table
    from rnn_tui.results.groups import Group, grouped
    from rnn_tui.runs.lists.filters import arranged

    groups = grouped(runs)
    if sort is not None:
        groups = arranged(groups, sort, Group.value, runs)
    groups = groups[:limit]
    if json_lines:
        for line in group_lines_of(groups):
            write(line)
    else:
        _print_lines(group_table(groups, _width()) if groups else ())


def _print_lines(lines: "Iterable[str]") -> None:
    """A table without lines means that the filter leaves nothing."""
    told = False
    for line in lines:
        told = True
        write(line)
    if not told:
        write(tr("no run meets these conditions"))


def _width() -> int | None:
    """Columns of the terminal; None where there is none, and nothing is cut."""
    return shutil.get_terminal_size().columns - 1 if sys.stdout.isatty() else None
