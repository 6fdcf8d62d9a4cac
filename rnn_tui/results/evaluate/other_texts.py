"""A network on labelled texts that are not those of its run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import nlargest

import numpy as np

from rnn_tui.data import DataError, Report, ignore
from rnn_tui.data.errors import reading
from rnn_tui.data.text.example import Notes
from rnn_tui.data.text.locating import locate
from rnn_tui.experiment import TextData
from rnn_tui.results.evaluate import measures
from rnn_tui.results.evaluate.calibration import Calibration, calibration
from rnn_tui.results.evaluate.measures import Band, Confusion
from rnn_tui.results.evaluate.mistakes import MOST_NAMED, WORDS, Mistake
from rnn_tui.results.evaluate.only import EVERY, Only
from rnn_tui.results.predict import Prediction, Predictor
from rnn_tui.runs import RunState
from rnn_tui.runs.state.run_state import TestResult
from rnn_tui.wording.lists import first_of
from rnn_tui.wording.numbers import counted

ROOM = 1_000
"""Mistakes that are kept beyond those that are wanted, until the least sure ones are dropped."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The figures over `texts` texts; `notes` say what was left out or unusual.

    `wrong` counts the mistakes among those that were asked for, of which `worst` holds the surest.
    """

    texts: int
    classes: tuple[str, ...]
    logs: dict[str, float]
    confusion: Confusion
    bands: tuple[Band, ...]
    calibration: Calibration
    wrong: int
    worst: tuple[Mistake, ...]
    notes: tuple[str, ...]

    @property
    def as_run(self) -> RunState:
        """As the state of a run that was tested on these texts: for what is said of it."""
        return RunState(classes=self.classes, test=TestResult(self.logs, self.confusion, 0.0))


@dataclass
class _Worst:
    """The surest mistakes among a part of the texts, of a stream of texts."""

    classes: tuple[str, ...]
    only: Only
    most: int
    wrong: int = 0
    kept: list[Mistake] = field(default_factory=list)

    def look(self, place: int, label: int, outcome: Prediction, length: int, text: str) -> None:
        if label == outcome.index or not self._wanted(label, outcome.index, length):
            return
        self.wrong += 1
        told = " ".join(text.split()[:WORDS])
        name = self.classes[label]
        self.kept.append(Mistake(place, name, outcome.label, outcome.probability, length, told))
        if len(self.kept) > self.most + ROOM:
            self.kept = list(self.found())

    def found(self) -> tuple[Mistake, ...]:
        return tuple(nlargest(self.most, self.kept, key=lambda each: each.probability))

    def _wanted(self, label: int, predicted: int, length: int) -> bool:
        one = (np.array([label], np.int32), np.array([predicted]), np.array([length]))
        return bool(self.only.among(*one)[0])


def evaluate_at(
    predictor: Predictor,
    path: str,
    report: Report = ignore,
    only: Only = EVERY,
    most: int = 0,
) -> Judged:
    """All labelled texts at the path, of whatever part. Raises PredictError, DataError.

    `most` of the mistakes are kept, among the texts that `only` names.
    """
    source = locate(TextData(path=path)).source
    notes = Notes()
    labels: list[int] = []
    lengths: list[int] = []
    rows: list[tuple[float, ...]] = []
    unreadable = 0
    known = {name: index for index, name in enumerate(predictor.classes)}
    waiting: list[tuple[str, str]] = []
    worst = _Worst(predictor.classes, only, most)
    vocabulary = predictor.vocabulary
    markers = len(vocabulary.encode("")) if vocabulary else 0

    def texts() -> Iterator[str]:
        for example in source.examples(notes, report):
            waiting.append((example.label, example.text))
            yield example.text

    with reading(source.name):
        for place, outcome in enumerate(predictor.predict_each(texts())):
            label, text = waiting.pop(0)
            if not isinstance(outcome, Prediction):
                unreadable += 1
                continue
            if label not in known:
                raise DataError(_foreign(source.name, label, predictor))
            labels.append(known[label])
            lengths.append(outcome.words + markers)
            rows.append(outcome.probabilities)
            worst.look(place, known[label], outcome, lengths[-1], text)
    if not rows:
        raise DataError(f"{source.name} has no labelled text that the network can read")
    truth, probabilities = np.array(labels, np.int32), np.array(rows, np.float32)
    predicted = probabilities.argmax(axis=1)
    said = [*notes.lines()]
    if unreadable:
        said.append(f"ignored {counted(unreadable, 'text')} without a word of the vocabulary")
    maxlen = predictor.experiment.data.maxlen
    return Judged(
        len(labels),
        predictor.classes,
        measures.logs(predictor.experiment, truth, probabilities),
        measures.confusion(truth, predicted, len(known)),
        measures.by_length(np.array(lengths), predicted == truth, maxlen),
        calibration(truth, probabilities),
        worst.wrong,
        worst.found(),
        tuple(said),
    )


def _foreign(where: str, label: str, predictor: Predictor) -> str:
    known = first_of(predictor.classes, MOST_NAMED)
    return (
        f"{where} has a text of the class {label!r}, which run {predictor.run.label} does not "
        f"know; it knows {known}"
    )
