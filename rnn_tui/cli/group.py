"""`rnn-tui` itself: the app, or with --batch one headless run; else one of the commands."""

from pathlib import Path

import click

from rnn_tui import __version__
from rnn_tui.cli import options
from rnn_tui.cli.app import open_app
from rnn_tui.cli.commands import Commands
from rnn_tui.references import Refusal, experiment_of

EPILOG = """Exit codes of --batch and resume: 0 finished, 2 usage or configuration,
3 data, 4 diverged, 5 the engine failed; stopped by a signal, 128 and its number: 130 SIGINT,
143 SIGTERM, 138 SIGUSR1, 140 SIGUSR2, 152 SIGXCPU (what is trained is kept; resume goes on)."""


@click.group(
    cls=Commands,
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="rnn-tui")
@options.config
@options.settings
@options.runs_dir
@click.option("--batch", is_flag=True, help="Run one experiment without the app.")
@click.option("--detach", is_flag=True, help="With --batch: start it, print its id, leave.")
@options.as_json
@click.pass_context
def cli(
    context: click.Context,
    config: str | None,
    settings: tuple[str, ...],
    runs_dir: Path | None,
    batch: bool,
    detach: bool,
    json_lines: bool,
) -> None:
    """Build, train, stop, resume and inspect recurrent networks in the terminal.

    Without a command the app opens; with --batch one experiment runs headless. Without a
    configuration both take the quick-start preset on the sample that ships.
    """
    if context.invoked_subcommand is not None:
        if any([config is not None, *settings, runs_dir, batch, detach, json_lines]):
            raise Refusal(f"options belong behind the command: {context.invoked_subcommand}")
        return
    if not batch and (detach or json_lines):
        raise Refusal("--detach and --json go with --batch")
    if batch:
        from rnn_tui.batch.beginning import begin_run

        context.exit(begin_run(config, settings, runs_dir, detach, json_lines))
    chosen = experiment_of(config, settings) if config is not None or settings else None
    context.exit(open_app(chosen, runs_dir))
