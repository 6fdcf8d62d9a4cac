"""Texts that a network gets wrong, as they are shown to people and to programs."""

from collections.abc import Iterable
from dataclasses import dataclass

from rnn_tui.data import START_WORD
from rnn_tui.io.faults import UserError
from rnn_tui.results.evaluate import Evaluation
from rnn_tui.results.evaluate.only import Only
from rnn_tui.wording.lists import first_of

MOST_NAMED = 12
WORDS = 2_000
"""Words of a text that are told."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A text with its place among the texts, from 0, and the probability of the wrong class.

    `words` counts its tokens, the marker at its start included; `text` holds the first words.
    """

    place: int
    true: str
    predicted: str
    probability: float
    words: int
    text: str


def worst(found: Evaluation, only: Only, most: int) -> list[Mistake]:
    """The mistakes that the network was surest of, at most so many, among a part of the texts."""
    return [mistake(found, place) for place in found.places("worst", only)[:most].tolist()]


def mistake(found: Evaluation, place: int) -> Mistake:
    """The text at that place of the test part."""
    index = int(found.predicted[place])
    return Mistake(
        place,
        found.classes[int(found.labels[place])],
        found.classes[index],
        float(found.probabilities[place, index]),
        int(found.lengths[place]),
        " ".join(word for word in found.words(place)[:WORDS] if word != START_WORD),
    )


def only_of(
    classes: Iterable[str],
    true: str | None = None,
    predicted: str | None = None,
    words: tuple[int | None, int | None] = (None, None),
) -> Only:
    """The condition with classes by their names. Raises UserError for a class that is unknown."""
    known = {name: index for index, name in enumerate(classes)}
    for name in (true, predicted):
        if name is not None and name not in known:
            raise UserError(
                f"the run knows no class {name!r}; it knows {first_of(list(known), MOST_NAMED)}"
            )
    return Only(
        None if true is None else known[true],
        None if predicted is None else known[predicted],
        *words,
    )
