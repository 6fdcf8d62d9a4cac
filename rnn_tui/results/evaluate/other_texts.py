"""A network on labelled texts that are not those of its run."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rnn_tui.data import DataError, Report, ignore
from rnn_tui.data.errors import reading
from rnn_tui.data.text.example import Notes
from rnn_tui.data.text.locating import locate
from rnn_tui.experiment import TextData
from rnn_tui.results.evaluate import measures
from rnn_tui.results.evaluate.measures import Confusion
from rnn_tui.results.predict import Prediction, Predictor
from rnn_tui.wording.lists import first_of
from rnn_tui.wording.numbers import counted

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """`logs` and `confusion` are over `texts` texts; `notes` say what was left out or unusual."""

    texts: int
    logs: dict[str, float]
    confusion: Confusion
    notes: tuple[str, ...]


def evaluate_at(predictor: Predictor, path: str, report: Report = ignore) -> Judged:
    """All labelled texts at the path, of whatever part. Raises PredictError, DataError."""
    source = locate(TextData(path=path)).source
    notes = Notes()
    labels: list[int] = []
    rows: list[tuple[float, ...]] = []
    unreadable = 0
    known = {name: index for index, name in enumerate(predictor.classes)}
    waiting: list[str] = []

    def texts() -> Iterator[str]:
        for example in source.examples(notes, report):
            waiting.append(example.label)
            yield example.text

    with reading(source.name):
        for outcome in predictor.predict_each(texts()):
            label = waiting.pop(0)
            if not isinstance(outcome, Prediction):
                unreadable += 1
                continue
            if label not in known:
                raise DataError(_foreign(source.name, label, predictor))
            labels.append(known[label])
            rows.append(outcome.probabilities)
    if not rows:
        raise DataError(f"{source.name} has no labelled text that the network can read")
    truth, probabilities = np.array(labels, np.int32), np.array(rows, np.float32)
    said = [*notes.lines()]
    if unreadable:
        said.append(f"ignored {counted(unreadable, 'text')} without a word of the vocabulary")
    return Judged(
        len(labels),
        measures.logs(predictor.experiment, truth, probabilities),
        measures.confusion(truth, probabilities.argmax(axis=1), len(known)),
        tuple(said),
    )


def _foreign(where: str, label: str, predictor: Predictor) -> str:
    known = first_of(predictor.classes, MOST_NAMED)
    return (
        f"{where} has a text of the class {label!r}, which run {predictor.run.label} does not "
        f"know; it knows {known}"
    )
