"""The experiment as a script in plain Keras: written, and what there is to say about it."""

from pathlib import Path

from textual.notifications import SeverityLevel

from rnn_tui.experiment import Experiment
from rnn_tui.wording.language import tr
from rnn_tui.wording.lists import joined


def script_written(experiment: Experiment, path: Path) -> tuple[str, SeverityLevel]:
    """Write the script over `path`; a sentence about what came of it."""
    # Imported when it is wanted: with it comes the reading of data.
    from rnn_tui.results.exports.files import ExportError
    from rnn_tui.results.exports.script import write_script

    try:
        done = write_script(experiment, path, force=True)
    except ExportError as error:
        return str(error), "error"
    names = joined(each.name for each in done.paths)
    notes = "".join(f"; {note}" for note in done.notes)
    return tr(
        "wrote {names} to {parent}{notes}", names=names, parent=path.parent, notes=notes
    ), "warning" if done.notes else "information"
