"""`resume --copy-to FOLDER`: somebody else's run as one's own, once its files have been seen."""

import sys
from pathlib import Path

import click

from rnn_tui.experiment import ConfigError, load
from rnn_tui.io.streams import tell
from rnn_tui.io.text import visible
from rnn_tui.references import Refusal
from rnn_tui.runs import RunDirectory, RunError
from rnn_tui.runs.changes.copying import copy_run, files_named
from rnn_tui.runs.files.ownership import owner_of


def copied(run: RunDirectory, folder: Path, yes: bool) -> RunDirectory:
    """A copy of the run in the folder, after its reader has agreed to what it reads.

    Raises RunError, and Refusal where nobody can be asked.
    """
    try:
        named = files_named(load(run.experiment))
    except ConfigError as error:
        raise RunError(f"run {run.label} cannot be read: {error}") from error
    owner = owner_of(run)
    tell(f"{run.label} belongs to {owner}; going on with it reads")
    for key, path in named.items():
        tell(f"  {key} = {visible(path)}")
    if not named:
        tell("  no file that it names: the sample, or IMDB as it is found here")
    if not yes:
        if not sys.stdin.isatty():
            raise Refusal("nobody can be asked whether that is right: --yes says so")
        click.confirm("with your rights. Go on?", abort=True, err=True)
    copy = copy_run(run, folder)
    tell(f"copied to {visible(str(copy.path))}")
    return copy
