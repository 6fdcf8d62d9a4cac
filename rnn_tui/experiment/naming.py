"""Names and descriptions made of the model: they follow it until a person gives others.

A name is made by the program where it is that of a preset or the one that `made_name` gives for
the experiment; the same holds for a description. Any other is a person's, and stays.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import PurePath

from rnn_tui.experiment.data import DataSpec
from rnn_tui.experiment.experiment import Experiment
from rnn_tui.experiment.layer_words import layers_line, size
from rnn_tui.experiment.layers.base import Layer
from rnn_tui.experiment.layers.convolution import Conv1D
from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.experiment.presets import preset_names, preset_text
from rnn_tui.experiment.toml import parse_toml

LONGEST = 48
"""Characters of a name that is made: run ids and columns of lists hold it."""

LONGEST_DESCRIPTION = 500

EMPTY = "empty"


def followed(before: Experiment, now: Experiment, origin: Experiment | None = None) -> Experiment:
    """The experiment after a change, with a name and a description that say what it has become.

    They follow the layers and the source of the data, and only where the program made those of
    `before`; what was changed together with the model is meant. A change that leads back to
    `origin` gives its name and description back.
    """
    if _model(before) == _model(now):
        return now
    update = {}
    if now.name == before.name and _is_made_name(before):
        update["name"] = made_name(now)
    if now.description == before.description and _is_made_description(before):
        update["description"] = made_description(now)
    if not update:
        return now
    if origin is not None and _with_words_of(now, origin) == origin:
        return origin
    return now.model_copy(update=update)


def _with_words_of(experiment: Experiment, other: Experiment) -> Experiment:
    update = {"name": other.name, "description": other.description}
    return experiment.model_copy(update=update)


def begun(data: DataSpec) -> Experiment:
    """An experiment on the data, with an empty stack and words that follow it."""
    empty = Experiment(data=data)
    words = {"name": made_name(empty), "description": made_description(empty)}
    return empty.model_copy(update=words)


def made_name(experiment: Experiment) -> str:
    """`imdb-bidirectional-gru-64-lstm-32`: the source and the layers that tell most."""
    parts = [_source(experiment), *_layer_parts(experiment.layers)]
    while len(name := "-".join(parts)) > LONGEST and len(parts) > 1:
        del parts[-1]
    return name[:LONGEST].rstrip("-.")


def made_description(experiment: Experiment) -> str:
    """`Embedding 32, GRU 64, Dense 1 on IMDB reviews`."""
    layers = layers_line(experiment.layers) or "no layers yet"
    data = experiment.data
    text = f"{layers} on {data.label if _path(experiment) else data.title}"
    return text if len(text) <= LONGEST_DESCRIPTION else f"{text[: LONGEST_DESCRIPTION - 1]}…"


def _model(experiment: Experiment) -> tuple[object, ...]:
    """All that names and descriptions depend on."""
    data = experiment.data
    return experiment.layers, data.source, data.title


def _is_made_name(experiment: Experiment) -> bool:
    return experiment.name in preset_names() or experiment.name == made_name(experiment)


def _is_made_description(experiment: Experiment) -> bool:
    made = made_description(experiment)
    return experiment.description == made or experiment.description in _preset_descriptions()


@cache
def _preset_descriptions() -> frozenset[str]:
    texts = (preset_text(name) for name in preset_names())
    return frozenset(str(parse_toml(text).get("description", "")) for text in texts) - {""}


def _source(experiment: Experiment) -> str:
    """The source as part of a name: that of a file goes by the file."""
    source, path = experiment.data.source, _path(experiment)
    words = PurePath(path).stem if path else source
    return re.sub(r"[^\w]+", "-", words).strip("-_")[:24].rstrip("-_") or source


def _path(experiment: Experiment) -> str | None:
    """The path that says which texts are meant; IMDB is the same everywhere."""
    data = experiment.data
    return None if data.in_keras else getattr(data, "path", None)


def _layer_parts(layers: tuple[Layer, ...]) -> Iterator[str]:
    """The recurrent layers and convolutions; without any, the layers that have a size."""
    sized = [layer for layer in layers if size(layer)]
    telling = [layer for layer in sized if isinstance(layer, Recurrent | Conv1D)]
    names = [_layer_part(layer) for layer in telling or sized]
    for name, equal in groupby(names):
        count = len(list(equal))
        yield f"{name}-x{count}" if count > 1 else name
    if not layers:
        yield EMPTY


def _layer_part(layer: Layer) -> str:
    """`bidirectional-gru-64`."""
    kind = type(layer).__name__.lower() if isinstance(layer, Conv1D) else layer.kind
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind).lower()
    two_ways = "bidirectional-" if getattr(layer, "bidirectional", False) else ""
    return f"{two_ways}{words}-{size(layer)}"
