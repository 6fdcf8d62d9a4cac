"""The events of a run: one versioned JSON line each, small, and readable for years.

Epochs and batches count from 0 in files and from 1 on the screen. Numbers that are not
finite are written as null, since JSON has no word for them.
"""

import json
import math
import time
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from rnn_tui.io.text import printable
from rnn_tui.runs.position import Phase, Position

VERSION = 1
MAX_LINE = 8_000_000
"""Bytes; a confusion matrix of 1,000 classes fits, and a reader's memory stays bounded."""

LAST_SECOND = 250_000_000_000.0
"""The latest time that has a date (the year 9892)."""

Number = Annotated[float, BeforeValidator(lambda value: math.nan if value is None else value)]
Amount = Annotated[float, Field(allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=2**53)]
Text = Annotated[
    str, BeforeValidator(lambda value: printable(value) if isinstance(value, str) else value)
]


class Base(BaseModel):
    """Time in seconds since 1970. Unknown keys of a later minor version are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    v: int = Field(VERSION, ge=1, le=VERSION)
    at: float = Field(default_factory=time.time, ge=0, le=LAST_SECOND)

    def line(self) -> bytes:
        """The event as one line of the log."""
        text = json.dumps(_finite(self.model_dump(mode="python")), separators=(",", ":"))
        return text.encode() + b"\n"


class Placed(Base):
    """An event at a position of the run."""

    epoch: Count
    batch: Count = 0
    phase: Phase = Phase.TRAIN

    @property
    def position(self) -> Position:
        return Position(self.epoch, self.batch, self.phase)


class Created(Base):
    """The run was made; `imported` says of what, where another program trained the network."""

    event: Literal["created"] = "created"
    program: Text = ""
    imported: Text = ""


class Job(BaseModel):
    """The Slurm job that an engine runs in.

    `ends_at` in seconds since 1970, 0 where no end is known; `requeues` where the job is put
    back into the queue when its time is up.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    id: Text
    array_id: Text = ""
    array_index: Count | None = None
    restarts: Count = 0
    node: Text = ""
    partition: Text = ""
    ends_at: Annotated[Amount, Field(ge=0, le=LAST_SECOND)] = 0.0
    requeues: bool = False


class Started(Base):
    """An engine took the run; the record of what the bits depend on.

    The device is known once TensorFlow is imported: `Compiled` gives it.
    `visible_devices` is CUDA_VISIBLE_DEVICES, `cores` the processors that it is limited to, such
    as `0,2-5`.
    """

    event: Literal["started"] = "started"
    pid: Count
    host: Text = ""
    device: Text = ""
    versions: dict[Text, Text] = {}
    settings: dict[Text, bool | Count | Text] = {}
    visible_devices: Text = ""
    cores: Text = ""
    job: Job | None = None


class Loaded(Base):
    """The data is in memory. Shapes are (sequences, timesteps).

    `taken` says how texts were read, as `data.text.read_as.ReadAs` writes it; empty for IMDB.
    `class_weights` are those of the loss, one a class; empty where all count alike.
    """

    event: Literal["loaded"] = "loaded"
    train: Count
    validation: Count
    test: Count
    train_sequences: Count
    maxlen: Count
    classes: tuple[Text, ...]
    notes: tuple[Text, ...] = ()
    taken: dict[Text, bool | Text | tuple[Text, ...] | None] = {}
    fingerprint: Text = ""
    class_weights: tuple[Annotated[float, Field(ge=0, allow_inf_nan=False)], ...] = ()
    steps: Count
    validation_steps: Count
    test_steps: Count
    seconds: Amount = 0.0


class Baseline(Base):
    """The figures of simple rules on the same split: of the test part (`acc`, `f1_score`) and of
    the validation part (`val_acc`, `val_f1_score`).

    `constant` always answers the class `most_frequent` of the training part, `words` is a bag of
    words (multinomial naive Bayes), empty where the data is too large for it.
    """

    event: Literal["baseline"] = "baseline"
    most_frequent: Count
    constant: dict[Text, Number]
    words: dict[Text, Number] = {}
    seconds: Amount = 0.0


class Compiled(Base):
    """The model is built; `layers` says for each recurrent layer which loop computes it and why.

    `versions` and `settings` add to those of `Started` what is known once the device is chosen,
    and `notes` say why it was.
    """

    event: Literal["compiled"] = "compiled"
    device: Text = ""
    versions: dict[Text, Text] = {}
    settings: dict[Text, bool | Count | Text] = {}
    notes: tuple[Text, ...] = ()
    parameters: Count
    layers: tuple[Text, ...] = ()
    seconds: Amount = 0.0


class Resumed(Placed):
    """Training resumes here: what the log holds of later positions is void."""

    event: Literal["resumed"] = "resumed"


class EpochEnded(Base):
    event: Literal["epoch"] = "epoch"
    epoch: Count
    logs: dict[Text, Number]
    learning_rate: Amount
    seconds: Amount = 0.0
    samples_per_second: Amount = 0.0


class Checkpoint(Placed):
    event: Literal["checkpoint"] = "checkpoint"
    file: Text
    best: bool = False


class Request(Base):
    event: Literal["request"] = "request"
    request: Text
    by: Text = ""


class Paused(Placed):
    event: Literal["paused"] = "paused"


class Continued(Placed):
    event: Literal["continued"] = "continued"


class Stopped(Placed):
    """`logs` are the means of the epoch that was cut short, over its `batch` batches."""

    event: Literal["stopped"] = "stopped"
    reason: Text
    logs: dict[Text, Number] = {}
    learning_rate: Amount = 0.0


class Tested(Base):
    """`confusion[true][predicted]` counts sequences."""

    event: Literal["tested"] = "tested"
    logs: dict[Text, Number]
    confusion: tuple[tuple[Count, ...], ...]
    seconds: Amount = 0.0


class Finished(Base):
    event: Literal["finished"] = "finished"
    reason: Text
    best_epoch: Count | None = None


class Failed(Base):
    """`kind` decides the exit code, `hint` says what to do."""

    event: Literal["failed"] = "failed"
    kind: Literal["config", "data", "diverged", "engine"]
    message: Text
    hint: Text = ""


class Warned(Base):
    event: Literal["warning"] = "warning"
    message: Text


Event = (
    Created
    | Started
    | Loaded
    | Baseline
    | Compiled
    | Resumed
    | EpochEnded
    | Checkpoint
    | Request
    | Paused
    | Continued
    | Stopped
    | Tested
    | Finished
    | Failed
    | Warned
)


@cache
def _adapter() -> TypeAdapter[Event]:
    """The parser of lines, made when the first one is read: that takes its time."""
    return TypeAdapter(Annotated[Event, Field(discriminator="event")])


class UnreadableEvent(ValueError):
    """The line is not an event of ours: damaged, or written by a newer version."""


def parse(line: bytes) -> Event:
    """The event in a line of the log. Raises UnreadableEvent."""
    try:
        return _adapter().validate_json(line)
    except (ValidationError, RecursionError) as error:
        raise UnreadableEvent(_reason(line)) from error


def _reason(line: bytes) -> str:
    try:
        version = json.loads(line)["v"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return "a damaged line"
    if isinstance(version, int) and version > VERSION:
        return f"a line of version {str(version)[:9]}; this program reads up to {VERSION}"
    return "a line that is not an event"


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    return value
