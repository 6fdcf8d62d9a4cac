"""What was typed on the command line: the experiment and the run it means, or a refusal."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rnn_tui.io.streams import tell
from rnn_tui.io.text import visible

if TYPE_CHECKING:
    from rnn_tui.experiment import Experiment
    from rnn_tui.runs import RunDirectory

T = TypeVar("T")

QUICKSTART = "quickstart"
USAGE, DATA = 2, 3


class Refusal(click.ClickException):
    """Ends the program with one message on stderr."""

    exit_code = USAGE

    def show(self, file: Any = None) -> None:
        tell(f"error: {self.message}")


class DataRefusal(Refusal):
    """The same, where the data is at fault."""

    exit_code = DATA


def experiment_of(config: str | None, settings: tuple[str, ...]) -> "Experiment":
    """The file or preset with the settings; without one the quick-start."""
    from rnn_tui.experiment import ConfigError, load

    try:
        return load(QUICKSTART if config is None else config, settings)
    except ConfigError as error:
        raise Refusal(str(error)) from error


def find_run(reference: str, runs_dir: Path | None, everywhere: bool = False) -> "RunDirectory":
    """The run in the folder of the runs; `everywhere` also among the live ones in others.

    What is here comes first: it is never mixed up with one elsewhere. Raises Refusal.
    """
    return refuse_run_errors(lambda: _find(reference, runs_dir, everywhere))


def _find(reference: str, runs_dir: Path | None, everywhere: bool) -> "RunDirectory":
    from rnn_tui.runs import (
        RunDirectory,
        RunNotFound,
        find,
        is_chosen,
        list_runs,
        live_runs,
        runs_folder,
    )

    if reference.startswith(os.sep) and (named := RunDirectory(Path(reference))).is_run:
        return named  # wherever it is: no folder is asked
    folder = runs_folder(runs_dir)
    try:
        return find(reference, list_runs(folder), str(folder))
    except RunNotFound as error:
        if is_chosen(runs_dir) and not everywhere:
            raise
        elsewhere = [run for run in live_runs() if run.path.parent != folder]
        try:
            found = find(reference, elsewhere, "any folder")
        except RunNotFound:
            raise error from None
        if everywhere:
            return found
        place = visible(str(found.path))
        raise RunNotFound(f"{error}; one is running in another folder: {place} (--all)") from None


def refuse_run_errors(act: Callable[[], T]) -> T:
    """Do it; what is wrong with the run is told as a refusal."""
    from rnn_tui.runs import RunError

    try:
        return act()
    except RunError as error:
        raise Refusal(str(error)) from error
