"""Commands for the trash of a runs folder: rm."""

import sys
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from rnn_tui.cli import options
from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import write
from rnn_tui.wording.language import tr

if TYPE_CHECKING:
    from rnn_tui.runs.changes.moving import Discarded


@click.command()
@options.runs
@options.runs_dir
@click.option("--undo", is_flag=True, help="Restore what was moved to the trash last.")
@click.option("--forever", is_flag=True, help="Delete for good instead of using the trash.")
@options.yes
def rm(
    references: tuple[str, ...], runs_dir: Path | None, undo: bool, forever: bool, yes: bool
) -> None:
    """Move runs, or whole sweeps, to the trash of their folder (.trash); --undo restores the last.

    A sweep is meant where its whole name is given and no run has it; SWEEP/RUN is one of its runs.
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
    meant = list(dict.fromkeys(_meant(each, runs_dir) for each in references))
    if forever and not yes:
        _confirm(", ".join(map(_name_of, meant)))
    _remove(meant, forever)


def _restore_last(runs_dir: Path | None) -> None:
    from rnn_tui.io.text import visible
    from rnn_tui.runs import runs_folder
    from rnn_tui.runs.changes.moving import in_trash, restore

    folder = runs_folder(runs_dir)
    discarded = in_trash(folder)
    if not discarded:
        raise UserError(f"the trash of {visible(str(folder))} is empty")
    back = restore(discarded[0]).label
    write(tr("{label} is back in {folder}", label=back, folder=visible(str(folder))))


def _meant(reference: str, runs_dir: Path | None) -> Path:
    """The folder of the run that is meant, or else of the sweep. Raises RunError.

    The beginning of a name finds a run, but no sweep: too much would go by a slip.
    """
    from rnn_tui.runs import find_run
    from rnn_tui.runs.directory import RunNotFound
    from rnn_tui.sweeps.folder import find_sweep
    from rnn_tui.sweeps.journal import SweepError

    try:
        return find_run(reference, runs_dir).path
    except RunNotFound as no_run:
        try:
            found = find_sweep(reference, runs_dir)
        except SweepError:
            raise no_run from None
        if found.name != Path(reference).name:
            raise
        return found.path


def _remove(meant: Sequence[Path], forever: bool) -> None:
    from rnn_tui.io.text import visible
    from rnn_tui.runs.changes.moving import delete

    for path in meant:
        label = _name_of(path)
        discarded = _discard(path)
        if forever:
            delete(discarded)
            write(tr("deleted {label}", label=label))
        else:
            write(
                tr(
                    "{label} is in the trash ({trash}); {command} restores it",
                    label=label,
                    trash=visible(str(discarded.path.parent)),
                    command=_undo(path.parent),
                )
            )


def _discard(path: Path) -> "Discarded":
    from rnn_tui.runs import RunDirectory
    from rnn_tui.runs.changes.moving import discard
    from rnn_tui.sweeps.discarding import discard_sweep
    from rnn_tui.sweeps.folder import Sweep

    sweep = Sweep(path)
    return discard_sweep(sweep) if sweep.is_sweep else discard(RunDirectory(path))


def _name_of(path: Path) -> str:
    """The run or the sweep as people see it: which of them it is must not be a surprise."""
    from rnn_tui.io.text import visible
    from rnn_tui.sweeps.names import is_sweep

    name = visible(path.name)
    return tr("sweep {name}", name=name) if is_sweep(path) else name


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
    click.confirm(tr("delete {names} for good?", names=names), abort=True, err=True)
