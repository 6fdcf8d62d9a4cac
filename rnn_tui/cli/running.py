"""Commands for the engine of a run: attach, resume, stop, pause."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rnn_tui.cli import options
from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import tell, write
from rnn_tui.wording.language import in_a_row, told, tr

if TYPE_CHECKING:
    from rnn_tui.experiment import Experiment
    from rnn_tui.runs import RunDirectory


@click.command()
@options.found_run
def attach(run: "RunDirectory") -> None:
    """Open the app on a run, in the folder where it is."""
    sys.exit(open_app(None, run.path.parent, run))


@click.command()
@options.found_run
@options.settings
@click.option("--detach", is_flag=True, help="Start it and exit.")
@click.option(
    "--copy-to",
    type=options.Folder(),
    metavar="FOLDER",
    help="Resume a copy in this runs folder, for a run that another user owns.",
)
@options.yes
@options.on_end
@options.as_json
def resume(
    run: "RunDirectory",
    settings: tuple[str, ...],
    detach: bool,
    copy_to: Path | None,
    yes: bool,
    json_lines: bool,
) -> None:
    """Resume a stopped or lost run, headless.

    --set train.epochs=N extends it to N epochs in all, --set data.path=PATH finds data that has
    moved.
    """
    from rnn_tui.batch.resume import copy_of, resume_run
    from rnn_tui.runs import runs_folder

    own = run if copy_to is None else copy_of(run, runs_folder(copy_to), yes)
    sys.exit(resume_run(own, settings, detach, json_lines))


@click.command()
@options.run
@options.runs_dir
@options.everywhere
@click.option("--after-epoch", is_flag=True, help="Stop when the epoch is complete.")
@click.option("--kill", is_flag=True, help="End it at once; resume starts at the last checkpoint.")
@options.yes
def stop(
    reference: str,
    runs_dir: Path | None,
    everywhere: bool,
    after_epoch: bool,
    kill: bool,
    yes: bool,
) -> None:
    """Stop a run: history and checkpoint are kept, and resume continues it."""
    from rnn_tui.batch.stop import kill_run, stop_run

    if after_epoch and kill:
        raise UserError("--after-epoch and --kill cannot be combined")
    run = _live_run(reference, runs_dir, everywhere, yes, "stop")
    write(kill_run(run) if kill else stop_run(run, after_epoch))


@click.command()
@options.run
@options.runs_dir
@options.everywhere
@options.yes
def pause(reference: str, runs_dir: Path | None, everywhere: bool, yes: bool) -> None:
    """Pause a run: it keeps its memory, and resume continues it."""
    from rnn_tui.batch.stop import pause_run

    write(pause_run(_live_run(reference, runs_dir, everywhere, yes, "pause")))


def open_app(
    experiment: "Experiment | None",
    runs_dir: Path | None,
    run: "RunDirectory | None" = None,
    path: Path | None = None,
) -> int:
    """Run the app until it is left. Returns the exit code.

    `path` is the file that the experiment comes from.
    """
    from rnn_tui.runs import runs_folder
    from rnn_tui.tui import run_app

    return run_app(experiment, runs_folder(runs_dir), run, path)


def _live_run(
    reference: str, runs_dir: Path | None, everywhere: bool, yes: bool, what: str
) -> "RunDirectory":
    """The run to be asked. If `last` has ended, another one is meant only if the user confirms it:
    stopping the last run twice must not stop a second one."""
    from rnn_tui.batch.stop import live_beside
    from rnn_tui.runs import find_run, runs_folder
    from rnn_tui.runs.directory import LAST

    run = find_run(reference, runs_dir, everywhere)
    other = live_beside(run, runs_folder(runs_dir)) if reference == LAST else None
    if other is None:
        return run
    found = f"{run.label}, the last run, is not running; {other.label}, started before it, is"
    if yes:
        tell(told(found))
    elif not _on_terminal():
        raise UserError(f"{found}: use rnn-tui {what} {other.label}, or --yes")
    else:
        question = tr("Stop {label}?") if what == "stop" else tr("Pause {label}?")
        sentences = [f"{told(found)}{tr('.')}", question.format(label=other.label)]
        click.confirm(in_a_row(sentences), abort=True, err=True)
    return other


def _on_terminal() -> bool:
    return sys.stdin.isatty()
