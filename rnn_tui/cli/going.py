"""Commands that go on with a run, in the app or headless."""

import sys
from pathlib import Path
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
@click.option(
    "--copy-to",
    type=options.Folder(),
    metavar="FOLDER",
    help="Go on with a copy in this folder of runs, as of a run that another user owns.",
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
    """Go on with a stopped or lost run, headless.

    --set train.epochs=N extends it, --set data.path=PATH finds data that has moved.
    """
    from rnn_tui.batch.copied import copied
    from rnn_tui.batch.resume import resume_run
    from rnn_tui.experiment import ConfigError
    from rnn_tui.runs import runs_folder

    def go_on() -> int:
        own = run if copy_to is None else copied(run, runs_folder(copy_to), yes)
        return resume_run(own, settings, detach, json_lines)

    try:
        code = refuse_run_errors(go_on)
    except ConfigError as error:
        raise Refusal(str(error)) from error
    sys.exit(code)
