"""Keys that go where an override changes the source of the data or the kind of a layer."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from rnn_tui.experiment.data import SOURCES
from rnn_tui.experiment.fields import submodels
from rnn_tui.experiment.layers import KINDS
from rnn_tui.experiment.overrides import Override
from rnn_tui.experiment.train import TrainSpec

PATH_KEYS = tuple(dict.fromkeys(key for each in SOURCES.values() for key in each.path_keys))
"""Keys of `[data]` that name files: relative to the configuration file or the working folder."""

LAYER_PATH_KEYS = tuple(dict.fromkeys(key for each in KINDS.values() for key in each.path_keys))
"""The same of a layer."""


def drop_foreign_keys(document: dict[str, Any], overrides: Sequence[Override]) -> None:
    """Take out what belongs to the old source or kind alone, and the old source's paths.

    Keys that the old one does not know stay: they are mistakes to be reported.
    """
    for override in overrides:
        way, _, tag = override.key.rpartition(".")
        models, table = _models(way, tag), _table(document, way)
        if table is None or not isinstance(override.value, str):
            continue
        old, new = models.get(str(table.get(tag))), models.get(override.value)
        if old is None or new is None or old is new:
            continue
        for key in [key for key in table if key in old.model_fields]:
            if key not in new.model_fields or (way == "data" and key in PATH_KEYS):
                del table[key]


def _models(way: str, tag: str) -> dict[str, type[BaseModel]]:
    """The models between which `tag` chooses in the table at `way`."""
    if (way, tag) == ("data", "source"):
        return dict(SOURCES)
    if (way, tag) == ("train.schedule", "kind"):
        return submodels(TrainSpec.model_fields["schedule"].annotation)
    if way.startswith("layers.") and tag == "kind":
        return dict(KINDS)
    return {}


def _table(document: dict[str, Any], way: str) -> dict[str, Any] | None:
    place: Any = document
    for part in way.split("."):
        if isinstance(place, list) and part.isdecimal() and len(part) < 10:
            place = place[int(part)] if int(part) < len(place) else None
        else:
            place = place.get(part) if isinstance(place, dict) else None
    return place if isinstance(place, dict) else None
