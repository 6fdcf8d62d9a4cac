"""The activation functions, by Keras's names and with Keras's defaults."""

from collections.abc import Callable
from math import erf, sqrt

import numpy as np

from rnn_tui.cells.base import Array

Function = Callable[[Array], Array]


def linear(x: Array) -> Array:
    """x"""
    return x


def relu(x: Array) -> Array:
    """max(x, 0)"""
    return np.maximum(x, 0)


@np.errstate(over="ignore")  # e^-x may become infinite: 1 / (1 + inf) = 0 is the right answer
def sigmoid(x: Array) -> Array:
    """1 / (1 + e^-x)"""
    return 1 / (1 + np.exp(-x))


def tanh(x: Array) -> Array:
    """(e^x - e^-x) / (e^x + e^-x)"""
    return np.tanh(x)


def softmax(x: Array) -> Array:
    """e^x_i / sum_j e^x_j over the last dimension.

    Taking the largest x away first changes nothing in the quotient and keeps e^x finite.
    """
    powers: Array = np.exp(x - x.max(axis=-1, keepdims=True))
    total: Array = powers.sum(axis=-1, keepdims=True)
    return powers / total


def softplus(x: Array) -> Array:
    """log(1 + e^x)"""
    return np.logaddexp(0, x, dtype=np.float32)


def elu(x: Array) -> Array:
    """x where x > 0, else e^x - 1"""
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


def gelu(x: Array) -> Array:
    """x Phi(x) = x (1 + erf(x / sqrt 2)) / 2: Hendrycks and Gimpel 2016, the exact form.

    numpy has no erf of its own: Python's is called for each value.
    """
    distribution: Array = (0.5 + 0.5 * _erf(x / sqrt(2))).astype(np.float32)
    return x * distribution


def silu(x: Array) -> Array:
    """x sigmoid(x)"""
    return x * sigmoid(x)


def hard_sigmoid(x: Array) -> Array:
    """The straight line (x + 3) / 6, cut off at 0 and 1."""
    return np.clip((x + 3) / 6, 0, 1)


_erf = np.frompyfunc(erf, 1, 1)

ACTIVATIONS: dict[str, Function] = {
    function.__name__: function
    for function in (
        linear,
        relu,
        sigmoid,
        tanh,
        softmax,
        softplus,
        elu,
        gelu,
        silu,
        hard_sigmoid,
    )
}
