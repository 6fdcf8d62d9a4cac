"""Data that has moved since a run began: the same content is the same data."""

from rnn_tui.data import load
from rnn_tui.experiment import ConfigError, Experiment, Fault
from rnn_tui.experiment.switching import PATH_KEYS
from rnn_tui.io.streams import tell
from rnn_tui.io.text import visible
from rnn_tui.runs import RunState
from rnn_tui.runs.changes.copying import files_named
from rnn_tui.wording.language import tr

DATA_KEYS = tuple(f"data.{key}" for key in PATH_KEYS)
"""Keys that name where the data is: they leave what has been computed as it is, if the content
is the same."""


def check_same_data(state: RunState, experiment: Experiment) -> None:
    """Say that the data is the same where the experiment names other files than the run's.

    It is read for that. Raises ConfigError where the content is another one, and DataError
    where it cannot be read.
    """
    before = files_named(state.experiment) if state.experiment else {}
    after = files_named(experiment)
    moved = [key for key in DATA_KEYS if before.get(key) != after.get(key)]
    if not moved or not state.fingerprint:
        return
    found = load(experiment.data.offline(), experiment.seed).fingerprint
    if found != state.fingerprint:
        why = (
            f"is not the data that {state.label} was started with; a resume needs the same "
            "data: start a new run for other data"
        )
        raise ConfigError([Fault(key, f"{after.get(key, 'none')!r} {why}") for key in moved])
    for key in moved:
        tell(
            tr(
                "{key} is {after} now: it holds the same data (fingerprint {found}) as {before} "
                "did",
                key=key,
                after=visible(after.get(key, "none")),
                found=found[:12],
                before=visible(before.get(key, "none")),
            )
        )
