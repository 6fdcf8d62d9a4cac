"""Norms of the gradients by layer, for runs that ask for them with `train.watch_gradients`.

The norm of a layer is the Euclidean one over all of its weights, of the gradient of the mean loss
of a batch before any clipping: sqrt(sum of g^2). It falls towards the first layers where
gradients vanish (Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural
networks", 2013). Each is a metric of Keras, so that the trace has its mean over an interval.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from rnn_tui.engine.fused import WordSums
from rnn_tui.runs.files.trace import gradient_column


@dataclass(frozen=True)
class Watched:
    """A layer: its mean, and the places of its weights among those that are trained."""

    mean: Any
    weights: tuple[int, ...]


def watch(model: Any, kinds: Sequence[str]) -> tuple[Watched, ...]:
    """One for each layer that has weights to train, in their order; `kinds` are those of all."""
    places = {id(variable): place for place, variable in enumerate(model.trainable_variables)}
    found = []
    for number, (layer, kind) in enumerate(zip(model.layers, kinds, strict=True)):
        own = tuple(places[id(variable)] for variable in layer.trainable_variables)
        if own:
            column = gradient_column(number, kind)
            found.append(Watched(keras.metrics.Mean(column), own))
    return tuple(found)


def take(watched: Sequence[Watched], gradients: Sequence[Any]) -> None:
    """Take in the gradients of one step, in the order of the trained weights."""
    for each in watched:
        squares = [_sum_of_squares(gradients[place]) for place in each.weights]
        each.mean.update_state(tf.sqrt(tf.add_n(squares)))


@contextmanager
def taken_from(optimizer: Any, watched: Sequence[Watched]) -> Iterator[None]:
    """While a step of Keras is traced, also take the gradients that it hands to the optimizer."""
    if not watched:
        yield
        return
    apply = optimizer.apply_gradients

    def take_and_apply(pairs: Any, *arguments: Any, **named: Any) -> Any:
        given = list(pairs)
        take(watched, [gradient for gradient, _ in given])
        return apply(given, *arguments, **named)

    optimizer.apply_gradients = take_and_apply
    try:
        yield
    finally:
        del optimizer.apply_gradients


def _sum_of_squares(gradient: Any) -> Any:
    """The rows of an embedding's gradient that belong to the same word are added up first."""
    if isinstance(gradient, WordSums):
        gradient = gradient.gradients
    elif isinstance(gradient, tf.IndexedSlices):
        words = tf.cast(gradient.dense_shape[0], tf.int32)
        gradient = tf.math.unsorted_segment_sum(gradient.values, gradient.indices, words)
    return tf.reduce_sum(tf.square(gradient))
