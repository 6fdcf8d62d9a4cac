"""Resuming a run: which runs, what may change about them, and copies of somebody else's."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from rnn_tui.batch.moved_data import DATA_KEYS, check_same_data
from rnn_tui.batch.start import follow_or_leave, start_and_follow
from rnn_tui.experiment import ConfigError, Experiment, Fault, load
from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import tell
from rnn_tui.io.text import visible
from rnn_tui.runs import Ask, RunDirectory, RunError, RunState, State, ask_run
from rnn_tui.runs.changes.copying import copy_run, files_named
from rnn_tui.runs.changes.extending import EPOCHS, longer, rewrite, stretched
from rnn_tui.runs.files.ownership import check_own, owner_of
from rnn_tui.runs.lists.overview import readable_state
from rnn_tui.wording.language import tr

TEST = "train.test"
OF_TRAINING = (EPOCHS, TEST, "train.checkpoint_seconds", "train.device", "train.tensorboard")
MAY_CHANGE = (*OF_TRAINING, *DATA_KEYS)
"""Keys that a resume may set: they leave what has been computed as it is."""


def resume_run(run: RunDirectory, settings: Sequence[str], detach: bool, json_lines: bool) -> int:
    """Resume the run and follow it. Returns the exit code; raises UserError."""
    state = readable_state(run)
    if state.state == State.PAUSED:
        if settings:
            raise RunError(f"{run.label} is paused: stop it before changing anything")
        ask_run(run, Ask.CONTINUE, "rnn-tui resume")
        return follow_or_leave(run, detach, json_lines)
    if state.state.live:
        raise RunError(f"{run.label} is already running; rnn-tui attach {run.label} shows it")
    check_own(run)
    experiment = changed(run, settings, state)
    extended = _sets_epochs(settings) and experiment.train.epochs > len(state.epochs)
    tested = TEST in _keys(settings) and experiment.train.test and state.test is None
    if state.state == State.FINISHED and not extended and not tested:
        raise RunError(
            f"{run.label} is finished ({state.finish_reason}); --set train.epochs=N with N "
            f"above {len(state.epochs)} extends it"
        )
    rewrite(run, experiment)
    if detach and (note := stretched(state, experiment.train.epochs)):
        # Whoever follows the run reads it among the engine's warnings.
        tell(tr("warning: {text}", text=note))
    return start_and_follow(run, detach, json_lines)


def changed(run: RunDirectory, settings: Sequence[str], state: RunState) -> Experiment:
    """The run's experiment with the settings that a resume allows.

    Raises ConfigError, and DataError where data that has moved cannot be read.
    """
    if foreign := [key for key in _keys(settings) if key not in MAY_CHANGE]:
        why = (
            f"a resume cannot change it, only {', '.join(OF_TRAINING)}, and data.path if the "
            "same data has moved"
        )
        raise ConfigError([Fault(key, why) for key in foreign])
    if _sets_epochs(settings):
        experiment = longer(run, state, settings)
    else:
        experiment = load(run.experiment, settings)
    if experiment.train.epochs < (done := len(state.epochs)):
        raise ConfigError([Fault(EPOCHS, f"{done} epochs are already done")])
    check_same_data(state, experiment)
    return experiment


def copy_of(run: RunDirectory, folder: Path, yes: bool) -> RunDirectory:
    """A copy of the run in the folder, made once its reader agrees to what it reads.

    Raises RunError, and UserError where nobody can be asked.
    """
    try:
        named = files_named(load(run.experiment))
    except ConfigError as error:
        raise RunError(f"run {run.label} cannot be read: {error}") from error
    words = tr("{label} belongs to {owner}; resuming a copy of it reads")
    tell(words.format(label=run.label, owner=owner_of(run)))
    for key, path in named.items():
        tell(f"  {key} = {visible(path)}")
    if not named:
        tell(tr("  no file of its own: the sample, or IMDB as found on this machine"))
    if not yes:
        if not sys.stdin.isatty():
            raise UserError("no terminal to confirm this on: add --yes to confirm it")
        click.confirm(tr("with your permissions. Continue?"), abort=True, err=True)
    copy = copy_run(run, folder)
    tell(tr("copied to {path}", path=visible(str(copy.path))))
    return copy


def _sets_epochs(settings: Sequence[str]) -> bool:
    return EPOCHS in _keys(settings)


def _keys(settings: Sequence[str]) -> list[str]:
    return [setting.partition("=")[0].strip() for setting in settings]
