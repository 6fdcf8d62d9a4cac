"""Making a run: its directory with the experiment and the first event."""

from pathlib import Path

from rnn_tui import __version__
from rnn_tui.experiment import Experiment, dumps
from rnn_tui.io.new_folder import new_folder
from rnn_tui.io.text import visible
from rnn_tui.io.writing import write_atomically
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

    def fill(path: Path) -> None:
        draft = RunDirectory(path)
        write_atomically(draft.experiment, dumps(experiment.alone).encode())
        LogWriter(draft.events).append(Created(program=__version__, imported=imported))

    names = new_ids(experiment.name) if run_id is None else (run_id,)
    path = new_folder(folder, names, fill, "a run", RunError)
    if path is None:
        raise RunExists(f"{visible(str(folder / str(run_id)))} already exists")
    return RunDirectory(path)
