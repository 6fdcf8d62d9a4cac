"""Predict with a run's checkpoint, by numpy alone: no Keras in this process.

`open_predictor` takes any run, also one at work; what it returns keeps no file open and
goes on to work when the run is deleted.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from rnn_tui.cells import Network
from rnn_tui.cells.base import Array
from rnn_tui.data import DataError, Vocabulary
from rnn_tui.data.sequences import Ints
from rnn_tui.experiment import Experiment, infer
from rnn_tui.experiment.layers.base import ShapeError
from rnn_tui.io.exits import Exit
from rnn_tui.results.predict.weights import (
    ChosenWeights,
    PredictError,
    Which,
    choose_weights,
    kept_weights,
)
from rnn_tui.results.tokens import Reading, cut_words, padded, read, read_ids
from rnn_tui.runs import Position, RunDirectory, RunState
from rnn_tui.runs.files.size_limits import vocabulary_bytes
from rnn_tui.runs.state.run_state import Baselines, TestResult

LARGEST_BATCH, BATCH_VALUES = 256, 2**24
"""Texts in a batch: as many as are fast, unless the layers' outputs would take more."""
GATES = 4  # of an LSTM, each as large as its output


class TextError(PredictError):
    """It is the text that nothing can be predicted from."""

    exit_code = Exit.DATA


@dataclass(frozen=True, slots=True)
class Prediction:
    """The class of one text, and the probability of each.

    `unknown` are its words out of vocabulary, each once, `unknown_count` how often any
    occurs; `cut` of its `words` were cut off, since the network reads `maxlen` timesteps.
    """

    label: str
    index: int
    probabilities: tuple[float, ...]
    words: int
    unknown: tuple[str, ...]
    unknown_count: int
    cut: int

    @property
    def probability(self) -> float:
        """That of the predicted class."""
        return self.probabilities[self.index]


