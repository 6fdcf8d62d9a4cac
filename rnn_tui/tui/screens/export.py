"""What of a run to write as files, for the screens that know a run."""

from pathlib import Path

from rnn_tui.results.export import SUFFIXES, ExportError, To, export
from rnn_tui.runs import RunDirectory, RunState, State
from rnn_tui.tui.screens.dialog import Choice, ChoiceDialog


class ExportDialog(ChoiceDialog[To]):
    """Answers with the kind of file."""

    def __init__(self, run: RunState) -> None:
        model = "Keras's own format, with the weights that the run ended with."
        if run.state is not State.FINISHED:
            model = "Keras's own format, from the last checkpoint. Takes some seconds."
        choices: list[Choice[To]] = [
            Choice("c", "History as CSV", "One row an epoch, Keras CSVLogger's columns.", "csv"),
            Choice(
                "s", "Keras script", "The same experiment in plain Keras, to run alone.", "script"
            ),
            Choice("k", "Model", model, "keras"),
        ]
        super().__init__(f"Export {run.run_id}", f"The file goes to {Path.cwd()}.", choices)


def written(run: RunDirectory, to: To) -> str:
    """Write the file into the working folder; a sentence about what came of it, or ExportError.

    Takes seconds where Keras has to make the model. Files that exist stay: the new one gets
    a number.
    """
    stem, number = run.run_id, 1
    out = Path(f"{stem}{SUFFIXES[to]}")
    while out.exists():
        number += 1
        out = Path(f"{stem}-{number}{SUFFIXES[to]}")
    done = export(run, to, out.absolute())
    names = ", ".join(path.name for path in done.paths)
    notes = "".join(f"; {note}" for note in done.notes)
    return f"wrote {names} into {out.absolute().parent}{notes}"


__all__ = ["ExportDialog", "ExportError", "written"]
