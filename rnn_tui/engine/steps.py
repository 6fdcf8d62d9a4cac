"""The compiled steps: many batches in one call, each the same computation.

How many batches go into a call is free to vary: the loop stands outside the compiled step,
so that it changes no bit of the result and needs no new compilation.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from rnn_tui.engine.build import Built
from rnn_tui.engine.failures import Diverged
from rnn_tui.engine.gradients import taken_from
from rnn_tui.engine.loop_choice import CompiledPart
from rnn_tui.engine.native.layers import for_xla
from rnn_tui.engine.parts import split_predict, split_train_step
from rnn_tui.engine.variables import all_finite

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


class Steps:
    """Train and evaluation steps over arrays `x` (steps, batch, timesteps), `y` (steps, batch)."""

    def __init__(
        self, built: Built, *, parts: Callable[[int], list[int]], at_once: int | None = None
    ) -> None:
        """`parts` gives the sizes of the parts in which a batch of that size is computed.

        `at_once` is the number of threads, left out: all that there are.
        """
        self.built = built
        self._at_once = at_once
        self._step = built.step.part
        self._jit = self._step != CompiledPart.NONE
        self._parts = parts
        self._binary = built.model.output_shape[-1] == 1
        self._compiled: dict[tuple[str, tuple[int, ...]], Any] = {}

    def train(self, x: Ids, y: Ids) -> tuple[Floats, Floats]:
        """Optimize on each batch in turn.

        Returns the running mean loss after each step, shape (steps,), and the totals of
        the mean metrics after the last, shape (means, 2): sum and count of samples. Raises
        Diverged, and what TensorFlow raises.
        """
        try:
            running, totals = self._function("train", x)(x, self._targets(y))
        except tf.errors.InvalidArgumentError as error:
            # Keras's optimizers fail at the gradient of an Embedding that is not a number.
            if all_finite(tuple(weight.numpy() for weight in self.built.model.weights)):
                raise
            where = "in a step of the optimizer"
            raise Diverged("a weight", "infinite or not a number", where) from error
        return running.numpy(), totals.numpy()

    def evaluate(self, x: Ids, y: Ids) -> Ids:
        """Update the metrics without training. Returns predicted classes, (steps * batch,)."""
        classes: Ids = self._function("evaluate", x)(x, self._targets(y)).numpy()
        return classes.reshape(-1)

    def totals(self) -> Floats:
        """Sum and count of each mean metric, shape (means, 2)."""
        found: Floats = _totals(self.built).numpy()
        return found

    def is_compiled(self, what: str, x: Ids) -> bool:
        """True if a call with such an array has been made before."""
        return (what, x.shape[1:]) in self._compiled

    def _targets(self, y: Ids) -> Any:
        return y[..., None].astype(np.float32) if self._binary else y

    def _function(self, what: str, x: Ids) -> Any:
        key = (what, x.shape[1:])
        if key not in self._compiled:
            make = self._make_train if what == "train" else self._make_evaluate
            target = (
                tf.TensorSpec((None, x.shape[1], 1), tf.float32)
                if self._binary
                else tf.TensorSpec((None, x.shape[1]), tf.int32)
            )
            self._compiled[key] = make([tf.TensorSpec((None, *key[1]), tf.int32), target])
        return self._compiled[key]

    def _make_train(self, signature: list[Any]) -> Any:
        built = self.built
        sizes = self._parts(signature[0].shape[1])

        @tf.function(jit_compile=self._jit, autograph=False)
        def whole(x: Any, y: Any) -> Any:
            weights = built.sample_weight(y)
            batch = (x, y) if weights is None else (x, y, weights)
            with for_xla(self._jit), taken_from(built.model.optimizer, built.watched):
                return built.model.train_step(batch)["loss"]

        if self._step == CompiledPart.GRADIENTS or len(sizes) > 1:
            step = split_train_step(
                built,
                sizes,
                compile_optimizer=self._step == CompiledPart.WHOLE,
                at_once=self._at_once,
            )
        else:
            step = whole

        @tf.function(input_signature=signature, autograph=False)
        def steps(x: Any, y: Any) -> Any:
            running = _for_each(step, x, y, tf.TensorSpec((), tf.float32))
            with tf.control_dependencies([running]):
                return running, _totals(built)

        return steps

    def _make_evaluate(self, signature: list[Any]) -> Any:
        built, binary = self.built, self._binary
        sizes = self._parts(signature[0].shape[1])

        @tf.function(jit_compile=self._jit, autograph=False)
        def measure(x: Any, y: Any, predicted: Any) -> Any:
            loss = built.model.compute_loss(x=x, y=y, y_pred=predicted, training=False)
            built.update_metrics(loss, y, predicted)
            if binary:
                return tf.cast(predicted[:, 0] > 0.5, tf.int32)
            return tf.argmax(predicted, axis=-1, output_type=tf.int32)

        @tf.function(jit_compile=self._jit, autograph=False)
        def whole(x: Any, y: Any) -> Any:
            with for_xla(self._jit):
                return measure(x, y, built.model(x, training=False))

        predict = split_predict(built, sizes)

        def in_parts(x: Any, y: Any) -> Any:
            return measure(x, y, predict(x))

        step = whole if len(sizes) == 1 else in_parts

        @tf.function(input_signature=signature, autograph=False)
        def steps(x: Any, y: Any) -> Any:
            return _for_each(step, x, y, tf.TensorSpec(signature[0].shape[1:2], tf.int32))

        return steps


def _for_each(step: Any, x: Any, y: Any, result: Any) -> Any:
    """Call `step` on each batch in order and stack the results."""
    count = tf.shape(x)[0]
    results = tf.TensorArray(result.dtype, size=count, element_shape=result.shape)

    def body(index: Any, results: Any) -> Any:
        return index + 1, results.write(index, step(x[index], y[index]))

    _, results = tf.while_loop(
        lambda index, _: index < count,
        body,
        (tf.constant(0), results),
        parallel_iterations=1,
    )
    return results.stack()


def _totals(built: Built) -> Any:
    return tf.stack(
        [
            tf.stack([tf.convert_to_tensor(metric.total), tf.convert_to_tensor(metric.count)])
            for metric in built.means
        ]
    )
