"""Commands for a folder of runs: runs, rm, rename, import."""

import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from rnn_tui.cli import options
from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import tell, write

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory
    from rnn_tui.runs.changes.moving import Discarded
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
        write(f"no run in {visible(str(folder))} yet; start one with rnn-tui --batch")
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
@options.runs
@options.runs_dir
@click.option("--undo", is_flag=True, help="Restore the run that was moved to the trash last.")
@click.option("--forever", is_flag=True, help="Delete for good instead of using the trash.")
@options.yes
def rm(
    references: tuple[str, ...], runs_dir: Path | None, undo: bool, forever: bool, yes: bool
) -> None:
    """Move runs, or whole sweeps, to the trash of their folder (.trash); --undo restores the last.

    A sweep is meant where its name is given and no run has it; SWEEP/RUN is one of its runs.
    """
    if undo:
        if references or forever:
            raise UserError(
                "--undo takes neither runs nor --forever: it restores the last run removed"
            )
        _restore_last(runs_dir)
        return
    if not references:
        raise UserError("name the runs: rnn-tui rm RUN ...")
    from rnn_tui.io.text import visible

    meant = list(dict.fromkeys(_meant(each, runs_dir) for each in references))
    if forever and not yes:
        _confirm(", ".join(visible(path.name) for path in meant))
    _remove(meant, forever)


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
    write(f"renamed {run.label} to {rename_run(run, name).label}")


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
    write(f"imported {made.run.label}")
    for note in made.notes:
        tell(note)


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
        tell(f"{counted(number, 'sweep')}: rnn-tui sweep show")


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
        write("no run meets these conditions")


def _width() -> int | None:
    """Columns of the terminal; None where there is none, and nothing is cut."""
    return shutil.get_terminal_size().columns - 1 if sys.stdout.isatty() else None


def _restore_last(runs_dir: Path | None) -> None:
    from rnn_tui.io.text import visible
    from rnn_tui.runs import runs_folder
    from rnn_tui.runs.changes.moving import in_trash, restore

    folder = runs_folder(runs_dir)
    discarded = in_trash(folder)
    if not discarded:
        raise UserError(f"the trash of {visible(str(folder))} is empty")
    write(f"{restore(discarded[0]).label} is back in {visible(str(folder))}")


def _meant(reference: str, runs_dir: Path | None) -> Path:
    """The folder of the run that is meant, or else of the sweep. Raises RunError."""
    from rnn_tui.runs import find_run
    from rnn_tui.runs.directory import LAST, RunNotFound
    from rnn_tui.sweeps.folder import find_sweep
    from rnn_tui.sweeps.journal import SweepError

    try:
        return find_run(reference, runs_dir).path
    except RunNotFound as no_run:
        if reference == LAST:  # no run is the latest: a sweep would not be what is meant
            raise
        try:
            return find_sweep(reference, runs_dir).path
        except SweepError:
            raise no_run from None


def _remove(meant: Sequence[Path], forever: bool) -> None:
    from rnn_tui.io.text import visible
    from rnn_tui.runs.changes.moving import delete

    for path in meant:
        discarded = _discard(path)
        if forever:
            delete(discarded)
            write(f"deleted {discarded.label}")
        else:
            trash = visible(str(discarded.path.parent))
            write(f"{discarded.label} is in the trash ({trash}); {_undo(path.parent)} restores it")


def _discard(path: Path) -> "Discarded":
    from rnn_tui.runs import RunDirectory
    from rnn_tui.runs.changes.moving import discard
    from rnn_tui.sweeps.discarding import discard_sweep
    from rnn_tui.sweeps.folder import Sweep

    sweep = Sweep(path)
    return discard_sweep(sweep) if sweep.is_sweep else discard(RunDirectory(path))


def _undo(folder: Path) -> str:
    """The command that restores what was removed last from this folder."""
    from rnn_tui.io.text import visible
    from rnn_tui.runs import runs_folder

    elsewhere = folder.resolve() != runs_folder(None).resolve()
    place = f" --runs-dir {quote(visible(str(folder)))}" if elsewhere else ""
    return f"rnn-tui rm --undo{place}"


def _confirm(names: str) -> None:
    """Ask for confirmation. Raises UserError without a terminal, and Abort for a no."""
    if not sys.stdin.isatty():
        raise UserError(f"deleting {names} for good cannot be undone: add --yes to confirm it")
    click.confirm(f"delete {names} for good?", abort=True, err=True)
