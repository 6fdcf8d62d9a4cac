"""Commands that ask a live run for something."""

from pathlib import Path

import click

from rnn_tui.cli import options
from rnn_tui.references import Refusal, find_run, refuse_run_errors


@click.command()
@options.run
@options.runs_dir
@click.option("--after-epoch", is_flag=True, help="Stop when the epoch is complete.")
@click.option("--kill", is_flag=True, help="End it at once; back to the last checkpoint.")
def stop(reference: str, runs_dir: Path | None, after_epoch: bool, kill: bool) -> None:
    """Stop a run: history and checkpoint are kept, resume goes on."""
    from rnn_tui.batch.asking import kill_run, stop_run

    if after_epoch and kill:
        raise Refusal("--after-epoch and --kill exclude each other")
    run = find_run(reference, runs_dir)
    act = (lambda: kill_run(run)) if kill else (lambda: stop_run(run, after_epoch))
    print(refuse_run_errors(act))


@click.command()
@options.run
@options.runs_dir
def pause(reference: str, runs_dir: Path | None) -> None:
    """Pause a run: it keeps its memory and goes on with resume."""
    from rnn_tui.batch.asking import pause_run

    run = find_run(reference, runs_dir)
    print(refuse_run_errors(lambda: pause_run(run)))
