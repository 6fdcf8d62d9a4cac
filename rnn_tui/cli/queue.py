"""Commands for runs that wait for one another: queue, and what is done with it."""

from pathlib import Path

import click

from rnn_tui.cli import options
from rnn_tui.cli.commands import Hinting

PLACES = click.Choice(["up", "down", "first", "last"])

run_argument = click.argument("reference", metavar="RUN")


@click.group(cls=Hinting, invoke_without_command=True)
@options.runs_dir
@options.as_json
@click.pass_context
def queue(context: click.Context, runs_dir: Path | None, json_lines: bool) -> None:
    """Show the queue of a runs folder: runs that wait, one after the other.

    A worker begins the next run when one ends; it needs no terminal. Its commands: add, edit,
    move, remove, pause, resume. A RUN is an id, the beginning of one, or its place.
    """
    if context.invoked_subcommand is not None:
        if runs_dir is not None or json_lines:
            raise options.must_follow(context)
        return
    from rnn_tui.batch.queue import show_queue

    show_queue(runs_dir, json_lines)


@queue.command()
@options.config
@options.settings
@options.runs_dir
@options.as_json
def add(
    config: str | None, settings: tuple[str, ...], runs_dir: Path | None, json_lines: bool
) -> None:
    """Queue a run: it begins when those before it have ended."""
    from rnn_tui.batch.queue import add_run

    add_run(config, settings, runs_dir, json_lines)


@queue.command()
@run_argument
@options.settings
@options.runs_dir
@options.as_json
def edit(
    reference: str, settings: tuple[str, ...], runs_dir: Path | None, json_lines: bool
) -> None:
    """Change the experiment of a waiting run, which keeps its place."""
    from rnn_tui.batch.queue import edit_run

    edit_run(runs_dir, reference, settings, json_lines)


@queue.command()
@run_argument
@click.argument("place", type=PLACES)
@options.runs_dir
@options.as_json
def move(reference: str, place: str, runs_dir: Path | None, json_lines: bool) -> None:
    """Move a waiting run: up, down, first or last."""
    from rnn_tui.batch.queue import move_run

    move_run(runs_dir, reference, place, json_lines)


@queue.command()
@run_argument
@options.runs_dir
@options.as_json
def remove(reference: str, runs_dir: Path | None, json_lines: bool) -> None:
    """Take a run out of the queue."""
    from rnn_tui.batch.queue import remove_run

    remove_run(runs_dir, reference, json_lines)


@queue.command()
@options.runs_dir
@options.as_json
def pause(runs_dir: Path | None, json_lines: bool) -> None:
    """Begin nothing more; what is running continues."""
    from rnn_tui.batch.queue import pause_queue

    pause_queue(runs_dir, json_lines)


@queue.command()
@click.option(
    "--workers", type=click.IntRange(1, 1_000), help="Runs at a time (default: as before, or 1)."
)
@options.runs_dir
@options.as_json
def resume(workers: int | None, runs_dir: Path | None, json_lines: bool) -> None:
    """Continue the queue, also after a reboot."""
    from rnn_tui.batch.queue import resume_queue

    resume_queue(runs_dir, workers, json_lines)
