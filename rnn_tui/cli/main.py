"""`rnn-tui` itself: the app, one headless run with --batch, or one of the commands."""

from pathlib import Path

import click

from rnn_tui import __version__
from rnn_tui.cli import options
from rnn_tui.cli.commands import Commands
from rnn_tui.cli.running import open_app
from rnn_tui.io.faults import UserError

EPILOG = (
    "Exit codes of --batch and resume: 0 finished, 2 usage or configuration, 3 data, 4 diverged, "
    "5 the engine failed; stopped by a signal, 128 plus its number: 130 SIGINT, 143 SIGTERM, "
    "138 SIGUSR1, 140 SIGUSR2, 152 SIGXCPU (progress is kept; resume continues)."
)


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
@click.option("--detach", is_flag=True, help="With --batch: start it, print its id and exit.")
@click.option(
    "--as",
    "name",
    metavar="NAME",
    help="With --batch: start the run of this id, or resume, follow or print it.",
)
@click.option(
    "--requeue",
    is_flag=True,
    help="With --as, in a Slurm job: when its time is up, stop and requeue it.",
)
@options.on_end
@options.as_json
@click.pass_context
def cli(
    context: click.Context,
    config: str | None,
    settings: tuple[str, ...],
    runs_dir: Path | None,
    batch: bool,
    detach: bool,
    name: str | None,
    requeue: bool,
    json_lines: bool,
) -> None:
    """Build, train, stop, resume and inspect recurrent networks in the terminal.

    Without a command the app opens; with --batch one experiment runs headless. Without a
    configuration both use the quick-start preset, on the sample that comes with the program.
    """
    if context.invoked_subcommand is not None:
        given = [config is not None, *settings, runs_dir, batch, detach, requeue, json_lines]
        if any(given) or name is not None or options.ON_END in context.meta:
            words = f"rnn-tui {context.invoked_subcommand}"
            raise UserError(f"put the options after the command: {words} --option")
        return
    if not batch and (detach or json_lines or name is not None or requeue):
        raise UserError("--detach, --as, --requeue and --json need --batch")
    if requeue and (name is None or detach):
        raise UserError("--requeue needs --as, which names the run to resume")
    if name is not None:
        from rnn_tui.batch.named_run import run_named

        context.exit(run_named(name, config, settings, runs_dir, detach, json_lines, requeue))
    if batch:
        from rnn_tui.runs.process.launch import engine_ahead

        ahead = engine_ahead()  # before what takes its time here
        from rnn_tui.batch.start import start_run

        context.exit(start_run(config, settings, runs_dir, detach, json_lines, ahead))
    experiment = path = None
    if config is not None or settings:
        from rnn_tui.batch.experiments import experiment_of, file_of

        experiment, path = experiment_of(config, settings), file_of(config)
    context.exit(open_app(experiment, runs_dir, path=path))
