"""The network in a format of other programs: a folder with all that a prediction needs."""

from rnn_tui.io.child_process import Event
from rnn_tui.results.exports.card import model_card
from rnn_tui.results.exports.files import Exported, Request, written_folder
from rnn_tui.results.exports.model import from_checkpoint, notes_of
from rnn_tui.results.exports.predicting import write_words
from rnn_tui.runs import State
from rnn_tui.runs.files.checkpoints import BEST


def write(request: Request) -> Exported:
    """The files of the format, run once, and the words, a splitter and `predict.py` beside them.

    The weights are those that the run has ended with, or of its last checkpoint; the option `best`
    takes those of the best epoch.
    """
    best = bool(request.options.get("best")) or _ended_with_best(request)
    more = ["--to", request.to]
    if quantize := request.options.get("quantize"):
        more += ["--quantize", str(quantize)]
    with written_folder(request) as folder:
        told = from_checkpoint(request.run, folder, best, *more)
        notes = [*_weights(request, told), *map(str, told["notes"]), *write_words(request, folder)]
        if request.to == "hf":
            card = model_card(request.state, predicts=(folder / "predict.py").exists())
            (folder / "README.md").write_text(card, encoding="utf-8")
    return Exported((request.out,), notes=tuple(notes))


def _weights(request: Request, told: Event) -> list[str]:
    """Which weights they are, and what was wrong with others."""
    best = bool(request.options.get("best"))
    if request.state.state == State.FINISHED and not best:
        return [*map(str, told["complaints"])]
    return notes_of(told, best)


def _ended_with_best(request: Request) -> bool:
    """True where the run has tested and saved the weights of its best epoch."""
    finished = request.state.state == State.FINISHED
    has_best = (request.run.checkpoints / BEST).is_file()
    return finished and has_best and request.experiment.train.restore_best
