"""The command that looks at the machine."""

import sys
from pathlib import Path

import click

from rnn_tui.cli import options


@click.command()
@options.runs_dir
@options.as_json
def doctor(runs_dir: Path | None, json_lines: bool) -> None:
    """Print versions, devices, folders, what an engine would choose, and what is wrong."""
    from rnn_tui.batch.doctor import doctor as examine
    from rnn_tui.data.cache import cache_folder
    from rnn_tui.runs import runs_folder
    from rnn_tui.runs.process.live_runs import state_folder
    from rnn_tui.tui.preferences.settings import settings_path

    folders = {
        "runs": runs_folder(runs_dir).absolute(),
        "cache": cache_folder(),
        "configuration": settings_path().parent,
        "state": state_folder(),
    }
    sys.exit(examine(folders, json_lines))
