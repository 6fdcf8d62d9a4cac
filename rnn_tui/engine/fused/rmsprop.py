"""RMSprop on an embedding: what Keras computes, in one pass over the table instead of several.

Keras hands the gradient of an embedding on as slices, a row for each word of the batch, and squares
them one by one: a word that occurs n times adds n squares to the velocity, not the square of the
sum (other backends do that). Training depends on it, so it is kept.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import keras
import tensorflow as tf


class WordSums(NamedTuple):
    """Sums over the places of a batch that hold the word of a row; both (words, features)."""

    gradients: Any
    squares: Any


@keras.saving.register_keras_serializable(package="rnn_tui")
class FusedRMSprop(keras.optimizers.RMSprop):  # type: ignore[misc]
    """`keras.optimizers.RMSprop` with the same variables, meant for XLA.

    v = rho v + (1 - rho) sum_i g_i^2, w = w - lr sum_i g_i / sqrt(v + epsilon), where i runs over
    the places of the batch that hold the word of a row; shapes (words, features).
    """

    _squares: Any = None

    @property
    def takes_sums(self) -> bool:
        """True if the sums of an embedding's gradient are all that a step depends on."""
        clips = self.clipnorm or self.clipvalue or self.global_clipnorm
        return not (clips or self.momentum > 0 or self.centered)

    def apply_sums(self, gradients: Sequence[Any], variables: Sequence[Any]) -> None:
        """`apply_gradients`, where the gradient of an embedding may be its `WordSums`."""
        squares = {
            self._get_variable_index(variable): gradient.squares
            for gradient, variable in zip(gradients, variables, strict=True)
            if isinstance(gradient, WordSums)
        }
        dense = [g.gradients if isinstance(g, WordSums) else g for g in gradients]
        self._squares = squares
        try:
            self.apply_gradients(zip(dense, variables, strict=True))
        finally:
            self._squares = None

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        index = self._get_variable_index(variable)
        squares = (self._squares or {}).get(index)
        if squares is None and not (isinstance(gradient, tf.IndexedSlices) and self.takes_sums):
            super().update_step(gradient, variable, learning_rate)
            return
        velocity, table = self._velocities[index], tf.convert_to_tensor(variable)
        if squares is not None:
            new = self.rho * velocity + (1.0 - self.rho) * squares
            table -= learning_rate * gradient / tf.sqrt(new + self.epsilon)
        else:  # fewer places than words: cheaper without tables for the sums
            rows, places = gradient.values, gradient.indices[:, tf.newaxis]
            new = tf.tensor_scatter_nd_add(
                self.rho * velocity, places, (1.0 - self.rho) * tf.square(rows)
            )
            steps = learning_rate * rows / tf.sqrt(tf.gather_nd(new, places) + self.epsilon)
            table = tf.tensor_scatter_nd_sub(table, places, steps)
        self.assign(velocity, new)
        self.assign(variable, table)


def word_sums(slices: Sequence[Any]) -> WordSums:
    """The sums of gradients that came in parts, each as slices of the same embedding."""
    gradients = squares = tf.zeros(slices[0].dense_shape, slices[0].values.dtype)
    for each in slices:
        places = each.indices[:, tf.newaxis]
        gradients = tf.tensor_scatter_nd_add(gradients, places, each.values)
        squares = tf.tensor_scatter_nd_add(squares, places, tf.square(each.values))
    return WordSums(gradients, squares)
