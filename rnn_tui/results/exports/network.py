"""The network in a format of other programs: a folder with all that a prediction needs."""

from rnn_tui.results.exports.card import model_card
from rnn_tui.results.exports.files import Exported, Request, written_folder
from rnn_tui.results.exports.model import from_checkpoint, notes_of
from rnn_tui.results.exports.predicting import write_words
from rnn_tui.results.predict.weights import kept_weights
from rnn_tui.runs import State


def write(request: Request) -> Exported:
    """The files of the format, run once, and the words, a splitter and `predict.py` beside them.

    The weights are those that the run has ended with, or of its last checkpoint; the option `best`
    takes those of the best epoch.
    """
    finished = request.state.state == State.FINISHED
    asked = bool(request.options.get("best"))
    kept = kept_weights(request.run, request.experiment)
    best = asked or (finished and kept == "best")
    more = ["--to", request.to]
    if quantize := request.options.get("quantize"):
        more += ["--quantize", str(quantize)]
    with written_folder(request) as folder:
        told = from_checkpoint(request.run, folder, best, *more)
        tested = (
            finished and not asked and (kept == "best" or not request.experiment.train.restore_best)
        )
        weights = [*map(str, told["complaints"])] if tested else notes_of(told, best)
        notes = [*weights, *map(str, told["notes"]), *write_words(request, folder)]
        if request.to == "hf":
            card = model_card(request.state, predicts=(folder / "predict.py").exists())
            (folder / "README.md").write_text(card, encoding="utf-8")
    return Exported((request.out,), notes=tuple(notes))
