"""Commands that keep order among runs: rm, rename, note."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rnn_tui.cli import options
from rnn_tui.io.streams import write
from rnn_tui.references import Refusal, find_run, refuse_run_errors

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory


@click.command()
@options.runs
@options.runs_dir
@click.option("--undo", is_flag=True, help="Bring back what was put away last.")
@click.option("--forever", is_flag=True, help="Delete for good, and not into the trash.")
@options.yes
def rm(
    references: tuple[str, ...], runs_dir: Path | None, undo: bool, forever: bool, yes: bool
) -> None:
    """Put runs away into the trash of their folder (.trash); --undo brings the last one back."""
    if undo:
        if references or forever:
            raise Refusal("--undo stands alone: it brings back what was put away last")
        refuse_run_errors(lambda: _undo(runs_dir))
        return
    if not references:
        raise Refusal("say which runs: rnn-tui rm RUN ...")
    runs = list(dict.fromkeys(find_run(each, runs_dir) for each in references))
    if forever and not yes:
        _confirm(", ".join(run.label for run in runs))
    refuse_run_errors(lambda: _remove(runs, forever))


@click.command()
@options.found_run
@click.argument("name", metavar="NAME")
def rename(run: "RunDirectory", name: str) -> None:
    """Give a run another id."""
    from rnn_tui.runs.changes.moving import rename as rename_run

    renamed = refuse_run_errors(lambda: rename_run(run, name))
    write(f"{run.label} is called {renamed.label}")


@click.command()
@options.found_run
@click.argument("text", required=False)
def note(run: "RunDirectory", text: str | None) -> None:
    """Print the note of a run, or write TEXT in its place; an empty TEXT takes it away."""
    from rnn_tui.runs.files.note import note_of, write_note

    if text is None:
        if words := note_of(run):
            write(words)
    else:
        refuse_run_errors(lambda: write_note(run, text))


def _undo(runs_dir: Path | None) -> None:
    from rnn_tui.io.text import visible
    from rnn_tui.runs import RunError, runs_folder
    from rnn_tui.runs.changes.moving import in_trash, restore

    folder = runs_folder(runs_dir)
    away = in_trash(folder)
    if not away:
        raise RunError(f"no run of {visible(str(folder))} is put away")
    write(f"{restore(away[0]).label} is back in {visible(str(folder))}")


def _remove(runs: "Sequence[RunDirectory]", forever: bool) -> None:
    from rnn_tui.io.text import visible
    from rnn_tui.runs.changes.moving import delete, discard

    for run in runs:
        away = discard(run)
        if forever:
            delete(away)
            write(f"{run.label} is deleted")
        else:
            write(f"{run.label} is put away in {visible(str(away.path.parent))}; rnn-tui rm --undo")


def _confirm(names: str) -> None:
    """Raises Refusal where there is nobody to ask, and Abort where the answer is no."""
    if not sys.stdin.isatty():
        raise Refusal(f"{names}: deleting for good cannot be undone; --yes says that you mean it")
    click.confirm(f"delete {names} for good?", abort=True, err=True)
