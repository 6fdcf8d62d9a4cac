"""Commands for what a person keeps beside a run: note, star, tag."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rnn_tui.cli import options
from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import write
from rnn_tui.wording.language import tr

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory


@click.command()
@options.found_run
@click.argument("text", required=False)
def note(run: "RunDirectory", text: str | None) -> None:
    """Print the note of a run, or replace it by TEXT; an empty TEXT removes it."""
    from rnn_tui.runs.files.note import note_of, write_note

    if text is not None:
        write_note(run, text)
    elif words := note_of(run):
        write(words)


@click.command()
@options.runs
@options.runs_dir
@click.option("--remove", is_flag=True, help="Take the star away.")
def star(references: tuple[str, ...], runs_dir: Path | None, remove: bool) -> None:
    """Give runs a star; 'rnn-tui runs --filter starred' lists those that have one."""
    from rnn_tui.runs import find_run
    from rnn_tui.runs.files.marks import set_star

    if not references:
        raise UserError("name the runs: rnn-tui star RUN ...")
    for run in dict.fromkeys(find_run(each, runs_dir) for each in references):
        set_star(run, not remove)
        done = tr("removed the star of {label}") if remove else tr("starred {label}")
        write(done.format(label=run.label))


@click.command()
@options.found_run
@click.argument("tags", metavar="[TAG...]", nargs=-1)
@click.option("--remove", is_flag=True, help="Remove these tags instead of adding them.")
def tag(run: "RunDirectory", tags: tuple[str, ...], remove: bool) -> None:
    """Add tags to a run, and print those that it has: 'rnn-tui runs --filter tag=TAG' finds it."""
    from rnn_tui.runs.files.marks import change_tags, marks_of

    if remove and not tags:
        raise UserError("name the tags to remove: rnn-tui tag RUN TAG ... --remove")
    added, removed = ((), tags) if remove else (tags, ())
    marks = change_tags(run, added, removed) if tags else marks_of(run)
    if marks.tags:
        write(" ".join(marks.tags))
