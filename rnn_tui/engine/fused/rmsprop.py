"""RMSprop on an embedding: what Keras computes, in one pass over the table instead of several.

Keras hands the gradient of an embedding on as slices, a row for each word of the batch, and squares
them one by one: a word that occurs n times adds n squares to the velocity, not the square of the
sum (other backends do that). Training depends on it, so it is kept.
"""

from typing import Any

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable(package="rnn_tui")
class FusedRMSprop(keras.optimizers.RMSprop):  # type: ignore[misc]
    """`keras.optimizers.RMSprop` with the same variables, meant for XLA.

    v = rho v + (1 - rho) sum_i g_i^2, w = w - lr sum_i g_i / sqrt(v + epsilon), where i runs over
    the places of the batch that hold the word of a row; shapes (words, features).
    """

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        if not isinstance(gradient, tf.IndexedSlices) or self.momentum > 0 or self.centered:
            super().update_step(gradient, variable, learning_rate)
            return
        rows, places = gradient.values, gradient.indices[:, tf.newaxis]
        velocity = self._velocities[self._get_variable_index(variable)]
        squares = (1.0 - self.rho) * tf.square(rows)
        new = tf.tensor_scatter_nd_add(self.rho * velocity, places, squares)
        self.assign(velocity, new)
        increments = learning_rate * rows / tf.sqrt(tf.gather_nd(new, places) + self.epsilon)
        table = tf.convert_to_tensor(variable)
        self.assign(variable, tf.tensor_scatter_nd_sub(table, places, increments))
