"""Layers as source: all that differs from Keras's defaults, and nothing else."""

import ast
from typing import Any

import pytest
from reading_scripts import call, calls, value_of

from rnn_tui.experiment import KINDS
from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.results.script import keras_default, layer_source


def arguments_of(source: str, kind: str) -> dict[str, Any]:
    """What the constructor gets: positional ones by the names that Keras gives them."""
    positional = {
        "Embedding": ("input_dim", "output_dim"),
        "Conv1D": ("filters", "kernel_size"),
        "Dropout": ("rate",),
        "SpatialDropout1D": ("rate",),
    }.get(kind, ("units",))
    (made,) = calls(ast.parse(source), f"keras.layers.{kind}")
    given = dict(zip(positional, map(value_of, made.args), strict=False))
    return given | {k.arg or "": value_of(k.value) for k in made.keywords}


CHANGED: dict[str, Any] = {
    "trainable": False,
    "activation": "elu",
    "recurrent_activation": "hard_sigmoid",
    "padding": "same",
    "merge_mode": "sum",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_is_written_with_all_that_is_not_keras_default(kind: str) -> None:
    maker = KINDS[kind]
    plain = maker()
    changed = {}
    for name, value in plain.keras_arguments().items():
        if name in CHANGED:
            changed[name] = CHANGED[name]
        elif isinstance(value, bool):
            changed[name] = not value
        elif isinstance(value, int):
            changed[name] = value + 1
        else:
            changed[name] = 3 if value is None else 0.125
    changed.pop("dilation_rate", None)  # not together with strides
    layer = maker(**changed)
    left_out = {name for name in layer.keras_arguments() if name not in changed}
    for one in (layer, plain):
        wanted = one.keras_arguments()
        given = arguments_of(layer_source(one), kind)
        defaults = {name: keras_default(one, name) for name in wanted}
        assert defaults | given == wanted
        optional = set(given) - {"input_dim", "output_dim", "units", "rate", "filters"}
        optional -= {"kernel_size"}
        assert all(given[name] != defaults[name] for name in optional)
    assert left_out <= {"dilation_rate"}


@pytest.mark.parametrize("kind", [k for k in KINDS if issubclass(KINDS[k], Recurrent)])
@pytest.mark.parametrize("mode", ["concat", "ave"])
def test_a_pair_of_directions_is_wrapped(kind: str, mode: str) -> None:
    source = layer_source(KINDS[kind](bidirectional=True, merge_mode=mode))
    wanted = {} if mode == "concat" else {"merge_mode": mode}
    assert call(ast.parse(source), "keras.layers.Bidirectional") == wanted
    assert arguments_of(source, kind) == {"units": 32}
