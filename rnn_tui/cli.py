"""The command line. Front-ends are imported by the command that needs them, not before."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rnn_tui import __version__
from rnn_tui.references import DataRefusal, Refusal, experiment_of, find_run, refuse_run_errors

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory
    from rnn_tui.spec import Experiment

EPILOG = """Exit codes of --batch and resume: 0 finished, 2 usage or configuration,
3 data, 4 diverged, 5 the engine failed; stopped by a signal, 128 and its number: 130 SIGINT,
143 SIGTERM, 138 SIGUSR1, 140 SIGUSR2, 152 SIGXCPU (what is trained is kept; resume goes on)."""

_config = click.option(
    "-c", "--config", metavar="FILE-OR-PRESET", help="A TOML file, or a preset (see presets)."
)
_settings = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a dotted key, such as layers.1.units=64; lists count from 0. Repeatable.",
)
_runs_dir = click.option(
    "--runs-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the runs (default: RNN_TUI_RUNS, or ./runs).",
)
_json = click.option("--json", "json_lines", is_flag=True, help="JSON on stdout, nothing else.")
_run = click.argument("reference", metavar="RUN")


@click.group(
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="rnn-tui")
@_config
@_settings
@_runs_dir
@click.option("--batch", is_flag=True, help="Run one experiment without the app.")
@click.option("--detach", is_flag=True, help="With --batch: start it, print its id, leave.")
@_json
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
    context.exit(_app(chosen, runs_dir))


@cli.command()
@click.argument("name", required=False)
@click.option("--schema", is_flag=True, help="Print the JSON schema of a configuration.")
def presets(name: str | None, schema: bool) -> None:
    """List the presets, or print one as TOML."""
    from rnn_tui.spec import Experiment, load, preset_names, preset_text
    from rnn_tui.spec.errors import shown

    if schema:
        import json

        print(json.dumps(Experiment.model_json_schema(), indent=2))
    elif name is None:
        width = max(len(known) for known in preset_names())
        for known in preset_names():
            print(f"{known:<{width}}  {load(known).description}")
    elif name in preset_names():
        print(preset_text(name), end="")
    else:
        raise Refusal(f"no preset is called {shown(name)}; there are {', '.join(preset_names())}")


@cli.command()
@_config
@_settings
def summary(config: str | None, settings: tuple[str, ...]) -> None:
    """Print the model: layers, output shapes, parameters, and what does not fit."""
    from rich.console import Console

    from rnn_tui.results.summary import summary_table

    experiment = experiment_of(config, settings)
    wide = None if sys.stdout.isatty() else 200
    Console(width=wide, highlight=False).print(summary_table(experiment))


@cli.command()
@_runs_dir
@click.option("--all", "everywhere", is_flag=True, help="Also live runs in other folders.")
@_json
def runs(runs_dir: Path | None, everywhere: bool, json_lines: bool) -> None:
    """List the runs, the latest first."""
    from rnn_tui.batch.listing import list_lines
    from rnn_tui.runs import list_runs, live_runs, runs_folder
    from rnn_tui.runs.text import visible

    found = list_runs(runs_folder(runs_dir))
    if everywhere:
        known = {run.path for run in found}
        found += [run for run in live_runs() if run.path not in known]
    if not found and not json_lines:
        folder = visible(str(runs_folder(runs_dir)))
        print(f"no run in {folder} yet; start one with rnn-tui --batch")
    for line in list_lines(found, json_lines):
        print(line)


@cli.command()
@_run
@_runs_dir
@_json
def show(reference: str, runs_dir: Path | None, json_lines: bool) -> None:
    """Print all that is known of a run: model, history, curves, test, events."""
    from rnn_tui.batch.listing import show_run

    refuse_run_errors(lambda: show_run(find_run(reference, runs_dir), json_lines))


@cli.command()
@_run
@_runs_dir
def attach(reference: str, runs_dir: Path | None) -> None:
    """Open the app on a run."""
    from rnn_tui.runs import runs_folder

    run = find_run(reference, runs_dir)
    sys.exit(_app(None, runs_dir or runs_folder(run.path.parent), run))


@cli.command()
@_run
@_settings
@_runs_dir
@click.option("--detach", is_flag=True, help="Start it and leave.")
@_json
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


@cli.command()
@_run
@_runs_dir
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


@cli.command()
@_run
@_runs_dir
def pause(reference: str, runs_dir: Path | None) -> None:
    """Pause a run: it keeps its memory and goes on with resume."""
    from rnn_tui.batch.asking import pause_run

    run = find_run(reference, runs_dir)
    print(refuse_run_errors(lambda: pause_run(run)))


@cli.command()
@_run
@_runs_dir
@click.option("--to", type=click.Choice(["csv", "script", "keras"]), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write.")
@click.option("--best", is_flag=True, help="keras: the best epoch instead of the last.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def export(
    reference: str, runs_dir: Path | None, to: Any, output: Path | None, best: bool, force: bool
) -> None:
    """Write a run's history as CSV, its experiment as a Keras script, or its model."""
    from rnn_tui.results.export import ExportError
    from rnn_tui.results.export import export as export_run

    run = find_run(reference, runs_dir)
    try:
        exported = export_run(run, to, output, best=best, force=force)
    except ExportError as error:
        raise Refusal(str(error)) from error
    for line in exported.lines:
        print(line)
    for note in exported.notes:
        print(note, file=sys.stderr)


@cli.command()
@_run
@click.argument("text", required=False)
@click.option(
    "--file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Many texts, one a line; - for standard input.",
)
@click.option(
    "--checkpoint",
    type=click.Choice(["last", "best"]),
    help="Whose weights (default: those that the run keeps).",
)
@_runs_dir
@_json
def predict(
    reference: str,
    text: str | None,
    file: Path | None,
    checkpoint: Any,
    runs_dir: Path | None,
    json_lines: bool,
) -> None:
    """Predict the class of TEXT, of each line of a file, or of all of standard input."""
    from rnn_tui.batch.predicting import predict_texts
    from rnn_tui.results.choosing import PredictError
    from rnn_tui.results.predict import TextError

    if text is not None and file is not None:
        raise Refusal("TEXT and --file exclude each other")
    run = find_run(reference, runs_dir)
    try:
        sys.exit(predict_texts(run, text, file, checkpoint, json_lines))
    except PredictError as error:
        refusal = DataRefusal if isinstance(error, TextError) else Refusal
        raise refusal(str(error)) from error


def _app(
    experiment: "Experiment | None", runs_dir: Path | None, run: "RunDirectory | None" = None
) -> int:
    from rnn_tui.runs import runs_folder
    from rnn_tui.tui import run_app

    return run_app(experiment, runs_folder(runs_dir), run)
