"""The end of the stack: last layer and loss against the number of classes."""

from rnn_tui.experiment.experiment import Experiment
from rnn_tui.experiment.facts import DataFacts
from rnn_tui.experiment.layers import Layer
from rnn_tui.experiment.layers.base import SEQUENCE
from rnn_tui.experiment.layers.dense import MAX_UNITS, Dense
from rnn_tui.experiment.layers.pooling import GlobalAveragePooling1D
from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.experiment.problems import Fix, InsertLayer, Problem, SetKey
from rnn_tui.experiment.registry.losses import LOSSES, usual_loss
from rnn_tui.experiment.stack import Stack
from rnn_tui.wording.numbers import counted


def head_problems(experiment: Experiment, stack: Stack, facts: DataFacts) -> list[Problem]:
    """Problems that keep the output from being a class; none of a stack whose shapes fail."""
    shape, last = stack.output_shape, len(experiment.layers) - 1
    if shape is None:
        return []
    if len(shape) == SEQUENCE:
        return [_sequence_at_end(experiment)]
    loss, head = experiment.train.loss, experiment.layers[last]
    classes = facts.classes or _guessed_classes(head, loss)
    if classes is not None and classes > MAX_UNITS:
        message = f"{classes:,} classes are too many: a Dense layer has at most {MAX_UNITS:,} units"
        return [Problem("too-many-classes", message, last)]
    wanted = _wanted(classes, loss)
    if not isinstance(head, Dense):
        return [_no_head(last, wanted)]
    if wanted is None or classes is None:
        return []
    found = []
    if edits := _edits(last, head, wanted):
        message = (
            f"the last layer has {_describe(head)}, which does not fit "
            f"{classes} classes and the loss {loss}"
        )
        fix = Fix(f"give it {_describe(wanted)}", edits)
        found.append(Problem("head-mismatch", message, last, fix))
    single_output = wanted.units == 1
    if LOSSES[loss].single_output != single_output:
        fitting = usual_loss(single_output=single_output)
        fix = Fix(f"set the loss to {fitting}", (SetKey("train.loss", fitting),))
        message = f"the loss {loss} does not fit {classes} classes"
        found.append(Problem("loss-mismatch", message, None, fix))
    return found


def _guessed_classes(head: Layer, loss: str) -> int | None:
    """The number of classes that the stack itself suggests, before the data is seen."""
    if not LOSSES[loss].single_output:
        return None
    return max(head.units, 2) if isinstance(head, Dense) and head.activation == "softmax" else 2


def _wanted(classes: int | None, loss: str) -> Dense | None:
    """One sigmoid for two classes, unless the loss asks for one output per class."""
    if classes is None:
        return None
    if classes == 2 and LOSSES[loss].single_output:
        return Dense(units=1, activation="sigmoid")
    return Dense(units=classes, activation="softmax")


def _edits(index: int, head: Dense, wanted: Dense) -> tuple[SetKey, ...]:
    return tuple(
        SetKey(f"layers.{index}.{name}", getattr(wanted, name))
        for name in ("units", "activation")
        if getattr(head, name) != getattr(wanted, name)
    )


def _no_head(last: int, wanted: Dense | None) -> Problem:
    message = "the last layer is not a classifier"
    if wanted is None:
        return Problem("no-head", f"{message}: append a Dense layer with one unit per class", last)
    fix = Fix(f"append a Dense layer with {_describe(wanted)}", (InsertLayer(last + 1, wanted),))
    return Problem("no-head", message, last, fix)


def _describe(head: Dense) -> str:
    return f"{counted(head.units, 'unit')} and {head.activation}"


def _sequence_at_end(experiment: Experiment) -> Problem:
    message = "the stack ends with a sequence, but each text has a single class"
    layers = experiment.layers
    for index in range(len(layers) - 1, -1, -1):
        layer = layers[index]
        if not isinstance(layer, Recurrent) and layer.input_rank == SEQUENCE:
            break
        if isinstance(layer, Recurrent):
            edit = SetKey(f"layers.{index}.return_sequences", False)
            fix = Fix(f"set return_sequences=False on layer {index + 1}", (edit,))
            return Problem("sequence-at-end", message, index, fix)
    ends_in_dense = isinstance(layers[-1], Dense) and len(layers) > 1
    at = len(layers) - 1 if ends_in_dense else len(layers)
    where = f"before layer {at + 1}" if ends_in_dense else "at the end"
    fix = Fix(
        f"add a GlobalAveragePooling1D layer {where}", (InsertLayer(at, GlobalAveragePooling1D()),)
    )
    return Problem("sequence-at-end", message, len(layers) - 1, fix)
