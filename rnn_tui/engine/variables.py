"""Keras's variables as plain arrays and back: the body of a checkpoint."""

from typing import Any

import numpy as np

from rnn_tui.engine.build import Built
from rnn_tui.engine.dropping import variables_of
from rnn_tui.engine.failures import DoesNotFit
from rnn_tui.runs.files.checkpoints import Array, Checkpoint


def arrays_of(variables: list[Any]) -> tuple[Array, ...]:
    """The values, in the order of the variables."""
    return tuple(np.array(variable.numpy()) for variable in variables)


def described(model: Any) -> tuple[dict[str, Any], ...]:
    """For each of `model.variables` its path and kind: seed states are no weights."""
    weights = {id(variable) for variable in model.weights}
    return tuple(
        {
            "path": variable.path,
            "trainable": bool(variable.trainable),
            "weight": id(variable) in weights,
        }
        for variable in model.variables
    )


def assign(variables: list[Any], arrays: tuple[Array, ...], what: str) -> None:
    """Give the variables their values. Raises DoesNotFit where shapes or types differ."""
    if len(variables) != len(arrays):
        raise DoesNotFit(
            f"the checkpoint holds {len(arrays)} {what} variables, the model has {len(variables)}"
        )
    for variable, array in zip(variables, arrays, strict=True):
        if tuple(variable.shape) != array.shape or variable.dtype != array.dtype.name:
            raise DoesNotFit(
                f"{variable.path} is {array.dtype.name} {array.shape} in the checkpoint and "
                f"{variable.dtype} {tuple(variable.shape)} in the model"
            )
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)


def restore(built: Built, checkpoint: Checkpoint) -> None:
    """Put model, optimizer and metrics into the state of the checkpoint. Raises DoesNotFit."""
    assign(built.model.variables, checkpoint.model, "model")
    assign(built.model.optimizer.variables, checkpoint.optimizer, "optimizer")
    assign(built.metric_variables, checkpoint.metrics, "metric")


def hand_over(fresh: Built, kept: Built) -> None:
    """Put `kept`, a model of the same experiment but for values, into the state of `fresh`."""
    for new, old in (
        (fresh.model.variables, kept.model.variables),
        (fresh.model.optimizer.variables, kept.model.optimizer.variables),
        (fresh.metric_variables, kept.metric_variables),
    ):
        assign(old, arrays_of(new), "kept")
    for rate, value in zip(variables_of(kept.rates), variables_of(fresh.rates), strict=True):
        rate.assign(value)


def all_finite(arrays: tuple[Array, ...]) -> bool:
    """True if every weight is finite."""
    return all(bool(np.isfinite(array).all()) for array in arrays if array.dtype.kind == "f")
