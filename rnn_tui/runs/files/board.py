"""A run as TensorBoard shows it: folders of event files, as `keras.callbacks.TensorBoard` lays
them out, and written live where `train.tensorboard` asks for them.

`train` and `validation` have the tags `epoch_loss`, `epoch_acc` …, one number per epoch from 0,
`train` the learning rate and `batch_loss` … by step besides, `validation` also
`evaluation_loss_vs_iterations`; `test` has the figures of the test. The folder above holds the
experiment as text and its hyperparameters.
"""

import contextlib
import errno
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rnn_tui.experiment import Experiment, dumps
from rnn_tui.io.writing import append_whole, draft, make_folder, open_to_append, remove
from rnn_tui.runs.files import tfevents
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.files.trace import FIXED, Records

ROOT, TRAIN, VALIDATION, TEST = "", "train", "validation", "test"
PLACES = (ROOT, TRAIN, VALIDATION, TEST)

ALL_KEPT = 20_000
"""Records of the trace that are all shown; of as many again every second one, and so on. A
curve of a million steps has then 10 MB, and TensorBoard draws 1,000 points of it."""

Piece = tuple[str, bytes]
"""One of `PLACES`, and records for it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a run has told so far; `steps` are those of an epoch, times in seconds since 1970."""

    name: str
    experiment: Experiment
    steps: int
    begun: float
    epochs: tuple[EpochRecord, ...]
    trace: Records
    test: Mapping[str, float]


def pieces(told: Told) -> Iterator[Piece]:
    """Yield all of it."""
    at = told.begun
    yield ROOT, tfevents.start(at)
    yield ROOT, tfevents.text(at, "experiment", _as_markdown(dumps(told.experiment)))
    yield ROOT, tfevents.hyperparameters(at, told.name, hyperparameters(told.experiment))
    yield TRAIN, tfevents.start(at)
    for number in _shown(len(told.trace)):
        yield of_record(told.trace[number])
    ends = _ends(told)
    if told.experiment.data.validates:
        yield VALIDATION, tfevents.start(at)
    for record in told.epochs:
        yield from of_epoch(record, told.steps, ends.get(record.epoch, at))
    if told.test:
        last = max(ends.values(), default=at)
        yield TEST, tfevents.start(at)
        yield of_test(told.test, len(told.epochs), last)


def of_record(values: Records) -> Piece:
    """The means over one interval of the trace."""
    fixed = len(FIXED)
    names = (values.dtype.names or ())[fixed:]
    step, _, _, at, *means = values.tolist()
    logs = {f"batch_{name}": mean for name, mean in zip(names, means, strict=True)}
    return TRAIN, tfevents.scalars(at, step, logs)


def of_epoch(record: EpochRecord, steps: int, at: float) -> Iterator[Piece]:
    """A complete epoch."""
    own = {f"epoch_{n}": v for n, v in record.logs.items() if not n.startswith("val_")}
    own["epoch_learning_rate"] = record.learning_rate
    yield TRAIN, tfevents.scalars(at, record.epoch, own)
    validated = {n.removeprefix("val_"): v for n, v in record.logs.items() if n.startswith("val_")}
    if validated:
        values = {f"epoch_{name}": value for name, value in validated.items()}
        yield VALIDATION, tfevents.scalars(at, record.epoch, values)
        if steps:
            values = {f"evaluation_{name}_vs_iterations": v for name, v in validated.items()}
            done = (record.epoch + 1) * steps
            yield VALIDATION, tfevents.scalars(at, done, values)


def of_test(logs: Mapping[str, float], epochs: int, at: float) -> Piece:
    """The figures of the test, at the last epoch."""
    values = {f"epoch_{name}": value for name, value in logs.items()}
    return TEST, tfevents.scalars(at, max(0, epochs - 1), values)


def hyperparameters(experiment: Experiment) -> dict[str, bool | float | str]:
    """Every key of the experiment with its value; lists and tables as text."""
    document = experiment.model_dump(mode="json", exclude={"name", "description"})
    return dict(_flat(document, ""))


