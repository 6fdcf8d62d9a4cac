"""Making a run: its directory with the experiment and the first event."""

import shutil
import uuid
from pathlib import Path

from rnn_tui import __version__
from rnn_tui.experiment import Experiment, dumps
from rnn_tui.io.faults import reason
from rnn_tui.io.text import visible
from rnn_tui.io.writing import make_folder, sync_folder, write_atomically
from rnn_tui.runs.directory import RunDirectory, RunError, RunExists
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.events import Created
from rnn_tui.runs.ids import new_ids


def create(
    folder: Path, experiment: Experiment, run_id: str | None = None, *, imported: str = ""
) -> RunDirectory:
    """Make a run, with a new id or with this one. Raises RunError, RunExists for a taken id.

    `imported` says of what, where it is only a history that another program has left.

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
        write_atomically(draft.experiment, dumps(experiment.alone).encode())
        LogWriter(draft.events).append(Created(program=__version__, imported=imported))
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
    raise RunExists(f"{visible(str(folder / str(run_id)))} already exists")
