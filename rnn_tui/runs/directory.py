"""One run = one directory: the names of its files, making one, finding one."""

import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rnn_tui import __version__
from rnn_tui.io.faults import reason
from rnn_tui.io.places import expanded
from rnn_tui.io.text import visible
from rnn_tui.io.writing import make_folder, sync_folder, write_atomically
from rnn_tui.runs.ids import new_ids, own_part

if TYPE_CHECKING:
    from rnn_tui.experiment import Experiment

ENVIRONMENT = "RNN_TUI_RUNS"
DEFAULT = "runs"
LAST = "last"


class RunError(Exception):
    """A run cannot be made, found or used; the sentence says which and what to do."""


class RunNotFound(RunError):
    """Nothing is called so."""


class RunExists(RunError):
    """A run, or something else, of that name is there already."""


@dataclass(frozen=True, slots=True)
class RunDirectory:
    """The files of one run."""

    path: Path

    @property
    def run_id(self) -> str:
        return self.path.name

    @property
    def label(self) -> str:
        """The id for people: it may come from anywhere, escape codes included."""
        return visible(self.run_id)

    @property
    def experiment(self) -> Path:
        return self.path / "experiment.toml"

    @property
    def events(self) -> Path:
        return self.path / "events.jsonl"

    @property
    def trace(self) -> Path:
        return self.path / "trace.bin"

    @property
    def status(self) -> Path:
        return self.path / "status.json"

    @property
    def control(self) -> Path:
        return self.path / "control.json"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def history(self) -> Path:
        return self.path / "history.csv"

    @property
    def model(self) -> Path:
        return self.path / "model.keras"

    @property
    def vocabulary(self) -> Path:
        return self.path / "vocabulary.json"

    @property
    def engine_log(self) -> Path:
        return self.path / "engine.log"

    @property
    def note(self) -> Path:
        return self.path / "note.txt"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def is_run(self) -> bool:
        """Whether this is a run of ours, perhaps a damaged one, and no foreign folder."""
        ours = (self.events, self.status, self.checkpoints, self.engine_log)
        try:
            return self.experiment.is_file() and any(os.path.lexists(path) for path in ours)
        except (OSError, ValueError):
            return False

    @property
    def last_active(self) -> float:
        """When something was last written about the run, in seconds since 1970."""
        return _latest(self.events, self.status)

    @property
    def begun(self) -> float:
        """When it was made, resumed or last taken by an engine, in seconds since 1970.

        Of runs that work side by side this tells the last one for good; heartbeats do not.
        """
        return _latest(self.experiment, self.lock)


def runs_folder(chosen: Path | str | None = None) -> Path:
    """The folder of the runs: the one chosen, else `RNN_TUI_RUNS`, else `./runs`."""
    return expanded(chosen or os.environ.get(ENVIRONMENT) or DEFAULT)


def is_chosen(folder: Path | str | None) -> bool:
    """Whether somebody has said which folder of runs is meant, so that no other is looked at."""
    return bool(folder or os.environ.get(ENVIRONMENT))


def create(folder: Path, experiment: "Experiment", run_id: str | None = None) -> RunDirectory:
    """A new run, of a new id or of this one. Raises RunError, RunExists where the id is taken.

    The directory appears under its name only when it is complete.
    """
    from rnn_tui.experiment import dumps
    from rnn_tui.runs.files.event_log import LogWriter
    from rnn_tui.runs.files.events import Created  # not to list runs: it takes its time

    draft = RunDirectory(folder / f".new-{uuid.uuid4().hex[:12]}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        make_folder(draft.path)
    except OSError as error:
        raise RunError(
            f"cannot make a run in {folder}: {reason(error)}; choose another folder with --runs-dir"
        ) from error
    try:
        write_atomically(draft.experiment, dumps(experiment).encode())
        LogWriter(draft.events).append(Created(program=__version__))
        return _settle(draft.path, folder, experiment.name, run_id)
    except BaseException as error:
        shutil.rmtree(draft.path, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise RunError(f"cannot write a run into {folder}: {reason(error)}") from error


def _settle(draft: Path, folder: Path, name: str, run_id: str | None) -> RunDirectory:
    for candidate in new_ids(name) if run_id is None else (run_id,):
        path = folder / candidate
        try:
            make_folder(path)  # whoever makes it first has the id
        except FileExistsError:
            continue
        draft.replace(path)  # onto an empty folder: one step
        sync_folder(folder)
        return RunDirectory(path)
    raise RunExists(f"{visible(str(folder / str(run_id)))} is there already")


def list_runs(folder: Path) -> list[RunDirectory]:
    """All runs in the folder, the last one begun first. Foreign folders are passed over."""
    try:
        entries = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return []
    runs = [run for entry in entries if (run := RunDirectory(entry)).is_run]
    return sorted(runs, key=latest, reverse=True)


def find(reference: str, candidates: list[RunDirectory], where: str) -> RunDirectory:
    """The run that an id, a beginning or the last part of one, a path or `last` names.

    Raises RunNotFound, and RunError for what could be any of several.
    """
    if not reference.strip():
        raise RunError("a run cannot be called by nothing: give an id, a beginning of one, or last")
    if reference == LAST:
        if not candidates:
            raise RunNotFound(f"there is no run in {where} yet; start one with rnn-tui --batch")
        return max(candidates, key=latest)
    as_path = RunDirectory(expanded(reference))
    if os.sep in reference and as_path.is_run:
        return as_path
    exact = [run for run in candidates if run.run_id == reference]
    begins = exact or [run for run in candidates if run.run_id.startswith(reference)]
    found = begins or [run for run in candidates if own_part(run.run_id) == reference]
    if len(found) == 1:
        return found[0]
    if found:
        twice = len({run.run_id for run in found}) < len(found)
        names = ", ".join(
            sorted(visible(str(run.path)) if twice else run.label for run in found)[:6]
        )
        raise RunError(
            f"{reference} could be any of {names}; give "
            + ("the path" if twice else "more of the name")
        )
    names = ", ".join(run.label for run in candidates[:6])
    known = f"the latest are {names}" if names else "there is none yet"
    raise RunNotFound(f"no run in {where} is called {reference}; {known}")


def latest(run: RunDirectory) -> tuple[float, float]:
    """Sorts runs by when they were begun; those of one moment by when they were last active."""
    return run.begun, run.last_active


def _latest(*paths: Path) -> float:
    """When one of the files was last written to; 0 where there is none."""
    times = []
    for path in paths:
        try:
            times.append(path.stat().st_mtime)
        except OSError:
            continue
    return max(times, default=0.0)
