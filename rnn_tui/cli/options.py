"""Options and arguments that several commands share."""

from pathlib import Path

import click

config = click.option(
    "-c", "--config", metavar="FILE-OR-PRESET", help="A TOML file, or a preset (see presets)."
)
settings = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a dotted key, such as layers.1.units=64; lists count from 0. Repeatable.",
)
runs_dir = click.option(
    "--runs-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the runs (default: RNN_TUI_RUNS, or ./runs).",
)
as_json = click.option("--json", "json_lines", is_flag=True, help="JSON on stdout, nothing else.")
run = click.argument("reference", metavar="RUN")
