"""Commands that go on with a run, in the app or headless."""

import sys
from pathlib import Path

import click

from rnn_tui.cli import options
from rnn_tui.cli.app import open_app
from rnn_tui.references import Refusal, find_run, refuse_run_errors


@click.command()
@options.run
@options.runs_dir
def attach(reference: str, runs_dir: Path | None) -> None:
    """Open the app on a run."""
    from rnn_tui.runs import runs_folder

    run = find_run(reference, runs_dir)
    sys.exit(open_app(None, runs_dir or runs_folder(run.path.parent), run))


@click.command()
@options.run
@options.settings
@options.runs_dir
@click.option("--detach", is_flag=True, help="Start it and leave.")
@options.as_json
def resume(
    reference: str,
    settings: tuple[str, ...],
    runs_dir: Path | None,
    detach: bool,
    json_lines: bool,
) -> None:
    """Go on with a stopped or lost run, headless; --set train.epochs=N may extend it."""
    from rnn_tui.batch.resuming import resume_run
    from rnn_tui.spec import ConfigError

    run = find_run(reference, runs_dir)
    try:
        code = refuse_run_errors(lambda: resume_run(run, settings, detach, json_lines))
    except ConfigError as error:
        raise Refusal(str(error)) from error
    sys.exit(code)
