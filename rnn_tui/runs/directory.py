"""One run = one directory: the names of its files, making one, finding one."""

import os
import re
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from rnn_tui import __version__
from rnn_tui.io.faults import reason
from rnn_tui.io.text import visible
from rnn_tui.io.writing import make_folder, sync_folder, write_atomically
from rnn_tui.runs.events import Created
from rnn_tui.runs.log import LogWriter
from rnn_tui.spec import Experiment, dumps

ENVIRONMENT = "RNN_TUI_RUNS"
DEFAULT = "runs"


class RunError(Exception):
    """A run cannot be made, found or used; the sentence says which and what to do."""


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
        times = []
        for path in (self.events, self.status):
            try:
                times.append(path.stat().st_mtime)
            except OSError:
                continue
        return max(times, default=0.0)


def runs_folder(chosen: Path | str | None = None) -> Path:
    """The folder of the runs: the one chosen, else `RNN_TUI_RUNS`, else `./runs`."""
    return _expanded(chosen or os.environ.get(ENVIRONMENT) or DEFAULT)


def create(folder: Path, experiment: Experiment) -> RunDirectory:
    """A new run named after the experiment and the next free number. Raises RunError.

    The directory appears under its name only when it is complete.
    """
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
        return _settle(draft.path, folder, experiment.name)
    except BaseException as error:
        shutil.rmtree(draft.path, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise RunError(f"cannot write a run into {folder}: {reason(error)}") from error


def _settle(draft: Path, folder: Path, name: str) -> RunDirectory:
    pattern = re.compile(re.escape(name) + r"-([0-9]{1,9})")
    taken = [int(m[1]) for entry in folder.iterdir() if (m := pattern.fullmatch(entry.name))]
    number = max(taken, default=0) + 1
    while True:
        path = folder / f"{name}-{number}"
        try:
            make_folder(path)  # whoever makes it first has the number
        except FileExistsError:
            number += 1
            continue
        draft.replace(path)  # onto an empty folder: one step
        sync_folder(folder)
        return RunDirectory(path)


def list_runs(folder: Path) -> list[RunDirectory]:
    """All runs in the folder, the most recently active first. Foreign folders are passed over."""
    try:
        entries = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return []
    runs = [run for entry in entries if (run := RunDirectory(entry)).is_run]
    return sorted(runs, key=lambda run: run.last_active, reverse=True)


def find(reference: str, candidates: list[RunDirectory], where: str) -> RunDirectory:
    """The run that an id, a unique prefix, a path or `last` names. Raises RunError."""
    if not reference.strip():
        raise RunError("a run cannot be called by nothing: give an id, a beginning of one, or last")
    if reference == "last":
        if not candidates:
            raise RunError(f"there is no run in {where} yet; start one with rnn-tui --batch")
        return max(candidates, key=lambda run: run.last_active)
    as_path = RunDirectory(_expanded(reference))
    if os.sep in reference and as_path.is_run:
        return as_path
    exact = [run for run in candidates if run.run_id == reference]
    found = exact or [run for run in candidates if run.run_id.startswith(reference)]
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
    raise RunError(f"no run in {where} is called {reference}; {known}")


def _expanded(path: Path | str) -> Path:
    """Absolute, with `~` filled in where it names a home; else it is an ordinary folder."""
    return Path(os.path.expanduser(path)).absolute()  # noqa: PTH111 - Path.expanduser raises