def _flat(value: object, key: str) -> Iterator[tuple[str, bool | float | str]]:
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from _flat(entry, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, entry in enumerate(value):
            yield from _flat(entry, f"{key}.{number}")
    elif isinstance(value, bool | int | float | str):
        yield key, value
    elif value is not None:
        yield key, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _as_markdown(toml: str) -> str:
    """A block of code: four spaces before each line."""
    return "".join(f"    {line}\n" for line in toml.splitlines())


def _shown(records: int) -> Iterable[int]:
    """The numbers of the records that are shown."""
    return (number for number in range(records) if is_shown(number))


def is_shown(number: int) -> bool:
    """Check whether this record of the trace, from 0, is among those that are shown."""
    stride = 1 << (number // ALL_KEPT).bit_length()
    return number < ALL_KEPT or number % stride == 0


def _ends(told: Told) -> dict[int, float]:
    """The times at which epochs ended, as far as the trace tells them."""
    trace = told.trace
    return dict(zip(trace["epoch"].tolist(), trace["time"].tolist(), strict=True))


class Board:
    """The event files of a running run.

    At each start they are written anew, of what the run has kept: what an engine had told after
    the checkpoint is gone, also for a TensorBoard that is open (`tfevents.start`).
    """

    def __init__(self, folder: Path, told: Told) -> None:
        """Raises OSError."""
        self._folder = folder
        self._steps = told.steps
        self._records = len(told.trace)
        self._epochs = len(told.epochs)
        self._begun = told.begun
        for place in PLACES:
            if (folder / place).is_symlink():
                raise OSError(errno.ELOOP, "links are not followed", str(folder / place))
            with contextlib.suppress(FileExistsError):
                make_folder(folder / place)
        self._name = f"{tfevents.NAME}.{_later_than(folder)}.rnn-tui"
        self._replace(told)

    def trace(self, values: Records) -> None:
        """The next record of the trace. Raises OSError."""
        if is_shown(self._records):
            self._append(*of_record(values))
        self._records += 1

    def epoch(self, record: EpochRecord) -> None:
        """An epoch is complete. Raises OSError."""
        self._epochs = record.epoch + 1
        for place, content in of_epoch(record, self._steps, time.time()):
            self._append(place, content)

    def test(self, logs: Mapping[str, float]) -> None:
        """The test is done. Raises OSError."""
        self._append(TEST, tfevents.start(self._begun))
        self._append(*of_test(logs, self._epochs, time.time()))

    def end(self, *, failed: bool) -> None:
        """The run has ended. Raises OSError."""
        self._append(ROOT, tfevents.session_end(time.time(), failed=failed))

    def _replace(self, told: Told) -> None:
        """Write the files, then remove those of earlier engines."""
        contents: dict[str, list[bytes]] = {}
        for place, content in pieces(told):
            contents.setdefault(place, []).append(content)
        for place in PLACES:
            folder = self._folder / place
            old = [path for path in folder.glob(f"{tfevents.NAME}.*") if path.name != self._name]
            if place in contents:
                with draft(folder / self._name) as new:
                    new.file.writelines(contents[place])
                    new.settle(durable=False)
            for path in old:
                remove(path)

    def _append(self, place: str, content: bytes) -> None:
        path = self._folder / place / self._name
        descriptor = open_to_append(path)
        try:
            append_whole(descriptor, content, path)
        finally:
            os.close(descriptor)


def _later_than(folder: Path) -> int:
    """A time in seconds, after those in the names of all event files: readers go by them."""
    times = [int(time.time())]
    for path in folder.glob(f"**/{tfevents.NAME}.*"):
        stamp = path.name.removeprefix(f"{tfevents.NAME}.").partition(".")[0]
        if stamp.isascii() and stamp.isdigit() and len(stamp) <= 10:
            times.append(int(stamp) + 1)
    return max(times)
