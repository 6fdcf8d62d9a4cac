"""From one source to another, keeping what can be kept."""

from typing import Any

from rnn_tui.spec import DataSpec
from rnn_tui.spec.data import SOURCES

USUAL = {"imdb": (10_000, 500), "text": (10_000, 500), "sample": (500, 64)}
"""num_words and maxlen that suit the texts of a source."""

SHARED = ("num_words", "maxlen", "padding", "truncating", "validation_split")


def switched(data: DataSpec, source: str, **own: Any) -> DataSpec:
    """The other source, with the settings of `data` and fields of its own.

    Sizes that were the usual ones of the old source become the usual ones of the new.
    """
    kept = {name: getattr(data, name) for name in SHARED}
    if (data.num_words, data.maxlen) == USUAL[data.source]:
        kept["num_words"], kept["maxlen"] = USUAL[source]
    return SOURCES[source].model_validate({**kept, **own})
