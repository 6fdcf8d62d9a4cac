"""Commands that ask a live run for something."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rnn_tui.cli import options
from rnn_tui.io.streams import tell, write
from rnn_tui.references import Refusal, find_run, refuse_run_errors

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory


@click.command()
@options.run
@options.runs_dir
@options.everywhere
@click.option("--after-epoch", is_flag=True, help="Stop when the epoch is complete.")
@click.option("--kill", is_flag=True, help="End it at once; back to the last checkpoint.")
@options.yes
def stop(
    reference: str,
    runs_dir: Path | None,
    everywhere: bool,
    after_epoch: bool,
    kill: bool,
    yes: bool,
) -> None:
    """Stop a run: history and checkpoint are kept, resume goes on."""
    from rnn_tui.batch.stop import kill_run, stop_run

    if after_epoch and kill:
        raise Refusal("--after-epoch and --kill exclude each other")
    run = _meant(reference, runs_dir, everywhere, yes, "stop")
    act = (lambda: kill_run(run)) if kill else (lambda: stop_run(run, after_epoch))
    write(refuse_run_errors(act))


@click.command()
@options.run
@options.runs_dir
@options.everywhere
@options.yes
def pause(reference: str, runs_dir: Path | None, everywhere: bool, yes: bool) -> None:
    """Pause a run: it keeps its memory and goes on with resume."""
    from rnn_tui.batch.stop import pause_run

    run = _meant(reference, runs_dir, everywhere, yes, "pause")
    write(refuse_run_errors(lambda: pause_run(run)))


def _meant(
    reference: str, runs_dir: Path | None, everywhere: bool, yes: bool, what: str
) -> "RunDirectory":
    """The run to be asked. Where `last` has ended already another one is meant only if somebody
    says so: who stops the last run twice wants no second one to stop."""
    from rnn_tui.batch.stop import live_beside
    from rnn_tui.runs import runs_folder
    from rnn_tui.runs.directory import LAST

    run = find_run(reference, runs_dir, everywhere)
    other = live_beside(run, runs_folder(runs_dir)) if reference == LAST else None
    if other is None:
        return run
    story = f"{run.label}, the last run, is not running; {other.label}, begun before it, is"
    if yes:
        tell(story)
    elif not _on_terminal():
        raise Refusal(f"{story}; rnn-tui {what} {other.label}, or --yes, reaches that one")
    else:
        click.confirm(f"{story}. {what.capitalize()} {other.label}?", abort=True, err=True)
    return other


def _on_terminal() -> bool:
    return sys.stdin.isatty()
