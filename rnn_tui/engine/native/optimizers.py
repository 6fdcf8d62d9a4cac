"""Keras's optimizers with the step of an Embedding's table in C: one pass over the table.

Everything else is left to the Keras class, whose variables these are. Formulas and sources stand in
`source/optimizers.c`.
"""

from enum import IntEnum
from typing import Any

import keras
import tensorflow as tf

from rnn_tui.engine.fused import FusedRMSprop
from rnn_tui.engine.native.layers import tracing_for_xla
from rnn_tui.engine.native.library import Update, custom_call, library


class Rule(IntEnum):
    """The formulas that `source/optimizers.c` knows, in its order."""

    RMSPROP = 0
    ADAM = 1
    NADAM = 2
    ADAGRAD = 3
    SGD = 4
    LION = 5


class NativeOptimizer:
    """Goes in front of a Keras optimizer class."""

    rule: Rule
    moments: tuple[str, ...]
    """Attributes in which Keras keeps the second and the first moment, if the rule has them."""

    def scalars(self, rate: Any) -> dict[str, Any]:
        """The numbers that the rule reads, under the names of `SCALARS`."""
        raise NotImplementedError

    def has_rule(self) -> bool:
        """True if the optimizer's options are among what the rule computes."""
        optimizer: Any = self
        return not (optimizer.clipvalue or optimizer.global_clipnorm)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Keras's hook: one step of one variable."""
        loops = library() if tracing_for_xla() else None
        of_words = isinstance(gradient, tf.IndexedSlices) and self.has_rule()
        if loops is None or not of_words or None in gradient.values.shape.as_list():
            stock: Any = super()
            stock.update_step(gradient, variable, learning_rate)
            return
        optimizer: Any = self
        index = optimizer._get_variable_index(variable)
        kept = [getattr(optimizer, name)[index] for name in self.moments]
        table = tf.convert_to_tensor(variable)
        empty = tf.zeros([0])
        arrays = [*map(tf.convert_to_tensor, kept), empty, empty][:2]
        words, features = table.shape
        update = Update(self.rule, words, features, gradient.indices.shape[0])
        scalars = self.scalars(learning_rate)
        ordered = [tf.cast(scalars.get(name, 0.0), tf.float32) for name in SCALARS]
        ids = tf.cast(gradient.indices, tf.int32)
        results = custom_call(
            loops,
            "update",
            update,
            [table, *arrays, tf.stack(ordered), ids, gradient.values],
            [table.shape, *(array.shape for array in arrays)],
            in_place=3,
        )
        for target, result in zip([variable, *kept], results, strict=False):
            optimizer.assign(target, result)


SCALARS = (
    "rate",
    "epsilon",
    "beta_1",
    "rest_1",
    "beta_2",
    "rest_2",
    "ahead",
    "gradient",
    "correction",
)


@keras.saving.register_keras_serializable(package="rnn_tui")
class NativeRMSprop(NativeOptimizer, FusedRMSprop):
    """`keras.optimizers.RMSprop`."""

    rule = Rule.RMSPROP
    moments = ("_velocities",)

    def has_rule(self) -> bool:
        return super().has_rule() and not (self.momentum > 0 or self.centered)

    def scalars(self, rate: Any) -> dict[str, Any]:
        rest = 1.0 - self.rho
        return {"rate": rate, "epsilon": self.epsilon, "beta_2": self.rho, "rest_2": rest}


@keras.saving.register_keras_serializable(package="rnn_tui")
class NativeAdagrad(NativeOptimizer, keras.optimizers.Adagrad):  # type: ignore[misc]
    """`keras.optimizers.Adagrad`."""

    rule = Rule.ADAGRAD
    moments = ("_accumulators",)

    def scalars(self, rate: Any) -> dict[str, Any]:
        return {"rate": rate, "epsilon": self.epsilon}


