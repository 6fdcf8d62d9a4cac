"""The optimizers that an experiment may name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnn_tui.experiment.base import word_choice


@dataclass(frozen=True, slots=True)
class Optimizer:
    """`name` is Keras's word for the class `keras_class` of `keras.optimizers`; `learning_rate`
    its default there, used where `train.learning_rate` is left out."""

    name: str
    keras_class: str
    learning_rate: float


OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer("rmsprop", "RMSprop", 0.001),
        Optimizer("adam", "Adam", 0.001),
        Optimizer("adamw", "AdamW", 0.001),
        Optimizer("nadam", "Nadam", 0.001),
        Optimizer("adagrad", "Adagrad", 0.001),
        Optimizer("lion", "Lion", 0.001),
        Optimizer("sgd", "SGD", 0.01),
    )
}

if TYPE_CHECKING:
    OptimizerName = str
else:
    OptimizerName = word_choice(OPTIMIZERS)
