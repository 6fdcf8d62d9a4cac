"""A preview of a source before anybody trains on it: figures and examples."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from rnn_tui.experiment import DataSpec
from rnn_tui.results.data.coverage import Example, Figures, Measured, example, figures
from rnn_tui.results.tokens import TokenKind

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class ClassCount:
    """The texts of a class in each part; those held out by a share count as `train`."""

    name: str
    train: int
    validation: int
    test: int


@dataclass(frozen=True, slots=True)
class Lengths:
    """Timesteps of the training sequences before padding, the start marker included."""

    shortest: int
    median: float
    mean: float
    longest: int


@dataclass(frozen=True, slots=True)
class Report:
    """All that is known of the data without training; `taken` as `Taken.to_dict` gives it."""

    data: DataSpec
    taken: dict[str, Any]
    figures: Figures
    classes: tuple[ClassCount, ...]
    lengths: Lengths
    vocabulary: int | None
    examples: tuple[Example, ...]


def report_of(measured: Measured, data: DataSpec, seed: int) -> Report:
    """The report of a measured corpus at the settings of `data`."""
    corpus, found = measured.corpus, figures(measured, data, seed)
    columns = measured.class_counts, measured.validation_classes, measured.test_classes
    rows = zip(corpus.classes, *columns, strict=True)
    lengths = found.lengths if len(found.lengths) else np.zeros(1, np.int64)
    return Report(
        data=data,
        taken={} if corpus.read_as is None else corpus.read_as.to_dict(),
        figures=found,
        classes=tuple(ClassCount(*row) for row in rows),
        lengths=Lengths(
            int(lengths.min()),
            float(np.median(lengths)),
            float(lengths.mean()),
            int(lengths.max()),
        ),
        vocabulary=None if corpus.vocabulary is None else len(corpus.vocabulary.words),
        examples=tuple(example(measured, place, data) for place in _places(measured)),
    )


def _places(measured: Measured) -> list[int]:
    """The first text of each of the first classes, then their second ones, as many as asked for."""
    labels = measured.corpus.train.labels
    of_class = [np.flatnonzero(labels == label)[:EXAMPLES] for label in range(EXAMPLES)]
    turns = (places[turn] for turn in range(EXAMPLES) for places in of_class if turn < len(places))
    return [int(place) for place in turns][:EXAMPLES]


def shown_words(text: Example) -> str:
    """The timesteps of an example as one line, unknown words in ‹brackets›."""
    words = (f"‹{word}›" if kind is TokenKind.UNKNOWN else word for word, kind in text.steps)
    more = f" ... {text.more:,} more" if text.more else ""
    return " ".join(words) + more
