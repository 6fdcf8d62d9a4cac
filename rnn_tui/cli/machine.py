"""Commands about the program itself: doctor, config, schema."""

import json
import sys
from pathlib import Path

import click

from rnn_tui.cli import options
from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import write


@click.command()
@options.runs_dir
@options.as_json
def doctor(runs_dir: Path | None, json_lines: bool) -> None:
    """Print versions, devices, folders, what an engine would choose, and what is wrong."""
    from rnn_tui.batch.doctor import doctor as examine
    from rnn_tui.data.cache import cache_folder
    from rnn_tui.io.places import settings_path, user_folder
    from rnn_tui.runs import runs_folder

    folders = {
        "runs": runs_folder(runs_dir).absolute(),
        "cache": cache_folder(),
        "configuration": settings_path().parent,
        "state": user_folder("state"),
    }
    sys.exit(examine(folders, json_lines))


@click.group()
def config() -> None:
    """Your own settings, kept in one file."""


@config.command()
def path() -> None:
    """Print where your settings are kept; the file need not exist yet."""
    from rnn_tui.io.places import settings_path

    write(str(settings_path()))


@click.command()
@click.argument("command")
def schema(command: str) -> None:
    """Print the JSON schema of what COMMAND prints with --json."""
    from rnn_tui.batch.documents.schemas import SHAPES, schema_of
    from rnn_tui.experiment.errors import shown

    if command not in SHAPES:
        known = ", ".join(sorted(SHAPES))
        raise UserError(f"{shown(command)} prints no JSON of its own; these do: {known}")
    write(json.dumps(schema_of(command), indent=2))
