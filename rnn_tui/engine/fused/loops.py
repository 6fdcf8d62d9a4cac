"""The loops over time that the fused layers share.

Everything in here is time-major: a *row* is what belongs to one timestep, a tensor of rows has the
shape (timesteps, batch, n). `alive` (timesteps, batch, 1) is Keras's mask: where it is false, a
step leaves the states as they were. Under XLA on a CPU a whole step costs a few microseconds, so
what counts is the number of operations in the loop body, and that no row is copied twice.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import tensorflow as tf

Tensor: TypeAlias = Any  # TensorFlow ships no types
Tensors: TypeAlias = tuple[Tensor, ...]
Step: TypeAlias = Callable[[Tensors, Tensors], tuple[Tensors, Tensors]]


def forwards(
    step: Step,
    rows: Sequence[Tensor],
    states: Tensors,
    *,
    writes: int,
    keeps: int,
    alive: Tensor | None,
) -> tuple[Tensors, Tensors]:
    """Runs `step` from the first timestep to the last.

    `step(rows_t, states)` gets one row of each tensor in `rows` and returns `(written, states)`.
    The `writes` written rows and the first `keeps` states take the places of the rows of the first
    `writes + keeps` tensors; the tensors after these are only read. Writing over what was just read
    spares the allocation and the zeroing of a result, and the line is still in the cache. What is
    written has to depend on the row that it replaces, or on nothing that is read from that tensor:
    where XLA cannot see which comes first, it copies the whole tensor at every step. For the same
    reason states are kept as they are after a step: those before it would be copied first.

    Leading timesteps at which nothing is alive are not run: the states stay as they are and the
    rows as they came. Returns the written tensors, and the states after the last step.
    """

    def masked(rows_t: Tensors, states: Tensors) -> tuple[Tensors, Tensors]:
        written, new = step(rows_t, states)
        new = _hold_where_dead(alive_of(rows_t), new, states)
        return (*written, *new[:keeps]), new

    rows, alive_of = _with_alive(rows, alive)
    first, length = _first_alive(alive), _timesteps(rows[0])
    return _loop(masked, rows, states, writes + keeps, length - first, lambda i: first + i)


def backwards(
    step: Step,
    rows: Sequence[Tensor],
    gradients: Tensors,
    *,
    writes: int,
    alive: Tensor | None,
    upstream: Tensor | None,
) -> tuple[Tensors, Tensors]:
    """Runs `step` from the last timestep to the first, as `forwards` does the other way round.

    `gradients` belong to the states after the step that is run next. `upstream` (timesteps, batch,
    units), where the outputs of all timesteps are used, comes on top of the first of them.
    """
    rows, alive_of = _with_alive(rows, alive)
    if upstream is not None:
        rows = [*rows, upstream]

    def masked(rows_t: Tensors, gradients: Tensors) -> tuple[Tensors, Tensors]:
        if upstream is not None:
            gradients = (gradients[0] + rows_t[-1], *gradients[1:])
        written, new = step(rows_t, gradients)
        return written, _hold_where_dead(alive_of(rows_t), new, gradients)

    last = _timesteps(rows[0]) - 1
    steps = last + 1 - _first_alive(alive)
    return _loop(masked, rows, gradients, writes, steps, lambda i: last - i)


def tanh(x: Tensor) -> Tensor:
    """XLA's own approximation of tanh (Eigen's `ptanh`), good to 3e-7, spelled out.

    XLA treats its tanh as expensive and computes it in a loop of its own; additions and products
    it merges with what comes before and after, which makes a step of SimpleRNN twice as fast.
    """
    # Not minimum and maximum: those would turn NaN into a number, and hide a run that diverges.
    x = tf.where(x > _SATURATED, _SATURATED, x)
    x = tf.where(x < -_SATURATED, -_SATURATED, x)
    square = x * x
    return x * _polynomial(_NUMERATOR, square) / _polynomial(_DENOMINATOR, square)


_SATURATED = 7.90531110763549805
_NUMERATOR = (
    -2.76076847742355e-16,
    2.00018790482477e-13,
    -8.60467152213735e-11,
    5.12229709037114e-08,
    1.48572235717979e-05,
    6.37261928875436e-04,
    4.89352455891786e-03,
)
_DENOMINATOR = (
    1.19825839466702e-06,
    1.18534705686654e-04,
    2.26843463243900e-03,
    4.89352518554385e-03,
)


def _polynomial(coefficients: Sequence[float], x: Tensor) -> Tensor:
    value = coefficients[0] * x + coefficients[1]
    for coefficient in coefficients[2:]:
        value = value * x + coefficient
    return value


def only_alive(x: Tensor, alive: Tensor | None) -> Tensor:
    """`x` (timesteps, batch, n) with zeros where a step is masked."""
    return x if alive is None else tf.where(alive, x, 0.0)


def zero_rows(like: Tensor, units: int) -> Tensor:
    """Zeros (timesteps, batch, units) for the timesteps and the batch of `like`."""
    return tf.zeros([_timesteps(like), _batch(like), units])


def zero_state(like: Tensor, units: int) -> Tensor:
    """Zeros (batch, units) for the batch of the rows `like`."""
    return tf.zeros([_batch(like), units])


def before(after: Tensor) -> Tensor:
    """The states before every step, from those after it, where the first one begins at zero.

    Both (timesteps, batch, units).
    """
    return tf.concat([tf.zeros_like(after[:1]), after[:-1]], axis=0)


def project(x: Tensor, kernel: Tensor) -> Tensor:
    """One matrix product over all timesteps: (timesteps, batch, m), (m, n) -> (.., .., n)."""
    flat = tf.matmul(tf.reshape(x, [-1, kernel.shape[0]]), kernel)
    return tf.reshape(flat, [_timesteps(x), _batch(x), kernel.shape[1]])


def bias_or_zeros(bias: Any, size: int) -> Tensor:
    """The bias of a Keras cell (size,), or zeros where it has none."""
    return tf.zeros([size]) if bias is None else tf.convert_to_tensor(bias)


def outer_sum(left: Tensor, right: Tensor) -> Tensor:
    """The sum of left_t^T right_t over all timesteps as one matrix product.

    (timesteps, batch, m), (timesteps, batch, n) -> (m, n).
    """
    left, right = (tf.reshape(x, [-1, x.shape[-1]]) for x in (left, right))
    return tf.matmul(left, right, transpose_a=True)


def _loop(
    step: Step,
    rows: Sequence[Tensor],
    carried: Tensors,
    writes: int,
    steps: Tensor | int,
    place: Callable[[Tensor], Tensor],
) -> tuple[Tensors, Tensors]:
    """`steps` steps, number i at the timestep place(i).

    Counting up from 0 to a constant is what XLA takes for a loop of known length, which it runs
    without asking at every step whether to go on.
    """
    handles = [tf.raw_ops.TensorListFromTensor(tensor=x, element_shape=_row_shape(x)) for x in rows]
    read_only = handles[writes:]

    def body(i: Tensor, handles: Tensors, carried: Tensors) -> tuple[Tensor, Tensors, Tensors]:
        t = place(i)
        rows_t = tuple(
            _row(handle, t, x) for handle, x in zip([*handles, *read_only], rows, strict=True)
        )
        written, carried = step(rows_t, carried)
        handles = tuple(
            tf.raw_ops.TensorListSetItem(input_handle=handle, index=t, item=row)
            for handle, row in zip(handles, written, strict=True)
        )
        return i + 1, handles, carried

    _, handles, carried = tf.while_loop(
        lambda i, *_: i < steps,
        body,
        (tf.constant(0), tuple(handles[:writes]), carried),
    )
    return tuple(_stack(handle, x) for handle, x in zip(handles, rows, strict=False)), carried


def _with_alive(
    rows: Sequence[Tensor], alive: Tensor | None
) -> tuple[list[Tensor], Callable[[Tensors], Tensor | None]]:
    """The rows followed by `alive`, and a function that finds it in the rows of one timestep."""
    if alive is None:
        return list(rows), lambda _: None
    position = len(rows)
    return [*rows, alive], lambda rows_t: rows_t[position]


def _hold_where_dead(alive: Tensor | None, new: Tensors, old: Tensors) -> Tensors:
    if alive is None:
        return new
    return tuple(tf.where(alive, n, o) for n, o in zip(new, old, strict=True))


def _first_alive(alive: Tensor | None) -> Tensor | int:
    """The first timestep at which any row of the batch is alive; `timesteps` if there is none."""
    if alive is None:
        return 0
    length = _timesteps(alive)
    return tf.reduce_min(
        tf.where(tf.reduce_any(alive, axis=[1, 2]), tf.range(length), length), axis=0
    )


def _timesteps(x: Tensor) -> Tensor | int:
    known = x.shape[0]
    return tf.shape(x)[0] if known is None else known


def _batch(x: Tensor) -> Tensor | int:
    known = x.shape[1]
    return tf.shape(x)[1] if known is None else known


def _row_shape(x: Tensor) -> list[int]:
    return [-1 if n is None else n for n in x.shape[1:]]


def _row(handle: Tensor, t: Tensor, like: Tensor) -> Tensor:
    row = tf.raw_ops.TensorListGetItem(
        input_handle=handle, index=t, element_shape=_row_shape(like), element_dtype=like.dtype
    )
    return tf.ensure_shape(row, like.shape[1:])


def _stack(handle: Tensor, like: Tensor) -> Tensor:
    rows = tf.raw_ops.TensorListStack(
        input_handle=handle, element_shape=_row_shape(like), element_dtype=like.dtype
    )
    return tf.ensure_shape(rows, like.shape)
