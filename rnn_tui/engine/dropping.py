"""Dropout whose rate is an input of the compiled step: another rate needs no other program.

What is computed is what Keras computes: y = x / (1 - rate) where a draw from [0, 1) is at least
`rate`, else 0; 1 / (1 - rate) is taken before it is rounded to float32.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import tensorflow as tf

from rnn_tui.engine.fused.layer import FusedLayer
from rnn_tui.experiment.layers import Layer

LARGEST_SEED = 2**31 - 2
"""Seeds are reduced to less before a draw, as by Keras: XLA wants 32 bits."""

GENERATOR = "philox"
"""What "auto_select" stands for on a CPU and on a GPU. Named, it is the same numbers in 6 ms of XLA
on a CPU instead of 915 (two million of them, TensorFlow 2.21)."""


class DropoutRate:
    """A rate between 0 and 1, of one layer: a variable of the process, not of the model."""

    def __init__(self, rate: float) -> None:
        self.variable = tf.Variable([rate, 1 / (1 - rate)], dtype=tf.float32, trainable=False)
        self.given: Any = None
        """What is used instead while a part of a batch is traced, (2,)."""

    def drop_out(self, x: Any, seeds: Any) -> Any:
        """Drop of `x` (any shape, float32) what the next draw of the seed generator says."""
        rate, scale = tf.unstack(self.variable if self.given is None else self.given)
        seed = seeds.next()
        if seed.dtype != tf.int32:
            seed = tf.cast(tf.math.floormod(seed, LARGEST_SEED), tf.int32)
        draw = tf.random.stateless_uniform(tf.shape(x), seed, dtype=x.dtype, alg=GENERATOR)
        return tf.where(draw >= rate, x * scale, tf.zeros((), x.dtype))


Rates = Mapping[str, Sequence[DropoutRate]]
"""By the dotted key of a rate, for each Keras layer behind it."""


class DropoutByInput(keras.layers.Dropout):  # type: ignore[misc]
    """`keras.layers.Dropout`, with a rate of which the program knows nothing."""

    rate_input: DropoutRate | None = None

    def call(self, inputs: Any, training: bool = False) -> Any:
        if self.rate_input is None or not training:  # then nothing is dropped
            return super().call(inputs, training=training)
        return self.rate_input.drop_out(inputs, self.seed_generator)


def rates_as_inputs(layers: Sequence[Layer], made: Sequence[Any]) -> Rates:
    """Make inputs of the rates of `made`, the Keras layers, where that is possible.

    Keras's own loops keep theirs, and so does a layer without any.
    """
    found: dict[str, list[DropoutRate]] = {}
    for index, (layer, own) in enumerate(zip(layers, made, strict=True)):
        for name, each in _droppers(own):
            if 0 < (rate := getattr(layer, name)) < 1:
                each.rate_input = DropoutRate(rate)
                found.setdefault(f"layers.{index}.{name}", []).append(each.rate_input)
    return found


def variables_of(rates: Rates) -> list[Any]:
    """A variable for each rate, (2,): the rate and 1 / (1 - rate)."""
    return [each.variable for of_key in rates.values() for each in of_key]


@contextmanager
def given(rates: Rates, values: Sequence[Any]) -> Iterator[None]:
    """Use these values, in the order of `variables_of`, for what is traced inside.

    A compiled program that reads a variable itself keeps the others waiting.
    """
    all_rates = [each for of_key in rates.values() for each in of_key]
    for rate, value in zip(all_rates, values, strict=True):
        rate.given = value
    try:
        yield
    finally:
        for rate in all_rates:
            rate.given = None


def _droppers(made: Any) -> Iterator[tuple[str, Any]]:
    """The Keras layers that take a rate from outside, with the name of its field."""
    if isinstance(made, DropoutByInput):
        yield "rate", made
    directions = (made.forward_layer, made.backward_layer) if hasattr(made, "forward_layer") else ()
    for each in directions or (made,):
        if isinstance(each, FusedLayer) and not each.falls_back():
            yield "dropout", each
