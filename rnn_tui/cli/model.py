"""Commands about an experiment that has not been run: presets and summary."""

import sys

import click

from rnn_tui.cli import options
from rnn_tui.io.streams import write
from rnn_tui.references import Refusal, experiment_of


@click.command()
@click.argument("name", required=False)
@click.option("--schema", is_flag=True, help="Print the JSON schema of a configuration.")
def presets(name: str | None, schema: bool) -> None:
    """List the presets, or print one as TOML."""
    from rnn_tui.experiment import load, preset_names, preset_text
    from rnn_tui.experiment.errors import shown

    if schema:
        import json

        from rnn_tui.batch.documents.schemas import experiment_schema

        write(json.dumps(experiment_schema(), indent=2))
    elif name is None:
        width = max(len(known) for known in preset_names())
        for known in preset_names():
            write(f"{known:<{width}}  {load(known).description}")
    elif name in preset_names():
        print(preset_text(name), end="")
    else:
        raise Refusal(f"no preset is called {shown(name)}; there are {', '.join(preset_names())}")


@click.command()
@options.config
@options.settings
def summary(config: str | None, settings: tuple[str, ...]) -> None:
    """Print the model: layers, output shapes, parameters, and what does not fit."""
    from rich.console import Console

    from rnn_tui.results.summary import summary_table

    experiment = experiment_of(config, settings)
    wide = None if sys.stdout.isatty() else 200
    Console(width=wide, highlight=False).print(summary_table(experiment))
