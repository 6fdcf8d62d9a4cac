"""Going on with a run: which runs, and what may be changed about them."""

from collections.abc import Sequence

from rnn_tui.batch.follow import follow
from rnn_tui.batch.launching import leave_at_work, reporter_of, run_and_follow, style_of
from rnn_tui.batch.moved_data import DATA_KEYS, check_same_data
from rnn_tui.experiment import ConfigError, Experiment, Fault, load
from rnn_tui.io.streams import tell
from rnn_tui.runs import (
    Ask,
    RunDirectory,
    RunError,
    RunState,
    State,
    ask_run,
    start_engine,
)
from rnn_tui.runs.changes.extending import EPOCHS, longer, rewrite, stretched
from rnn_tui.runs.files.ownership import check_own
from rnn_tui.runs.lists.overview import readable_state

OF_TRAINING = (EPOCHS, "train.checkpoint_seconds", "train.device")
MAY_CHANGE = (*OF_TRAINING, *DATA_KEYS)
"""Keys that a resume may set: they leave what has been computed as it is."""


def resume_run(run: RunDirectory, settings: Sequence[str], detach: bool, json_lines: bool) -> int:
    """Go on with the run and follow it. Raises RunError, ConfigError, Refusal."""
    state = readable_state(run)
    if state.state == State.PAUSED:
        return _unpause(run, settings, detach, json_lines)
    if state.state.live:
        raise RunError(f"{run.label} is running already; rnn-tui attach {run.label} shows it")
    check_own(run)
    experiment = changed(run, settings, state)
    extended = _sets_epochs(settings) and experiment.train.epochs > len(state.epochs)
    if state.state == State.FINISHED and not extended:
        raise RunError(
            f"{run.label} is finished ({state.finish_reason}); --set train.epochs=N with N "
            f"above {len(state.epochs)} extends it"
        )
    rewrite(run, experiment)
    if detach:
        if note := stretched(state, experiment.train.epochs):  # else the engine's warning tells it
            tell(f"warning: {note}")
        start_engine(run)
        return leave_at_work(run, json_lines)
    return run_and_follow(run, style_of(json_lines))


def changed(run: RunDirectory, settings: Sequence[str], state: RunState) -> Experiment:
    """The run's experiment with the settings that a resume allows.

    Raises ConfigError, and DataRefusal where data that has moved cannot be read.
    """
    foreign = [key for key in _keys(settings) if key not in MAY_CHANGE]
    if foreign:
        raise ConfigError(
            [
                Fault(
                    key,
                    f"cannot be changed by a resume; only {', '.join(OF_TRAINING)} can, and "
                    "data.path where the same data lies elsewhere",
                )
                for key in foreign
            ]
        )
    if _sets_epochs(settings):
        experiment = longer(run, state, settings)
    else:
        experiment = load(run.experiment, settings)
    if experiment.train.epochs < len(state.epochs):
        done = len(state.epochs)
        raise ConfigError([Fault("train.epochs", f"{done} epochs are done already")])
    check_same_data(state, experiment)
    return experiment


def _sets_epochs(settings: Sequence[str]) -> bool:
    return EPOCHS in _keys(settings)


def _keys(settings: Sequence[str]) -> list[str]:
    return [setting.partition("=")[0].strip() for setting in settings]


def _unpause(run: RunDirectory, settings: Sequence[str], detach: bool, json_lines: bool) -> int:
    if settings:
        raise RunError(f"{run.label} is only paused: stop it before changing anything")
    ask_run(run, Ask.CONTINUE, "rnn-tui resume")
    if detach:
        return leave_at_work(run, json_lines)
    return follow(run, reporter_of(style_of(json_lines), run))
