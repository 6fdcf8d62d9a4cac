"""A layer and a stack in a few words, for rows, names and descriptions."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from rnn_tui.experiment.layers.base import Layer

BARE = ("activation",)
"""Fields whose value says by itself what it is."""

UNTOLD = ("kind", "bidirectional")
"""Fields that the name of a layer tells."""


def layer_name(layer: Layer) -> str:
    """The kind, and that it reads both ways: `Bidirectional GRU`."""
    two_ways = getattr(layer, "bidirectional", False)
    return f"{layer.keras_class} {layer.kind}" if two_ways else layer.kind


def layer_settings(layer: Layer) -> str:
    """The settings of a layer as `units=32 return_sequences tanh`.

    Those that the kind calls telling, and those that differ from their default values.
    """
    return " ".join(_told(layer))


def _told(layer: Layer) -> Iterator[str]:
    telling = type(layer).telling
    fields = type(layer).model_fields
    for name in sorted(fields, key=lambda name: (name in BARE, name not in telling)):
        value = getattr(layer, name)
        if name not in UNTOLD and (name in telling or value != fields[name].default):
            yield _setting(layer, name, value)


def _setting(layer: Layer, name: str, value: Any) -> str:
    if name in BARE:
        return str(value)
    if value is True:
        return name
    if isinstance(value, bool):
        return f"{name}=false"
    shown = PurePath(value).name if name in layer.path_keys else value
    return f"{name}={shown}"


def layers_line(layers: Sequence[Layer]) -> str:
    """The stack as `Embedding 32, GRU 64, Dense 1`."""
    return ", ".join(" ".join(filter(None, (layer_name(each), size(each)))) for each in layers)


def size(layer: Layer) -> str:
    """The number of features that the layer gives; empty where it decides on none."""
    for name in ("units", "output_dim", "filters"):
        if (found := getattr(layer, name, None)) is not None:
            return str(found)
    return ""