@dataclass(frozen=True)
class Predictor:
    """A trained network, ready to read texts.

    Without a vocabulary it takes only ids, and `no_words` says why. `baseline` and
    `class_weights` are those of the run, and so is `test`, where these are the weights that it
    was tested with.
    """

    run: RunDirectory
    experiment: Experiment
    network: Network
    chosen: ChosenWeights
    classes: tuple[str, ...]
    vocabulary: Vocabulary | None
    no_words: str = ""
    baseline: Baselines | None = None
    class_weights: tuple[float, ...] = ()
    test: TestResult | None = None

    @property
    def as_run(self) -> RunState | None:
        """The run as it was tested with these weights; None where it was not."""
        if self.test is None:
            return None
        return RunState(
            classes=self.classes,
            baseline=self.baseline,
            class_weights=self.class_weights,
            test=self.test,
        )

    @property
    def checkpoint(self) -> Which:
        return self.chosen.which

    @property
    def position(self) -> Position | None:
        """The position of the training; None where that is not known."""
        return self.chosen.position

    @cached_property
    def batch(self) -> int:
        """Texts to predict at a time."""
        maxlen = self.experiment.data.maxlen
        rows = infer(self.experiment.layers, maxlen).rows
        widest = max((row.shape[-1] or 1 for row in rows if row.shape), default=1)
        return max(1, min(LARGEST_BATCH, BATCH_VALUES // (GATES * widest * maxlen)))

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """The class of each text. Raises PredictError; a TextError for one without words."""
        found = []
        for number, outcome in enumerate(self.predict_each(texts), 1):
            if isinstance(outcome, TextError):
                raise TextError(f"text {number}: {outcome}") if len(texts) > 1 else outcome
            found.append(outcome)
        return found

    def predict_each(self, texts: Iterable[str]) -> Iterator[Prediction | TextError]:
        """The same in batches, as the texts come in; a text's error stands in its place.

        Raises PredictError where no text at all can be read.
        """
        rest = iter(texts)
        while batch := list(islice(rest, self.batch)):
            outcomes = [self._read_or_refuse(text) for text in batch]
            readings = [each for each in outcomes if isinstance(each, Reading)]
            answers = iter(self.probabilities(padded(readings, self.experiment.data)))
            for each in outcomes:
                yield self.judge(each, next(answers)) if isinstance(each, Reading) else each

    def read(self, text: str | Ints) -> Reading:
        """A text, or the ids of an encoded one, before it is padded. Raises PredictError."""
        if isinstance(text, str):
            if self.vocabulary is None:
                raise PredictError(self.no_words)
            reading = read(text, self.vocabulary)
            if not reading.words:
                raise TextError("the text has no words" if text.strip() else "the text is empty")
        else:
            reading = read_ids(np.asarray(text, np.int32), self.vocabulary)
        if not len(reading.encoded):
            raise TextError("no word of the text is in the vocabulary, so there is nothing to read")
        return reading

    def probabilities(self, rows: Ints) -> Array:
        """Padded ids (texts, maxlen) -> (texts, classes). Raises PredictError."""
        with self.refusing():
            return of_classes(self.network.predict(rows, self.batch))

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Turn what the network cannot take into a PredictError."""
        try:
            yield
        except ShapeError as error:
            raise PredictError(
                f"the network of run {self.run.label} cannot read this: {error}"
            ) from error

    def judge(self, reading: Reading, answer: Array) -> Prediction | TextError:
        """Put what the network answers into words."""
        if not np.isfinite(answer).all():
            return TextError("the network gives values that are not numbers")
        index = int(answer.argmax())
        return Prediction(
            label=self.classes[index],
            index=index,
            probabilities=tuple(answer.tolist()),
            words=len(reading.words),
            unknown=reading.unknown_words,
            unknown_count=sum(reading.unknown),
            cut=cut_words(reading, self.experiment.data),
        )

    def _read_or_refuse(self, text: str) -> Reading | TextError:
        try:
            return self.read(text)
        except TextError as error:
            return error


def open_predictor(run: RunDirectory, checkpoint: Which | None = None) -> Predictor:
    """The network of a run, live or ended. Raises PredictError.

    Without a wish it has the weights that the run keeps: the best ones if `restore_best`
    says so and an epoch is complete, else the last.
    """
    state, chosen = choose_weights(run, checkpoint)
    experiment = state.experiment
    assert experiment is not None  # read_state has loaded it
    try:
        network = Network(experiment.layers, chosen.weights, experiment.data.maxlen)
    except ValueError as error:  # WeightsError or ShapeError
        raise PredictError(
            f"the checkpoint {chosen.path.name} of run {run.label} does not fit its layers: {error}"
        ) from error
    vocabulary, no_words = words_of(run, experiment)
    classes = class_names(experiment, state, vocabulary)
    return Predictor(
        run,
        experiment,
        network,
        chosen,
        classes,
        vocabulary,
        no_words,
        state.baseline,
        state.class_weights,
        state.test if chosen.which == kept_weights(run, experiment) else None,
    )


def of_classes(output: Array) -> Array:
    """The output of the last layer, (n, 1) or (n, classes) -> the probability of each class.

    A single output is the probability of class 1. Raises ShapeError for anything else.
    """
    if output.ndim != 2:
        raise ShapeError(f"its last layer gives {output.shape[1:]} and no class")
    return np.concatenate((1 - output, output), axis=1) if output.shape[1] == 1 else output


def words_of(run: RunDirectory, experiment: Experiment) -> tuple[Vocabulary | None, str]:
    """The words, or why there are none."""
    if run.vocabulary.is_file():
        try:
            vocabulary = Vocabulary.load(run.vocabulary, vocabulary_bytes(experiment))
            vocabulary.splitter.check()
            return vocabulary, ""
        except DataError as error:
            return None, str(error)
    reason = f"run {run.label} has no vocabulary to turn a text into ids"
    hint = experiment.data.missing_words_hint
    return None, f"{reason}; {hint}" if hint else reason


def class_names(
    experiment: Experiment, state: RunState, vocabulary: Vocabulary | None
) -> tuple[str, ...]:
    """A name for each class; its number where the run does not tell."""
    shape = infer(experiment.layers, experiment.data.maxlen).output_shape
    outputs = max(2, (shape[-1] if shape else None) or 0)
    for names in (state.classes, vocabulary.classes if vocabulary else ()):
        if len(names) == outputs:
            return names
    return tuple(str(number) for number in range(outputs))
