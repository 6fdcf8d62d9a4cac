"""Making a sweep: its folder with the configuration and the first line of the journal."""

from pathlib import Path

from rnn_tui import __version__
from rnn_tui.experiment import Experiment, dumps
from rnn_tui.io.new_folder import new_folder
from rnn_tui.io.text import visible
from rnn_tui.io.writing import write_atomically
from rnn_tui.runs.ids import new_ids
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.lines import CreatedSweep
from rnn_tui.sweeps.meaning import digest_of
from rnn_tui.sweeps.names import CONFIGURATION, JOURNAL


def create_sweep(
    folder: Path, experiment: Experiment, name: str | None = None, *, beside: bool = False
) -> Sweep:
    """Make the sweep that `experiment.sweep` describes, with a new name or this one.

    With `beside` its runs will lie in `folder` itself, as those of a queue. The folder appears
    under its name only when it is complete. Raises SweepError, also for a name that is taken.
    """

    def fill(draft: Path) -> None:
        configuration = dumps(experiment)
        write_atomically(draft / CONFIGURATION, configuration.encode())
        write_atomically(draft / JOURNAL, b"")
        digest = digest_of(configuration)
        Sweep(draft).journal.append(
            CreatedSweep(program=__version__, configuration=digest, beside=beside)
        )

    names = new_ids(experiment.name) if name is None else (name,)
    path = new_folder(folder, names, fill, "a sweep", SweepError)
    if path is None:
        raise SweepError(
            f"{visible(str(folder / str(name)))} already exists; give --as another name, or "
            f"continue it with rnn-tui sweep resume {visible(str(name))}"
        )
    return Sweep(path)
