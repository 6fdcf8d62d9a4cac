"""RunState: all that is known of a run, immutable; every curve, table and line is made from it."""

import math
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from shlex import quote

from rnn_tui.experiment.experiment import Experiment
from rnn_tui.io.text import one_line, visible
from rnn_tui.runs.files.events import Job
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.files.status import Status
from rnn_tui.runs.files.trace import Records, record_type
from rnn_tui.runs.position import Phase, Position, State
from rnn_tui.runs.state.liveness import worked_so_far
from rnn_tui.runs.state.ranking import best_epoch

NOTES_KEPT = 500


@cache
def no_trace() -> Records:
    """An empty trace, of a run that has none or whose trace is not read."""
    import numpy as np  # with the first run: there may be none, and it takes its time

    return np.empty(0, record_type(("loss",)))


@dataclass(frozen=True, slots=True)
class Sizes:
    """Numbers of sequences and of steps; shapes are (sequences, maxlen)."""

    train: int
    validation: int
    test: int
    train_sequences: int
    maxlen: int
    steps: int
    validation_steps: int
    test_steps: int


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine of the run; `visible_devices` is CUDA_VISIBLE_DEVICES, `cores` the processors
    that its engine is limited to."""

    host: str
    device: str
    versions: dict[str, str]
    settings: dict[str, str | int | bool]
    visible_devices: str = ""
    job: Job | None = None
    cores: str = ""


@dataclass(frozen=True, slots=True)
class Baselines:
    """The figures of simple rules on the same split, as in the event `Baseline`."""

    most_frequent: int
    constant: dict[str, float]
    words: dict[str, float]


@dataclass(frozen=True, slots=True)
class TestResult:
    """`confusion[true][predicted]` counts sequences."""

    __test__ = False  # no test case for pytest

    logs: dict[str, float]
    confusion: tuple[tuple[int, ...], ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Failure:
    """`kind`: config, data, diverged or engine."""

    kind: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Note:
    """A line for people about something that happened; `at` in seconds since 1970.

    `ends` are those about a failure, which the state tells as well. `number` counts all notes
    of the run from 0, those that are no longer kept included.
    """

    at: float
    text: str
    warning: bool = False
    ends: bool = False
    number: int = field(default=0, compare=False)


@dataclass(frozen=True)
class RunState:
    """A run at one moment.

    `fingerprint` is the content hash of the data, `data_notes` are what was said when it was
    loaded, `taken` is how texts were read. `class_weights` are those of the loss, none where all
    classes count alike; `baseline` is what simple rules get on the test part.
    `epochs` are the complete ones; `partial` is the one that a stop cut short. `status` is
    the engine's last heartbeat, `trace` the batch-level records. `death` says how the
    engine of a lost run ended, `silent_seconds` for how long one that seems to run is silent.
    `imported` says of what a run was made that is a history alone, without a network.
    """

    run_id: str = ""
    path: Path = Path()
    experiment: Experiment | None = None
    state: State = State.QUEUED
    position: Position = field(default_factory=Position)
    epochs: tuple[EpochRecord, ...] = ()
    partial: EpochRecord | None = None
    sizes: Sizes | None = None
    classes: tuple[str, ...] = ()
    fingerprint: str = ""
    data_notes: tuple[str, ...] = ()
    taken: dict[str, bool | str | tuple[str, ...] | None] = field(default_factory=dict)
    class_weights: tuple[float, ...] = ()
    baseline: Baselines | None = None
    machine: Machine | None = None
    parameters: int | None = None
    layer_loops: tuple[str, ...] = ()
    device_notes: tuple[str, ...] = ()
    test: TestResult | None = None
    failure: Failure | None = None
    finish_reason: str = ""
    stop_reason: str = ""
    death: str = ""
    silent_seconds: int = 0
    checkpoint: Position | None = None
    checkpoint_at: float = 0.0
    created_at: float = 0.0
    started_at: float = 0.0
    ended_at: float = 0.0
    worked_seconds: float = 0.0
    imported: str = ""
    asked: str = ""
    stops_after_epoch: bool = False
    notes: tuple[Note, ...] = ()
    status: Status | None = None
    trace: Records = field(default_factory=no_trace, compare=False)

    def noted(
        self, at: float, text: str, *, warning: bool = False, ends: bool = False
    ) -> "RunState":
        """Add a note; the oldest is dropped where there are too many."""
        number = self.notes[-1].number + 1 if self.notes else 0
        note = Note(at, one_line(text), warning, ends, number)
        kept = self.notes[-(NOTES_KEPT - 1) :] + (note,)  # noqa: RUF005 - unpacking copies twice
        return replace(self, notes=kept)

    @property
    def label(self) -> str:
        """The id for people, as `RunDirectory.label`."""
        return visible(self.run_id)

    @property
    def name(self) -> str:
        return self.experiment.name if self.experiment else self.run_id

    @property
    def total_epochs(self) -> int:
        return self.experiment.train.epochs if self.experiment else 0

    @property
    def monitor(self) -> str:
        return self.experiment.monitor if self.experiment else "loss"

    @property
    def resume_command(self) -> str:
        """The shell command that resumes it."""
        names = (self.run_id, str(self.path.parent))
        run, folder = (quote(visible(name)) for name in names)
        return f"rnn-tui resume {run} --runs-dir {folder}"

    @property
    def worked_so_far(self) -> float:
        """Seconds that engines have worked on it, up to the last heartbeat of a running one."""
        return worked_so_far(self, self.state, self.status)

    @property
    def recorded(self) -> tuple[EpochRecord, ...]:
        """The complete epochs and the partial one after them."""
        return self.epochs if self.partial is None else (*self.epochs, self.partial)

    def column(self, name: str) -> list[float]:
        """The values of a column over the complete epochs; NaN where one is missing."""
        return [record.logs.get(name, math.nan) for record in self.epochs]

    @cached_property
    def best(self) -> EpochRecord | None:
        """The complete epoch with the best monitored value."""
        index = best_epoch(self.column(self.monitor), self.monitor)
        return None if index is None else self.epochs[index]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what an epoch measures: loss and metrics, then their val_ twins."""
        if self.experiment is not None and not self.imported:
            return self.experiment.columns
        return tuple(self.recorded[0].logs) if self.recorded else ()

    @property
    def live_logs(self) -> dict[str, float]:
        """Running means of the current phase, or of the epoch that was cut short."""
        if self.state.live and self.status is not None and self.status.logs:
            return self.status.logs
        return self.partial.logs if self.partial else {}

    @property
    def steps_done(self) -> int:
        """Batches of the current phase that are done."""
        return self.position.batch

    @property
    def steps_total(self) -> int:
        """Batches of the current phase."""
        if self.sizes is None:
            return 0
        return {
            Phase.TRAIN: self.sizes.steps,
            Phase.VALIDATE: self.sizes.validation_steps,
            Phase.TEST: self.sizes.test_steps,
        }[self.position.phase]
