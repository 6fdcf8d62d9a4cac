"""Options and arguments that several commands share."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from rnn_tui.references import find_run

Command = TypeVar("Command", bound=Callable[..., Any])

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
everywhere = click.option(
    "--all", "everywhere", is_flag=True, help="Look for RUN among live runs in other folders, too."
)
yes = click.option("--yes", is_flag=True, help="Do it without asking.")
run = click.argument("reference", metavar="RUN")


def found_run(command: Command) -> Callable[..., Any]:
    """RUN, --runs-dir and --all; the command gets the run that they mean as `run`."""

    @wraps(command)
    def call(*, reference: str, runs_dir: Path | None, everywhere: bool, **rest: Any) -> Any:
        return command(run=find_run(reference, runs_dir, everywhere), **rest)

    return run(runs_dir(everywhere(call)))
