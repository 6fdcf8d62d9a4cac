"""Commands about experiments and data before a training: presets, summary, data."""

import json
import sys

import click

from rnn_tui.cli import options
from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import write
from rnn_tui.wording.language import told


@click.command()
@click.argument("name", required=False)
@click.option("--schema", is_flag=True, help="Print the JSON schema of a configuration.")
def presets(name: str | None, schema: bool) -> None:
    """List the presets, or print one as TOML."""
    from rnn_tui.batch.documents.schemas import experiment_schema
    from rnn_tui.experiment import load, preset_names, preset_text
    from rnn_tui.experiment.errors import shown

    if schema:
        write(json.dumps(experiment_schema(), indent=2))
    elif name is None:
        width = max(len(known) for known in preset_names())
        for known in preset_names():
            write(f"{known:<{width}}  {told(load(known).description)}")
    elif name in preset_names():
        print(preset_text(name), end="")
    else:
        raise UserError(
            f"no preset is called {shown(name)}; the presets are {', '.join(preset_names())}"
        )


@click.command()
@options.config
@options.settings
def summary(config: str | None, settings: tuple[str, ...]) -> None:
    """Print the model: layers, output shapes, parameters, and what does not fit."""
    from rich.console import Console

    from rnn_tui.batch.experiments import experiment_of
    from rnn_tui.batch.pictures import FULL_WIDTH
    from rnn_tui.results.summary import summary_table

    table = summary_table(experiment_of(config, settings))
    width = None if sys.stdout.isatty() else FULL_WIDTH
    Console(width=width, highlight=False).print(table)


@click.command()
@click.argument("path", required=False)
@options.config
@options.settings
@options.as_json
def data(path: str | None, config: str | None, settings: tuple[str, ...], json_lines: bool) -> None:
    """Print what would be loaded from PATH: how it is read, parts, classes, lengths, examples.

    PATH is a table, an archive, a folder, imdb.npz, or the word sample. Nothing is trained.
    """
    from rnn_tui.batch.data import show_data

    show_data(path, config, settings, json_lines)
