"""The command that prints the schemas of what other commands print."""

import json

import click

from rnn_tui.io.streams import write
from rnn_tui.references import Refusal


@click.command()
@click.argument("command")
def schema(command: str) -> None:
    """Print the JSON schema of what COMMAND prints with --json."""
    from rnn_tui.batch.documents.schemas import SHAPES, schema_of
    from rnn_tui.experiment.errors import shown

    if command not in SHAPES:
        known = ", ".join(sorted(SHAPES))
        raise Refusal(f"{shown(command)} prints no JSON of its own; there are {known}")
    write(json.dumps(schema_of(command), indent=2))
