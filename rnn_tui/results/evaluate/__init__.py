"""A network on the test set of its run: loss and metrics, and which texts it gets wrong.

What the network answered is kept in the user's cache, by weights and data: nothing is
written into the run. `python -m rnn_tui.results.evaluate` does the work in another process.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np

from rnn_tui.cells.base import Array
from rnn_tui.data import (
    Corpus,
    DataError,
    Progress,
    Report,
    Sequences,
    Vocabulary,
    cache,
    ignore,
    load,
    pad,
)
from rnn_tui.data.sequences import Ints, Longs
from rnn_tui.experiment import TextData
from rnn_tui.results.evaluate import measures
from rnn_tui.results.evaluate.calibration import Calibration, calibration
from rnn_tui.results.evaluate.measures import Band, Confusion
from rnn_tui.results.evaluate.only import EVERY, Only
from rnn_tui.results.predict import Predictor
from rnn_tui.results.predict.weights import PredictError
from rnn_tui.runs import RunState
from rnn_tui.runs.state.class_scores import ClassFigures, by_class
from rnn_tui.runs.state.run_state import Baselines, TestResult

Sort = Literal["right", "wrong", "worst"]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The results on the test set; `probabilities` are (texts, classes)."""

    classes: tuple[str, ...]
    test: Sequences
    vocabulary: Vocabulary | None
    probabilities: Array
    logs: dict[str, float]
    confusion: Confusion
    bands: tuple[Band, ...]
    calibration: Calibration
    baseline: Baselines | None = None
    class_weights: tuple[float, ...] = ()

    @property
    def by_class(self) -> tuple[ClassFigures, ...]:
        """Precision, recall, F1 and support of each class, in their order."""
        return by_class(self.confusion)

    @property
    def as_run(self) -> RunState:
        """As the state of a run that was tested with these weights: for what is said of it."""
        return RunState(
            classes=self.classes,
            baseline=self.baseline,
            class_weights=self.class_weights,
            test=TestResult(self.logs, self.confusion, 0.0),
        )

    @property
    def labels(self) -> Ints:
        return self.test.labels

    @cached_property
    def predicted(self) -> Longs:
        """The class of each text."""
        return np.asarray(self.probabilities.argmax(axis=1), np.int64)

    @property
    def lengths(self) -> Longs:
        """Tokens of each text."""
        return self.test.lengths

    def places(self, sort: Sort, only: Only = EVERY) -> Longs:
        """Texts that were put into the right class or the wrong one, in the order of the test
        set; or the wrong ones, those that the network was surest of first."""
        wrong = self.predicted != self.labels
        among = only.among(self.labels, self.predicted, self.lengths)
        if sort == "right":
            return np.flatnonzero(~wrong & among)
        found = np.flatnonzero(wrong & among)
        if sort == "wrong":
            return found
        sureness = self.probabilities[found, self.predicted[found]]
        return found[np.argsort(-sureness, kind="stable")]

    def ids(self, place: int) -> Ints:
        """A text as `explain` takes it."""
        return self.test[place]

    def words(self, place: int) -> list[str]:
        """A text in words, or in ids without a vocabulary."""
        ids = self.ids(place).tolist()
        return [str(i) for i in ids] if self.vocabulary is None else self.vocabulary.decode(ids)


class _NotThere(Exception):
    """The answers would have to be computed."""


def evaluate(predictor: Predictor, report: Report = ignore) -> Evaluation:
    """Predict the test set, unless that has been done. Raises PredictError, DataError.

    What `report` raises ends the work, and is passed on.
    """
    corpus = _corpus(predictor, report)
    return _judged(predictor, corpus, _probabilities(predictor, corpus, report))


def evaluated(predictor: Predictor) -> Evaluation | None:
    """The same where it has been done before, else None; takes no longer than loading the data."""

    def refuse(progress: Progress) -> None:
        raise _NotThere

    corpus = _corpus(predictor, ignore)
    try:
        return _judged(predictor, corpus, _probabilities(predictor, corpus, refuse))
    except _NotThere:
        return None


def _corpus(predictor: Predictor, report: Report) -> Corpus:
    """The run's data, which was here when it was trained: nothing is fetched again."""
    data = predictor.experiment.data.offline()
    corpus = load(data, predictor.experiment.seed, report)
    if len(corpus.classes) != len(predictor.classes):
        raise PredictError(
            f"the data has {len(corpus.classes)} classes, and run {predictor.run.label} was "
            f"trained on {len(predictor.classes)}: the files have changed since"
        )
    if isinstance(data, TextData) and _reads_otherwise(predictor, corpus):
        raise PredictError(
            f"the texts of run {predictor.run.label} have different words from those it was "
            "trained on: the files, or how this version reads them, have changed since"
        )
    if not len(corpus.test):
        raise PredictError(f"the data of run {predictor.run.label} has no test part")
    return corpus


def _reads_otherwise(predictor: Predictor, corpus: Corpus) -> bool:
    """True where a word's id stands for another word than before."""
    before, now = predictor.vocabulary, corpus.vocabulary
    return before is not None and now is not None and before.words != now.words


def _probabilities(predictor: Predictor, corpus: Corpus, report: Report) -> Array:
    """From the cache, or computed and put there."""
    computed: list[Array] = []

    def build(folder: Path) -> dict[str, Any]:
        computed.append(_predict(predictor, corpus.test, report))
        cache.write_array(folder, "probabilities", computed[0])
        return {}

    try:
        return cache.entry("evaluation", _key(predictor, corpus), build).arrays["probabilities"]
    except DataError:  # there is no room to keep them
        return computed[0] if computed else _predict(predictor, corpus.test, report)


def _predict(predictor: Predictor, test: Sequences, report: Report) -> Array:
    """Longest first: with a mask, a batch of short texts skips the padding that all share."""
    data = predictor.experiment.data
    order = np.argsort(-test.lengths, kind="stable")
    found = np.empty((len(test), len(predictor.classes)), np.float32)
    for first in range(0, len(order), predictor.batch):
        report(Progress("predicting the test part", first, len(order), "texts"))
        places = order[first : first + predictor.batch]
        rows = pad(test.take(places), data.maxlen, data.padding, data.truncating)
        found[places] = predictor.probabilities(rows)
    report(Progress("predicting the test part", len(order), len(order), "texts"))
    if not np.isfinite(found).all():
        raise PredictError(
            f"the network of run {predictor.run.label} gives values that are not numbers"
        )
    return found


def _key(predictor: Predictor, corpus: Corpus) -> str:
    """All that the answers depend on."""
    data = predictor.experiment.data
    stack = [layer.model_dump_json() for layer in predictor.experiment.layers]
    settings = (stack, corpus.fingerprint, data.maxlen, data.padding, data.truncating)
    digest = hashlib.sha256(repr(settings).encode())
    for weight in predictor.chosen.weights:
        digest.update(np.ascontiguousarray(weight).tobytes())
    return digest.hexdigest()


def _judged(predictor: Predictor, corpus: Corpus, probabilities: Array) -> Evaluation:
    labels, lengths = corpus.test.labels, corpus.test.lengths
    predicted = probabilities.argmax(axis=1)
    return Evaluation(
        predictor.classes,
        corpus.test,
        corpus.vocabulary,
        probabilities,
        measures.logs(predictor.experiment, labels, probabilities),
        measures.confusion(labels, predicted, len(predictor.classes)),
        measures.by_length(lengths, predicted == labels, predictor.experiment.data.maxlen),
        calibration(labels, probabilities),
        predictor.baseline,
        predictor.class_weights,
    )
