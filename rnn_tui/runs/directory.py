"""One run = one directory: the names of its files, and the runs of a folder."""

import os
import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rnn_tui.io.faults import UserError
from rnn_tui.io.places import expanded
from rnn_tui.io.text import visible

ENVIRONMENT = "RNN_TUI_RUNS"
DEFAULT = "runs"
LAST = "last"


class RunError(UserError):
    """A run cannot be made, found or used; the sentence says which one and what to do."""


class RunNotFound(RunError):
    """No run matches the reference."""


class RunExists(RunError):
    """The name is taken, by a run or by something else."""


_OURS = ("events.jsonl", "status.json", "checkpoints", "engine.log")
"""One of them lies in every run, beside its experiment."""


class _File:
    """A file or folder of a run, by its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, run: "RunDirectory", owner: object) -> Path:
        return run.path / self._name


@dataclass(frozen=True, slots=True)
class RunDirectory:
    """The files of one run."""

    path: Path

    experiment = _File("experiment.toml")
    events = _File("events.jsonl")
    trace = _File("trace.bin")
    status = _File("status.json")
    control = _File("control.json")
    checkpoints = _File("checkpoints")
    history = _File("history.csv")
    model = _File("model.keras")
    vocabulary = _File("vocabulary.json")
    engine_log = _File("engine.log")
    note = _File("note.txt")
    marks = _File("marks.json")
    tensorboard = _File("tensorboard")
    lock = _File("lock")

    @property
    def run_id(self) -> str:
        return self.path.name

    @property
    def label(self) -> str:
        """The id as people see it: it may come from anywhere, escape codes included."""
        return visible(self.run_id)

    @property
    def is_run(self) -> bool:
        """Check whether this is a run of ours, perhaps a damaged one, and not another folder."""
        return self.configured is not None

    @property
    def configured(self) -> float | None:
        """The time at which its experiment was written, in s since 1970; None for another folder.

        By plain strings, as all that is asked of thousands of runs while somebody waits.
        """
        try:
            found = os.stat(f"{self.path}/experiment.toml")  # noqa: PTH116 - quicker
        except (OSError, ValueError):
            return None
        ours = any(os.path.lexists(f"{self.path}/{name}") for name in _OURS)
        return found.st_mtime if ours and stat.S_ISREG(found.st_mode) else None

    @property
    def last_active(self) -> float:
        """The last time that something was written about the run, in seconds since 1970."""
        return self._latest("events.jsonl", "status.json")

    @property
    def begun(self) -> float:
        """The time at which it was made, resumed or last taken by an engine, in s since 1970.

        It orders runs that train side by side; their heartbeats would change places.
        """
        return self._latest("experiment.toml", "lock")

    def _latest(self, *names: str) -> float:
        """The time at which one of these files was last written to; 0 without any."""
        times = []
        for name in names:
            try:
                times.append(os.stat(f"{self.path}/{name}").st_mtime)  # noqa: PTH116 - quicker
            except OSError:
                continue
        return max(times, default=0.0)


def runs_folder(chosen: Path | str | None = None) -> Path:
    """The folder of the runs: the one chosen, else `RNN_TUI_RUNS`, else `./runs`."""
    return expanded(chosen or os.environ.get(ENVIRONMENT) or DEFAULT)


def is_chosen(folder: Path | str | None) -> bool:
    """Check whether a person has chosen the folder of runs, so that no other is searched."""
    return bool(folder or os.environ.get(ENVIRONMENT))


def list_runs(folder: Path) -> list[RunDirectory]:
    """All runs in the folder, the last one begun first. Other folders are skipped."""
    try:
        entries = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return []
    runs = [
        (max(configured, run._latest("lock")), run)
        for run in map(RunDirectory, entries)
        if (configured := run.configured) is not None
    ]
    counts = Counter(begun for begun, _ in runs)

    def latest_first(listed: tuple[float, RunDirectory]) -> tuple[float, float]:
        """As `latest`, which asks for four times of each run, where two are enough for most."""
        begun, run = listed
        return begun, run.last_active if counts[begun] > 1 else 0.0

    return [run for _, run in sorted(runs, key=latest_first, reverse=True)]


def latest(run: RunDirectory) -> tuple[float, float]:
    """A key that sorts runs by when they were begun, then by when they were last active."""
    return run.begun, run.last_active
