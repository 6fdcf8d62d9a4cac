"""The losses that an experiment may name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnn_tui.experiment.base import word_choice


@dataclass(frozen=True, slots=True)
class Loss:
    """`name` is Keras's. `single_output`: it wants one sigmoid, the probability of the second of
    two classes; else a softmax with one output for each class. Labels are class numbers."""

    name: str
    single_output: bool


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss("binary_crossentropy", single_output=True),
        Loss("sparse_categorical_crossentropy", single_output=False),
    )
}

if TYPE_CHECKING:
    LossName = str
else:
    LossName = word_choice(LOSSES)


def usual_loss(*, single_output: bool) -> str:
    """The first loss for such an output."""
    return next(loss.name for loss in LOSSES.values() if loss.single_output == single_output)
