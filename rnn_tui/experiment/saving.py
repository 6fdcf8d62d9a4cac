"""Saving an experiment into a file of the user's, whose comments and spelling stay."""

from pathlib import Path

from rnn_tui.experiment.dumping import dumps
from rnn_tui.experiment.errors import ConfigError
from rnn_tui.experiment.experiment import Experiment
from rnn_tui.experiment.loading import load, loads, read_text
from rnn_tui.experiment.revising import revised
from rnn_tui.io.writing import save_for_user


def save(experiment: Experiment, path: Path, origin: Path | None = None) -> None:
    """Write the experiment as TOML, whole or not at all; `load` gives the same experiment back.

    `origin` is the file that it came from: where it is still a configuration, its comments,
    its order and its spelling are taken over, and only the keys that differ are written.
    Raises OSError.
    """
    text = _like(experiment, path.resolve().parent, origin) if origin is not None else None
    save_for_user(path, (text or dumps(experiment)).encode())


def is_unchanged(path: Path, experiment: Experiment) -> bool:
    """True if the file still means `experiment`, or is gone: saving there destroys nothing."""
    try:
        return not path.exists() or load(path) == experiment
    except (ConfigError, OSError):
        return False


def _like(experiment: Experiment, folder: Path, origin: Path) -> str | None:
    """The text of `origin`, revised for a file in `folder`; None where it can't be."""
    try:
        text = read_text(origin)
        new = revised(text, loads(text, base=folder), experiment)
        return new if loads(new, base=folder) == experiment else None
    except (ValueError, LookupError, OSError):  # tomlkit may refuse what tomllib reads
        return None
