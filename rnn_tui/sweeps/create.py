"""Making a sweep: its folder with the configuration and the first line of the journal."""

import shutil
import uuid
from pathlib import Path

from rnn_tui import __version__
from rnn_tui.experiment import Experiment, dumps
from rnn_tui.io.faults import reason
from rnn_tui.io.text import visible
from rnn_tui.io.writing import make_folder, sync_folder, write_atomically
from rnn_tui.runs.ids import new_ids
from rnn_tui.sweeps.folder import CONFIGURATION, JOURNAL, Sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.lines import CreatedSweep
from rnn_tui.sweeps.meaning import digest_of


def create_sweep(
    folder: Path, experiment: Experiment, name: str | None = None, *, beside: bool = False
) -> Sweep:
    """Make the sweep that `experiment.sweep` describes, with a new name or this one.

    With `beside` its runs will lie in `folder` itself, as those of a queue. The folder appears
    under its name only when it is complete. Raises SweepError, also for a name that is taken.
    """
    draft = folder / f".new-{uuid.uuid4().hex[:12]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        make_folder(draft)
    except OSError as error:
        raise SweepError(
            f"cannot make a sweep in {folder}: {reason(error)}; choose another folder with "
            "--runs-dir"
        ) from error
    try:
        configuration = dumps(experiment)
        write_atomically(draft / CONFIGURATION, configuration.encode())
        write_atomically(draft / JOURNAL, b"")
        digest = digest_of(configuration)
        Sweep(draft).journal.append(
            CreatedSweep(program=__version__, configuration=digest, beside=beside)
        )
        return _settle(draft, folder, experiment.name, name)
    except BaseException as error:
        shutil.rmtree(draft, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise SweepError(f"cannot write a sweep into {folder}: {reason(error)}") from error


def _settle(draft: Path, folder: Path, base: str, name: str | None) -> Sweep:
    for candidate in new_ids(base) if name is None else (name,):
        path = folder / candidate
        try:
            make_folder(path)  # whoever makes it first has the name
        except FileExistsError:
            continue
        draft.replace(path)  # onto an empty folder: one step
        sync_folder(folder)
        return Sweep(path)
    raise SweepError(
        f"{visible(str(folder / str(name)))} already exists; give --as another name, or continue "
        f"it with rnn-tui sweep resume {visible(str(name))}"
    )
