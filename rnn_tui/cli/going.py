"""Commands that go on with a run, in the app or headless."""

import sys
from typing import TYPE_CHECKING

import click

from rnn_tui.cli import options
from rnn_tui.cli.app import open_app
from rnn_tui.references import Refusal, refuse_run_errors

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory


@click.command()
@options.found_run
def attach(run: "RunDirectory") -> None:
    """Open the app on a run, in the folder where it is."""
    sys.exit(open_app(None, run.path.parent, run))


@click.command()
@options.found_run
@options.settings
@click.option("--detach", is_flag=True, help="Start it and leave.")
@options.as_json
def resume(
    run: "RunDirectory",
    settings: tuple[str, ...],
    detach: bool,
    json_lines: bool,
) -> None:
    """Go on with a stopped or lost run, headless; --set train.epochs=N may extend it."""
    from rnn_tui.batch.resuming import resume_run
    from rnn_tui.spec import ConfigError

    try:
        code = refuse_run_errors(lambda: resume_run(run, settings, detach, json_lines))
    except ConfigError as error:
        raise Refusal(str(error)) from error
    sys.exit(code)
