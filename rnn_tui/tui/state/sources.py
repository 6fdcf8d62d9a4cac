"""Another source for an experiment, with what can be kept of the old one."""

from typing import Any

from rnn_tui.experiment import DataSpec, Experiment, ImdbData
from rnn_tui.experiment.data import SOURCES

SHARED = ("num_words", "maxlen", "padding", "truncating", "validation_split")


def at_last_place(experiment: Experiment) -> Experiment:
    """The experiment with IMDB where a person last said it is, unless it names a place."""
    data = experiment.data
    if not isinstance(data, ImdbData) or data.path is not None or data.url is not None:
        return experiment
    from rnn_tui.data.last_loaded import last_path  # the first frame does without the data's room

    path = last_path(data.source)
    if path is None:
        return experiment
    return experiment.model_copy(update={"data": data.model_copy(update={"path": path})})


def switched(data: DataSpec, source: str, **own: Any) -> DataSpec:
    """The other source, with the settings of `data` and fields of its own.

    Sizes that were the usual ones of the old source become the usual ones of the new.
    """
    kept = {name: getattr(data, name) for name in SHARED}
    if (data.num_words, data.maxlen) == data.usual_sizes:
        kept["num_words"], kept["maxlen"] = SOURCES[source].usual_sizes
    return SOURCES[source].model_validate({**kept, **own})
