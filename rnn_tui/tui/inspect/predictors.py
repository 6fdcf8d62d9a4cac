"""Predicting for the app, in a thread: queries in, answers out. No Textual.

Nothing here raises for what a file or a text may hold: an outcome says in a sentence why
there is nothing to show.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from rnn_tui.data import Corpus, DataError, load
from rnn_tui.data.sequences import Ints
from rnn_tui.io.text import one_line, printable
from rnn_tui.results.evaluate import Evaluation, Sort, evaluated
from rnn_tui.results.predict import Predictor, open_predictor
from rnn_tui.results.predict.explain import Explanation, explain
from rnn_tui.results.predict.weights import PredictError, Which
from rnn_tui.runs import RunDirectory
from rnn_tui.wording.language import tr

PREFIXES = 64
"""Beginnings of a text that are predicted where no state can be asked: typing must not wait."""

KEPT = 4
"""Networks that stay in memory."""

STRIDE = 7_919
"""A prime: walking on by it comes by all texts in an order that looks like chance."""


@dataclass(frozen=True, slots=True)
class Target:
    """A run, and which of its checkpoints; None: the one that the run itself keeps."""

    run: RunDirectory
    which: Which | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A text, or the ids of an encoded one, put to one run or two."""

    targets: tuple[Target, ...]
    text: str | Ints


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The answer of one run; `problem` says why an explanation is missing."""

    target: Target
    predictor: Predictor | None = None
    explanation: Explanation | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledText:
    """A text of the test set: its ids, its words, and the name of its true class."""

    ids: Ints
    text: str
    truth: str
    what: str


@dataclass
class Predictors:
    """Keeps networks open. Not for two threads at a time."""

    open: Callable[[RunDirectory, Which | None], Predictor] = open_predictor
    _predictors: dict[Target, Predictor] = field(default_factory=dict)
    _corpora: dict[Target, Corpus] = field(default_factory=dict)
    _taken: int = 0

    def predictor(self, target: Target) -> Predictor:
        """The network, anew where the run has written another checkpoint. Raises PredictError."""
        found = self._predictors.get(target)
        if found is None or found.chosen.is_outdated:
            self._predictors.pop(target, None)
            found = self.open(target.run, target.which)
            while len(self._predictors) >= KEPT:
                self._predictors.pop(next(iter(self._predictors)))
            self._predictors[target] = found
        return found

    def answer(self, query: Query) -> tuple[Answer, ...]:
        return tuple(self._answer(target, query.text) for target in query.targets)

    def _answer(self, target: Target, text: str | Ints) -> Answer:
        predictor = None
        try:
            predictor = self.predictor(target)
            if isinstance(text, str) and not text.strip():
                return Answer(target, predictor)
            return Answer(target, predictor, explain(predictor, text, PREFIXES))
        except (PredictError, DataError, OSError, ValueError, MemoryError) as error:
            return Answer(target, predictor, problem=sentence(error))

    def take(self, target: Target, sort: Sort | None) -> LabelledText:
        """The next text of the test set, of all or of one sort. Raises PredictError, DataError."""
        predictor = self.predictor(target)
        number, self._taken = self._taken, self._taken + 1
        if sort is None:
            corpus = self._corpus(target, predictor)
            place = number * STRIDE % len(corpus.test)
            label = corpus.classes[int(corpus.test.labels[place])]
            return taken(
                corpus.test[place], predictor, label, tr("text {place:,}", place=place + 1)
            )
        found = evaluated(predictor)
        if found is None:
            raise PredictError("evaluate the run first (e)")
        places = found.places(sort)
        if not len(places):
            raise PredictError(
                "the test part has no correct predictions"
                if sort == "right"
                else "the test part has no wrong predictions"
            )
        at = number if sort == "worst" else number * STRIDE
        return of_evaluation(found, predictor, int(places[at % len(places)]))

    def _corpus(self, target: Target, predictor: Predictor) -> Corpus:
        if target not in self._corpora:
            # What it was trained on is here: nothing is fetched.
            data = predictor.experiment.data.offline()
            self._corpora = {target: load(data, predictor.experiment.seed)}
        corpus = self._corpora[target]
        if not len(corpus.test):
            raise PredictError("the data has no test part")
        return corpus


def of_evaluation(found: Evaluation, predictor: Predictor, place: int) -> LabelledText:
    label = found.classes[int(found.labels[place])]
    return taken(found.ids(place), predictor, label, tr("text {place:,}", place=place + 1))


def taken(ids: Ints, predictor: Predictor, truth: str, what: str) -> LabelledText:
    words = predictor.read(ids).words
    return LabelledText(
        ids, printable(" ".join(words)), printable(truth), tr("{what} of the test part", what=what)
    )


def sentence(error: Exception) -> str:
    """The error as one line."""
    words = str(error).splitlines()
    if isinstance(error, MemoryError) or not words:
        return tr("not enough memory for this text")
    return one_line(" ".join(words))
