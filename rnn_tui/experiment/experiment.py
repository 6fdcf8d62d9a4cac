"""One experiment: a name, a seed, the data, the stack of layers, the training."""

from pydantic import Field, field_validator

from rnn_tui.experiment.base import Spec
from rnn_tui.experiment.data import DataSpec, SampleData
from rnn_tui.experiment.layers import AnyLayer
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.sweep import SweepSpec
from rnn_tui.experiment.train import ReduceOnPlateau, TrainSpec

MAX_LAYERS = 64
MAX_NAME_BYTES = 200
"""File systems allow 255 for a folder, and a run's id is longer than its name."""


class Experiment(Spec):
    """All that is needed to train once more and get the same."""

    name: str = Field(
        "experiment",
        min_length=1,
        max_length=64,
        pattern=r"^\w([\w.\-]*[\w\-])?$",
        description=(
            "Letters, digits, dots and dashes, no dot at either end; runs are named after it."
        ),
    )
    description: str = Field("", max_length=500, description="One line about the experiment.")
    seed: int = Field(
        0, ge=0, le=2**31 - 1, description="Seed of the weights, the order of batches and dropout."
    )
    data: DataSpec = Field(default_factory=SampleData, description="The sequences.")
    layers: tuple[AnyLayer, ...] = Field(
        (), strict=False, max_length=MAX_LAYERS, description="The stack, input first."
    )
    train: TrainSpec = Field(default_factory=TrainSpec, description="The training.")
    sweep: SweepSpec | None = Field(
        None, description="What `rnn-tui sweep` tries; none: the experiment is one run."
    )

    @field_validator("name")
    @classmethod
    def _fits_a_file_name(cls, name: str) -> str:
        if len(name.encode()) > MAX_NAME_BYTES:
            raise ValueError(f"is longer than {MAX_NAME_BYTES} bytes, too long for a folder's name")
        return name

    @property
    def begins_with(self) -> Embedding | None:
        """The first layer, where it begins with the vectors of a file."""
        first = self.layers[0] if self.layers else None
        return first if isinstance(first, Embedding) and first.embeddings is not None else None

    @property
    def alone(self) -> "Experiment":
        """The same without its sweep, as one run trains it."""
        return self if self.sweep is None else self.model_copy(update={"sweep": None})

    @property
    def monitor(self) -> str:
        """The column of the history that tells the best epoch."""
        default = "val_loss" if self.data.validates else "loss"
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
        """Columns that an epoch measures: the loss, the metrics, and the same for validation."""
        names = ("loss", *self.train.metrics)
        if self.data.validates:
            names += tuple(f"val_{name}" for name in names)
        return names