@keras.saving.register_keras_serializable(package="rnn_tui")
class NativeSGD(NativeOptimizer, keras.optimizers.SGD):  # type: ignore[misc]
    """`keras.optimizers.SGD` without momentum."""

    rule = Rule.SGD
    moments = ()

    def has_rule(self) -> bool:
        return super().has_rule() and not self.momentum

    def scalars(self, rate: Any) -> dict[str, Any]:
        return {"rate": rate}


def _betas(adam: Any) -> dict[str, Any]:
    """1 - beta is taken before it is rounded, as Keras does: float32 would lose four digits."""
    return {
        "beta_1": adam.beta_1,
        "rest_1": 1.0 - adam.beta_1,
        "beta_2": adam.beta_2,
        "rest_2": 1.0 - adam.beta_2,
    }


class _Adam(NativeOptimizer):
    rule = Rule.ADAM
    moments = ("_velocities", "_momentums")

    def has_rule(self) -> bool:
        adam: Any = self
        return super().has_rule() and not adam.amsgrad

    def scalars(self, rate: Any) -> dict[str, Any]:
        adam: Any = self
        t = tf.cast(adam.iterations.value + 1, tf.float32)
        corrected = rate * tf.sqrt(1.0 - tf.pow(adam.beta_2, t)) / (1.0 - tf.pow(adam.beta_1, t))
        return {"rate": corrected, "epsilon": adam.epsilon} | _betas(self)


@keras.saving.register_keras_serializable(package="rnn_tui")
class NativeAdam(_Adam, keras.optimizers.Adam):  # type: ignore[misc]
    """`keras.optimizers.Adam`."""


@keras.saving.register_keras_serializable(package="rnn_tui")
class NativeAdamW(_Adam, keras.optimizers.AdamW):  # type: ignore[misc]
    """`keras.optimizers.AdamW`; Keras lets the weights decay before the step."""


@keras.saving.register_keras_serializable(package="rnn_tui")
class NativeNadam(NativeOptimizer, keras.optimizers.Nadam):  # type: ignore[misc]
    """`keras.optimizers.Nadam`, with its schedule u_t = b1 (1 - 0.96^t / 2) of the momentum."""

    rule = Rule.NADAM
    moments = ("_velocities", "_momentums")

    def scalars(self, rate: Any) -> dict[str, Any]:
        t = tf.cast(self.iterations.value + 1, tf.float32)
        now, after = (self.beta_1 * (1.0 - 0.5 * tf.pow(0.96, n)) for n in (t, t + 1.0))
        product = tf.cast(self._u_product.value, tf.float32)
        return {
            "rate": rate,
            "epsilon": self.epsilon,
            **_betas(self),
            # Keras rounds Nadam's betas to float32 first, and the others' not.
            "rest_1": 1.0 - tf.constant(self.beta_1, tf.float32),
            "rest_2": 1.0 - tf.constant(self.beta_2, tf.float32),
            "ahead": after / (1.0 - product * after),
            "gradient": (1.0 - now) / (1.0 - product),
            "correction": 1.0 / (1.0 - tf.pow(self.beta_2, t)),
        }


@keras.saving.register_keras_serializable(package="rnn_tui")
class NativeLion(NativeOptimizer, keras.optimizers.Lion):  # type: ignore[misc]
    """`keras.optimizers.Lion`."""

    rule = Rule.LION
    moments = ("_momentums",)

    def scalars(self, rate: Any) -> dict[str, Any]:
        # Keras rounds Lion's betas to float32 first, too.
        rests = {
            f"rest_{n}": 1.0 - tf.constant(beta, tf.float32)
            for n, beta in enumerate((self.beta_1, self.beta_2), start=1)
        }
        return {"rate": rate, "beta_1": self.beta_1, "beta_2": self.beta_2} | rests


NATIVE_OPTIMIZERS: dict[str, Any] = {
    "RMSprop": NativeRMSprop,
    "Adam": NativeAdam,
    "AdamW": NativeAdamW,
    "Nadam": NativeNadam,
    "Adagrad": NativeAdagrad,
    "SGD": NativeSGD,
    "Lion": NativeLion,
}
"""By the name of the class in Keras."""
