"""The training: optimizer, loss, epochs, early stopping, learning-rate schedules."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from rnn_tui.experiment.base import Spec
from rnn_tui.experiment.class_weight import ClassWeight
from rnn_tui.experiment.registry.losses import LossName
from rnn_tui.experiment.registry.metrics import MetricName
from rnn_tui.experiment.registry.optimizers import OPTIMIZERS, OptimizerName


class EarlyStopping(Spec):
    """Stop when the monitored value has not improved for `patience` epochs."""

    patience: int = Field(3, ge=1, le=10_000, description="Epochs to wait without improvement.")
    min_delta: float = Field(0.0, ge=0.0, description="Smallest change that counts as improvement.")
    monitor: str | None = Field(None, description="The value to watch; auto: train.monitor.")
    start_from_epoch: int = Field(
        0, ge=0, le=1_000_000, description="Epochs before this one, counted from 0, are ignored."
    )


class ReduceOnPlateau(Spec):
    """Multiply the learning rate by `factor` when the monitored value stalls."""

    kind: Literal["reduce_on_plateau"] = "reduce_on_plateau"
    factor: float = Field(0.5, gt=0.0, lt=1.0, description="The rate is multiplied by this.")
    patience: int = Field(2, ge=1, le=10_000, description="Epochs to wait without improvement.")
    min_delta: float = Field(
        1e-4, ge=0.0, description="Smallest change that counts as improvement."
    )
    cooldown: int = Field(0, ge=0, le=10_000, description="Epochs to wait after a reduction.")
    min_lr: float = Field(0.0, ge=0.0, le=100.0, description="The rate never falls below this.")
    monitor: str | None = Field(None, description="The value to watch; auto: train.monitor.")


class StepDecay(Spec):
    """Multiply the learning rate by `factor` every `every` epochs."""

    kind: Literal["step"] = "step"
    every: int = Field(2, ge=1, le=10_000, description="Epochs between two reductions.")
    factor: float = Field(0.5, gt=0.0, lt=1.0, description="The rate is multiplied by this.")


class ExponentialDecay(Spec):
    """Multiply the learning rate by `factor` after each epoch."""

    kind: Literal["exponential"] = "exponential"
    factor: float = Field(0.9, gt=0.0, lt=1.0, description="The rate is multiplied by this.")


class CosineDecay(Spec):
    """Half a cosine from the learning rate down to `min_lr`, where it stays."""

    kind: Literal["cosine"] = "cosine"
    min_lr: float = Field(0.0, ge=0.0, le=100.0, description="The rate at the end.")
    epochs: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description=(
            "Epochs that the cosine takes; auto: train.epochs, which grows when the run is "
            "extended."
        ),
    )


Schedule = Annotated[
    ReduceOnPlateau | StepDecay | ExponentialDecay | CosineDecay, Field(discriminator="kind")
]


class TrainSpec(Spec):
    """The options of `[train]`."""

    optimizer: OptimizerName = Field("rmsprop", description="Keras's optimizer of that name.")
    learning_rate: float | None = Field(
        None, gt=0.0, le=100.0, description="Auto: Keras's default for the optimizer."
    )
    clipnorm: float | None = Field(
        None,
        gt=0.0,
        le=1e9,
        description="Gradients with a larger norm are scaled down to it; none: no clipping.",
    )
    loss: LossName = Field("binary_crossentropy", description="Keras's loss of that name.")
    class_weight: ClassWeight | None = Field(
        None,
        description=(
            "Weight of each class in the training loss: balanced, or a table such as {spam = "
            "5.0}; classes not named count 1."
        ),
    )
    metrics: tuple[MetricName, ...] = Field(
        ("acc",), strict=False, description="Computed and recorded besides the loss."
    )
    epochs: int = Field(10, ge=1, le=1_000_000, description="Passes over the training part.")
    batch_size: int = Field(32, ge=1, le=65_536, description="Sequences in one step.")
    validation_batch_size: int | None = Field(
        None,
        ge=1,
        le=65_536,
        description="Auto: as large as is fast; the metrics do not depend on it.",
    )
    shuffle: bool = Field(True, description="Shuffle the sequences before every epoch.")
    bucket_by_length: bool = Field(
        False,
        description=(
            "Batch sequences of similar length and skip their common padding, if the Embedding "
            "has mask_zero."
        ),
    )
    monitor: str | None = Field(
        None,
        description=(
            "The value that decides the best epoch: val_loss, val_acc, loss …; auto: val_loss, "
            "or loss without validation."
        ),
    )
    restore_best: bool = Field(
        False, description="Test and save the weights of the best epoch instead of the last."
    )
    early_stopping: EarlyStopping | None = Field(
        None, description="Stop when the monitored value no longer improves; none: off."
    )
    schedule: Schedule | None = Field(
        None, description="How the learning rate changes; none: it stays constant."
    )
    checkpoint_seconds: float = Field(
        30.0,
        ge=0.0,
        le=86_400.0,
        description="Seconds between checkpoints within an epoch; each epoch ends with one.",
    )
    trace_every: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="Steps per record of the trace; auto: 200 records per epoch.",
    )
    watch_gradients: bool = Field(
        False,
        description="Record the norm of the gradient of each layer in the trace, and draw it.",
    )
    tensorboard: bool = Field(
        False,
        description="Also write event files for TensorBoard, into the run's folder tensorboard.",
    )
    engine: Literal["auto", "native", "fused", "stock"] = Field(
        "auto",
        description="Loops of recurrent layers: native (C), fused (XLA) or stock (Keras); auto: "
        "the fastest.",
    )
    jit_compile: bool = Field(True, description="Compile the steps with XLA.")
    device: Literal["auto", "cpu", "gpu"] = Field(
        "auto", description="Where to train: auto measures which is faster; gpu requires one."
    )
    threads: int | None = Field(
        None,
        ge=1,
        le=1_024,
        description=(
            "CPU threads that share a batch; auto: as many as are fastest. A run keeps its number."
        ),
    )
    deterministic: bool = Field(
        False, description="On a GPU: bit-identical results at every run; slower."
    )
    tf32: bool = Field(
        False, description="On a GPU: matrix products with a 10-bit mantissa; faster, less precise."
    )
    test: bool = Field(
        True,
        description="Test the network at the end. A sweep over a space tests only its best trial.",
    )

    @field_validator("metrics")
    @classmethod
    def _each_once(cls, metrics: tuple[str, ...]) -> tuple[str, ...]:
        twice = [name for index, name in enumerate(metrics) if name in metrics[:index]]
        if twice:
            raise ValueError(f"contains {twice[0]} twice")
        return metrics

    @property
    def cosine_epochs(self) -> int:
        """The epochs that a cosine schedule takes, `epochs` where it names none."""
        named = self.schedule.epochs if isinstance(self.schedule, CosineDecay) else None
        return named or self.epochs

    def rate(self) -> float:
        """The learning rate at the start, Keras's default filled in."""
        return self.learning_rate or OPTIMIZERS[self.optimizer].learning_rate
