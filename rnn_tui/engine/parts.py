"""One batch in parts, each on a thread of its own; the step stays that of the whole batch.

A recurrent network does one small thing after another, which no number of threads makes faster. Two
halves of a batch have nothing to do with one another until their gradients are added up, so each is
a compiled program, TensorFlow runs as many of them at once as there are threads, and a last program
adds up and optimizes. A part also is a smaller piece of memory to go over again and again.

Dropout draws for each part from a stream of random numbers of its own.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import tensorflow as tf

from rnn_tui.engine.build import Built
from rnn_tui.engine.dropping import given, variables_of
from rnn_tui.engine.fused import FusedRMSprop, WordSums, word_sums
from rnn_tui.engine.gradients import take
from rnn_tui.engine.native.layers import for_xla
from rnn_tui.engine.native.optimizers import NativeOptimizer
from rnn_tui.engine.sharing import threads

ANOTHER_STREAM = 0x9E3779B9
"""Added to the first word of a seed for each part: 2^32 / golden ratio, far from small numbers."""

PLACES_A_WORD = 3
"""From how many places a word of the table on sums are quicker. Measured with 10,000 words: at
16,000 places LSTM and GRU are slower by 0.85, at 64,000 SimpleRNN 1.15 times as fast."""

Tensors: TypeAlias = Sequence[Any]


def split_train_step(
    built: Built,
    sizes: Sequence[int],
    *,
    compile_optimizer: bool = True,
    at_once: int | None = None,
) -> Any:
    """`step(x, y)` optimizes on a batch of sum(sizes) sequences; returns the running mean loss.

    x (batch, timesteps), y as the loss wants it. Loss, gradients, metrics and the state of the
    seed generators after it are those of one step of Keras on the whole batch. The optimizer is
    left uncompiled on a GPU, where XLA adds up an embedding's gradient row by row: 2,332 ms a step
    at batch 128 with it, 1.8 ms for what is not the loop without (one H200).
    """
    model = built.model
    whole = sum(sizes)

    @tf.function(jit_compile=True, autograph=False)
    def part(weights: Tensors, others: Tensors, rates: Tensors, number: Any, x: Any, y: Any) -> Any:
        """The share of one part in the loss, its predictions, gradients, and what else changed."""
        seeded = of_stream(model, others, number)
        with for_xla(), given(built.rates, rates), tf.GradientTape() as tape:
            tape.watch(weights)
            predicted, after = model.stateless_call(weights, seeded, x, training=True)
            loss = model.compute_loss(
                x=x, y=y, y_pred=predicted, sample_weight=built.sample_weight(y), training=True
            )
            loss *= x.shape[0] / whole
        with for_xla():
            return loss, predicted, tape.gradient(loss, weights), after

    @tf.function(jit_compile=compile_optimizer, autograph=False)
    def optimize(
        losses: Tensors, predicted: Tensors, gradients: Tensors, others: Tensors, y: Any
    ) -> Any:
        """Change the weights, and update the metrics."""
        loss = tf.add_n(losses)
        with for_xla(compile_optimizer):
            summed = [_sum(of_one) for of_one in gradients]
            take(built.watched, summed)
            _apply(model, summed)
        for variable, value in zip(model.non_trainable_variables, others, strict=True):
            variable.assign(value)
        built.update_metrics(loss, y, tf.concat(predicted, axis=0))
        return built.metrics[0].result()

    sums = _summing(model, len(sizes), at_once or threads()) if compile_optimizer else _as_they_are

    @tf.function(autograph=False)
    def step(x: Any, y: Any) -> Any:
        weights, others = _values(model)
        rates = [tf.convert_to_tensor(each) for each in variables_of(built.rates)]
        pieces = zip(tf.split(x, sizes), tf.split(y, sizes), strict=True)
        done = [
            part(weights, others, rates, tf.constant(i), *each) for i, each in enumerate(pieces)
        ]
        losses, predicted, gradients, after = zip(*done, strict=True)
        by_variable = zip(zip(*gradients, strict=True), model.trainable_variables, strict=True)
        summed = [sums(*each) for each in by_variable]
        return optimize(losses, predicted, summed, after[0], y)

    return step


def split_predict(built: Built, sizes: Sequence[int]) -> Any:
    """`predict(x)`: the model's outputs for sum(sizes) sequences (batch, timesteps)."""
    model = built.model

    @tf.function(jit_compile=True, autograph=False)
    def part(weights: Tensors, others: Tensors, x: Any) -> Any:
        with for_xla():
            return model.stateless_call(weights, others, x, training=False)[0]

    @tf.function(autograph=False)
    def predict(x: Any) -> Any:
        weights, others = _values(model)
        return tf.concat([part(weights, others, each) for each in tf.split(x, sizes)], axis=0)

    return predict


