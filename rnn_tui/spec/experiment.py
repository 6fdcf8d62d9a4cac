"""One experiment: a name, a seed, the data, the stack of layers, the training."""

from pydantic import Field

from rnn_tui.spec.base import Spec
from rnn_tui.spec.data import DataSpec, SampleData
from rnn_tui.spec.layers import AnyLayer
from rnn_tui.spec.train import ReduceOnPlateau, TrainSpec


class Experiment(Spec):
    """All that is needed to train once more and get the same."""

    name: str = Field(
        "experiment",
        min_length=1,
        max_length=64,
        pattern=r"^\w[\w.\-]*$",
        description="Letters, digits, dots, dashes; runs are named after it.",
    )
    description: str = Field("", max_length=500, description="One line for people.")
    seed: int = Field(
        0, ge=0, le=2**31 - 1, description="Of the weights, the order of batches and dropout."
    )
    data: DataSpec = Field(default_factory=SampleData, description="The sequences.")
    layers: tuple[AnyLayer, ...] = Field(
        (), strict=False, max_length=64, description="The stack, input first."
    )
    train: TrainSpec = Field(default_factory=TrainSpec, description="The training.")

    @property
    def monitor(self) -> str:
        """The column of the history that tells the best epoch."""
        default = "val_loss" if self.data.validation_split > 0 else "loss"
        return self.train.monitor or default

    @property
    def monitored(self) -> dict[str, str]:
        """Key -> column of the history, for all keys that name one (filled in or not)."""
        train = self.train
        names = {"train.monitor": self.monitor}
        if train.early_stopping is not None:
            names["train.early_stopping.monitor"] = train.early_stopping.monitor or self.monitor
        if isinstance(train.schedule, ReduceOnPlateau):
            names["train.schedule.monitor"] = train.schedule.monitor or self.monitor
        return names

    @property
    def columns(self) -> tuple[str, ...]:
        """What an epoch measures: the loss, the metrics, and the same for validation."""
        names = ("loss", *self.train.metrics)
        if self.data.validation_split > 0:
            names += tuple(f"val_{name}" for name in names)
        return names
