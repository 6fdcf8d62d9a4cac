"""The export of a run as files, for the screens that know a run."""

from dataclasses import dataclass

from rnn_tui.io.places import shown_folder
from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import ExportError
from rnn_tui.results.exports.formats import FORMATS, KERAS, Format
from rnn_tui.runs import RunDirectory, RunState, State
from rnn_tui.tui.dialogs.dialog import Choice, ChoiceDialog
from rnn_tui.wording.language import told, tr

TAKES_TIME = "A model takes a few seconds"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The format; `best`: a model with the weights of the best epoch, not the last ones."""

    format: Format
    best: bool = False

    def name(self, run: RunDirectory) -> str:
        """The usual name of the file, without its ending."""
        return f"{run.run_id}-best" if self.best else run.run_id

    @property
    def title(self) -> str:
        """The title of a dialog that asks for the file."""
        title = told(self.format.title)
        return (
            tr("Export: {title} of the best epoch", title=title)
            if self.best
            else tr("Export: {title}", title=title)
        )

    @property
    def ending(self) -> str:
        return self.format.ending


class ExportDialog(ChoiceDialog[Wanted]):
    """Answers with what is wanted; the best model is offered once an epoch is complete."""

    def __init__(self, run: RunState) -> None:
        choices = []
        for each in FORMATS.values():
            choices.append(Choice(each.key, told(each.title), _about(each), Wanted(each)))
            if each.name == KERAS and run.best is not None:
                about = tr(
                    "With the weights of epoch {epoch}, the best by {monitor}.",
                    epoch=run.best.epoch + 1,
                    monitor=run.monitor,
                )
                best = Wanted(each, best=True)
                choices.append(Choice("b", tr("Best model"), about, best))
        weights = (
            "" if run.state is State.FINISHED else tr(" and has the weights of the last checkpoint")
        )
        text = tr(
            "The file goes to {shown_folder}. {takes_time}{weights}.",
            shown_folder=shown_folder(),
            takes_time=tr(TAKES_TIME),
            weights=weights,
        )
        super().__init__(tr("Export {run_id}", run_id=run.run_id), text, choices)


def _about(wanted: Format) -> str:
    return (
        tr("{help} Needs: {missing}", help=wanted.help, missing=wanted.missing)
        if wanted.missing
        else told(wanted.help)
    )


def written(run: RunDirectory, wanted: Wanted) -> str:
    """Write the file into the working folder; a sentence about what came of it, or ExportError.

    Takes seconds where Keras has to make the model. Files that exist stay: the new one gets
    a number.
    """
    stem, number = wanted.name(run), 1
    folder = shown_folder()
    out = folder / f"{stem}{wanted.ending}"
    while out.exists():
        number += 1
        out = folder / f"{stem}-{number}{wanted.ending}"
    done = export(run, wanted.format.name, out, best=wanted.best)
    names = ", ".join(path.name for path in done.paths)
    notes = "".join(f"; {note}" for note in done.notes)
    return tr("wrote {names} to {folder}{notes}", names=names, folder=folder, notes=notes)


__all__ = ["ExportDialog", "ExportError", "Wanted", "written"]
