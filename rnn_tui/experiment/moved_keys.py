"""The dotted key of a field after a change: a layer may stand elsewhere, or be gone."""

from rnn_tui.experiment.experiment import Experiment


def key_after(key: str, before: Experiment, now: Experiment) -> str | None:
    """The key of the same field in `now`; None where its layer or its source of data is gone."""
    part, *rest = key.split(".")
    if part == "data" and rest:
        return key if rest[0] in type(now.data).model_fields else None
    if part != "layers" or not rest or not rest[0].isdecimal():
        return key
    index, layers = int(rest[0]), now.layers
    if index >= len(before.layers):
        return None
    layer = before.layers[index]
    for place in (index, *range(len(layers))):
        if place < len(layers) and layers[place] is layer:
            return ".".join(("layers", str(place), *rest[1:]))
    # Another field of the layer was changed: it is the one at the same place.
    same = len(layers) == len(before.layers) and type(layers[index]) is type(layer)
    return key if same else None
