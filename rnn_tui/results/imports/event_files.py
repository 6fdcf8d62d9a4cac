"""Curves that TensorBoard shows: the event files of a folder, or one of them, as a history.

Those of `keras.callbacks.TensorBoard` have the tags `epoch_loss` … in folders called `train` and
`validation`. In files of other programs every tag is a column, `train` or `val` in its name say
of what, and each step at which there is a number counts as an epoch.
"""

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rnn_tui.io.faults import reason
from rnn_tui.io.reading import open_to_read
from rnn_tui.io.text import visible
from rnn_tui.results.imports.history import (
    MOST_COLUMNS,
    MOST_EPOCHS,
    History,
    ImportFailed,
    column,
)
from rnn_tui.runs import EpochRecord
from rnn_tui.runs.files.tfevents import Point, Restart, is_event_file, read_events

VALIDATION = ("validation", "valid", "val", "eval", "dev")
TRAIN = ("train", "training")
TEST = ("test",)
EPOCH = "epoch_"
RATES = ("learning_rate", "lr")

MOST_FILES = 1_000
MOST_POINTS = 5_000_000
DEPTH = 3
"""Folders below the one that is named: its parts are one or two below."""


Curve = dict[int, tuple[float, float]]
"""Numbers by step, each with the time at which it was written: (time, value)."""


@dataclass(slots=True)
class _Curves:
    """The curves of a folder, by tag. A later number of a step replaces an earlier one."""

    tags: dict[str, Curve] = field(default_factory=dict)

    def take(self, found: Point | Restart) -> None:
        """Add a number; after a restart those from its step on are void."""
        if isinstance(found, Restart):
            for curve in self.tags.values():
                for step in [step for step in curve if step >= found.step]:
                    del curve[step]
        else:
            self.tags.setdefault(found.tag, {})[found.step] = (found.wall_time, found.value)


def has_event_files(path: Path) -> bool:
    """Check whether the path is an event file, or a folder with some."""
    return next(_files(path), None) is not None


def read(path: Path) -> History:
    """The epochs of the files. Raises ImportFailed."""
    folders: dict[str, _Curves] = {}
    points = 0
    for file in _sorted(path):
        place = "" if file == path else file.parent.relative_to(path).as_posix()
        curves = folders.setdefault("" if place == "." else place, _Curves())
        try:
            with open_to_read(file) as opened:
                for found in read_events(opened):
                    points += 1
                    if points > MOST_POINTS:
                        raise ImportFailed(
                            f"{visible(str(path))} has more than {MOST_POINTS:,} numbers: "
                            "import one of its folders"
                        )
                    curves.take(found)
        except OSError as error:
            raise ImportFailed(f"cannot read {visible(str(file))}: {reason(error)}") from error
        except ValueError as error:
            raise ImportFailed(
                f"{visible(str(file))} is not an event file of TensorBoard: {error}"
            ) from error
    _one_run(path, folders)
    by_epoch = any(tag.startswith(EPOCH) for each in folders.values() for tag in each.tags)
    columns: dict[str, Curve] = {}
    sources: dict[str, str] = {}
    notes = []
    for place, curves in folders.items():
        for tag, curve in curves.tags.items():
            if not curve or (by_epoch and not tag.startswith(EPOCH)):
                continue  # a restart may have voided all of it
            name = _column(tag.removeprefix(EPOCH) if by_epoch else tag, place)
            source = visible(f"{place}/{tag}" if place else tag)
            if name in columns:
                notes.append(
                    f"the curve {source} is ignored: {sources[name]} is the column {name} already"
                )
            else:
                columns[name], sources[name] = curve, source
    if len(columns) > MOST_COLUMNS:
        raise ImportFailed(f"{visible(str(path))} has {len(columns):,} curves; {MOST_COLUMNS} fit")
    return _history(columns, notes[:MOST_COLUMNS], by_epoch=by_epoch)


def _history(columns: dict[str, Curve], notes: list[str], *, by_epoch: bool) -> History:
    steps = sorted({step for curve in columns.values() for step in curve})
    if not by_epoch and steps:
        notes.append(
            f"no curve is by epoch: {len(steps):,} steps, from {steps[0]:,} to {steps[-1]:,}, "
            "count as epochs 1, 2, 3 …"
        )
    epochs = []
    for number, step in enumerate(steps[: MOST_EPOCHS + 1]):
        found = {name: curve[step] for name, curve in columns.items() if step in curve}
        at = max(time for time, _ in found.values())
        logs = {name: value for name, (_, value) in found.items() if name not in RATES}
        rate = next((found[name][1] for name in RATES if name in found), 0.0)
        rate = rate if math.isfinite(rate) and rate >= 0 else 0.0
        if logs:
            epochs.append((EpochRecord(step if by_epoch else number, logs, rate), at))
    return History("TensorBoard event files", tuple(epochs), tuple(notes))


def _column(tag: str, place: str) -> str:
    """The column for a tag in this folder: `val_loss` for `loss` in `validation`, or `loss/val`."""
    parts = [part for part in tag.split("/") if part]
    folders = place.split("/")
    for names, prefix in ((VALIDATION, "val_"), (TEST, "test_"), (TRAIN, "")):
        inside = [part for part in parts if part.lower() in names]
        if inside or folders[-1].lower() in names:
            rest = [part for part in parts if part not in inside] or parts
            name = column("_".join(rest))
            return name if name.startswith(prefix) else prefix + name
    return column("_".join(parts)) or "value"


def _one_run(path: Path, folders: dict[str, _Curves]) -> None:
    """Refuse a folder of several runs: their curves would become one. Raises ImportFailed."""
    parts = (*TRAIN, *VALIDATION, *TEST)
    above = {
        place.rpartition("/")[0] if place.rpartition("/")[2].lower() in parts else place
        for place, curves in folders.items()
        if curves.tags
    }
    if len(above) > 1:
        raise ImportFailed(
            f"{visible(str(path))} holds {len(above)} runs: import each of its folders: "
            + ", ".join(visible(place or ".") for place in sorted(above)[:5])
        )


def _sorted(path: Path) -> list[Path]:
    """The event files, each folder's by name: that is in the order in which they were begun."""
    found = []
    for file in _files(path):
        found.append(file)
        if len(found) > MOST_FILES:
            raise ImportFailed(f"{visible(str(path))} has more than {MOST_FILES:,} event files")
    return sorted(found)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        if is_event_file(path):
            yield path
        return
    for folder, inside, names in os.walk(path):
        if len(Path(folder).relative_to(path).parts) >= DEPTH:
            inside.clear()
        yield from (Path(folder, name) for name in names if is_event_file(Path(name)))
