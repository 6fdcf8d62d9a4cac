"""Opening the app from the command line."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnn_tui.experiment import Experiment
    from rnn_tui.runs import RunDirectory


def open_app(
    experiment: "Experiment | None",
    runs_dir: Path | None,
    run: "RunDirectory | None" = None,
    path: Path | None = None,
) -> int:
    """Run the app until it is left. Returns the exit code.

    `path` is the file that the experiment comes from.
    """
    from rnn_tui.runs import runs_folder
    from rnn_tui.tui import run_app

    return run_app(experiment, runs_folder(runs_dir), run, path)
