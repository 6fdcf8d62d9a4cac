"""The export of a run as files, for the screens that know a run."""

from dataclasses import dataclass

from rnn_tui.io.places import shown_folder
from rnn_tui.results.export import SUFFIXES, ExportError, To, export
from rnn_tui.runs import RunDirectory, RunState, State
from rnn_tui.tui.dialogs.dialog import Choice, ChoiceDialog


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of file; `best`: a model with the weights of the best epoch, not the last ones."""

    to: To
    best: bool = False

    def name(self, run: RunDirectory) -> str:
        """The usual name of the file, without its suffix."""
        return f"{run.run_id}-best" if self.best else run.run_id

    @property
    def title(self) -> str:
        """The title of a dialog that asks for the file."""
        if self.to == "keras":
            return "Export the best model" if self.best else "Export the model"
        return {"csv": "Export the history as CSV", "script": "Export as a Keras script"}[self.to]

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.to]


class ExportDialog(ChoiceDialog[Wanted]):
    """Answers with what is wanted; the best model is offered once an epoch is complete."""

    def __init__(self, run: RunState) -> None:
        model = "Keras's own format, with the weights that the run ended with."
        if run.state is not State.FINISHED:
            model = "Keras's own format, from the last checkpoint. Takes some seconds."
        rows = "One row an epoch, Keras CSVLogger's columns."
        script = "The same experiment in plain Keras, to run alone."
        choices = [
            Choice("c", "History as CSV", rows, Wanted("csv")),
            Choice("s", "Keras script", script, Wanted("script")),
            Choice("k", "Model", model, Wanted("keras")),
        ]
        if (best := run.best) is not None:
            about = f"With the weights of epoch {best.epoch + 1}, the best by {run.monitor}."
            about += " Takes seconds."
            choices.append(Choice("b", "Best model", about, Wanted("keras", best=True)))
        super().__init__(f"Export {run.run_id}", f"The file goes to {shown_folder()}.", choices)


def written(run: RunDirectory, wanted: Wanted) -> str:
    """Write the file into the working folder; a sentence about what came of it, or ExportError.

    Takes seconds where Keras has to make the model. Files that exist stay: the new one gets
    a number.
    """
    stem, number = wanted.name(run), 1
    folder = shown_folder()
    out = folder / f"{stem}{wanted.suffix}"
    while out.exists():
        number += 1
        out = folder / f"{stem}-{number}{wanted.suffix}"
    done = export(run, wanted.to, out, best=wanted.best)
    names = ", ".join(path.name for path in done.paths)
    notes = "".join(f"; {note}" for note in done.notes)
    return f"wrote {names} into {folder}{notes}"


__all__ = ["ExportDialog", "ExportError", "Wanted", "written"]