def of_stream(model: Any, others: Tensors, number: Any) -> list[Any]:
    """Values of the variables that are not trained, the seed states those of part `number`.

    Part 0 keeps the states as they are, so that they go on as in a step on the whole batch.
    """
    weights = {id(variable) for variable in model.weights}
    shift = tf.cast(tf.stack([number, 0]), tf.uint32) * tf.constant(ANOTHER_STREAM, tf.uint32)
    return [
        value if id(variable) in weights else value + tf.cast(shift, value.dtype)
        for variable, value in zip(model.non_trainable_variables, others, strict=True)
    ]


def _values(model: Any) -> tuple[list[Any], list[Any]]:
    """The trained variables and the others, read once for all parts.

    A compiled program that reads a variable itself keeps the others waiting.
    """
    return (
        [tf.convert_to_tensor(v) for v in model.trainable_variables],
        [tf.convert_to_tensor(v) for v in model.non_trainable_variables],
    )


def _summing(model: Any, parts: int, most: int) -> Any:
    """A function that adds up the gradients of the parts, as far as that is worth a thread.

    Those of an embedding are a row for each place of the batch. Where its optimizer needs no more
    than their sums, each thread adds up those of some parts.
    """
    optimizer = model.optimizer
    if isinstance(optimizer, NativeOptimizer) and optimizer.has_rule():
        return _as_they_are  # it adds up the rows of all parts in its one pass over the table
    if not (isinstance(optimizer, FusedRMSprop) and optimizer.takes_sums):
        return _as_they_are
    at_once = min(most, parts)
    compiled = tf.function(word_sums, jit_compile=True, autograph=False)

    def sums(gradients: Tensors, variable: Any) -> list[Any]:
        if not isinstance(gradients[0], tf.IndexedSlices):
            return list(gradients)
        places = sum(each.indices.shape[0] for each in gradients)
        if places < PLACES_A_WORD * variable.shape[0]:
            return list(gradients)
        return [compiled(gradients[i::at_once]) for i in range(at_once)]

    return sums


def _as_they_are(gradients: Tensors, _: Any) -> list[Any]:
    return list(gradients)


def _sum(gradients: Tensors) -> Any:
    """The sum of the parts' gradients; slices stay slices, one after the other."""
    first = gradients[0]
    if isinstance(first, WordSums):
        return WordSums(*(tf.add_n(each) for each in zip(*gradients, strict=True)))
    if isinstance(first, tf.IndexedSlices):
        values = tf.concat([each.values for each in gradients], axis=0)
        indices = tf.concat([each.indices for each in gradients], axis=0)
        return tf.IndexedSlices(values, indices, first.dense_shape)
    return tf.add_n(gradients)


def _apply(model: Any, gradients: Tensors) -> None:
    variables = model.trainable_variables
    if isinstance(model.optimizer, FusedRMSprop):
        model.optimizer.apply_sums(gradients, variables)
    else:
        model.optimizer.apply_gradients(zip(gradients, variables, strict=True))
