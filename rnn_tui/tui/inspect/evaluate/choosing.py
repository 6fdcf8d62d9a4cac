"""The lists from which a part of the texts is chosen: classes, lengths, whose mistakes."""

from collections.abc import Iterator

import numpy as np

from rnn_tui.io.text import one_line
from rnn_tui.results.evaluate import Evaluation
from rnn_tui.results.evaluate.only import Only
from rnn_tui.results.evaluate.pairs import Differing, Pair
from rnn_tui.tui.dialogs.picker import Item
from rnn_tui.wording.evaluation import length_range
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import counted

Classes = tuple[int | None, int | None]
"""The true class and the predicted one; None for any."""

Lengths = tuple[int | None, int | None]


def classes(found: Evaluation) -> list[Item[Classes]]:
    """All mistakes, then each mix-up, the most frequent first; of more than two classes also
    all mistakes of a class, and all texts that were taken for it."""
    every = len(found.places("wrong"))
    items: list[Item[Classes]] = [Item((None, None), tr("all mistakes"), f"{every:,}")]
    items += _mix_ups(found)
    if len(found.classes) > 2:
        items += _of_a_class(found)
    return items


def _mix_ups(found: Evaluation) -> Iterator[Item[Classes]]:
    counts = np.array(found.confusion)
    np.fill_diagonal(counts, 0)
    names = [one_line(name) for name in found.classes]
    for place in np.argsort(-counts, axis=None, kind="stable").tolist():
        true, predicted = divmod(place, len(names))
        if not counts[true, predicted]:
            return
        label = tr("{true} predicted as {predicted}", true=names[true], predicted=names[predicted])
        yield Item((true, predicted), label, f"{counts[true, predicted]:,}")


def _of_a_class(found: Evaluation) -> Iterator[Item[Classes]]:
    for index, each in enumerate(found.by_class):
        name = one_line(found.classes[index])
        if each.support > each.hits:
            yield Item((index, None), tr("true {name}", name=name), f"{each.support - each.hits:,}")
        if each.predicted > each.hits:
            yield Item(
                (None, index), tr("predicted {name}", name=name), f"{each.predicted - each.hits:,}"
            )


def lengths(found: Evaluation) -> list[Item[Lengths]]:
    """All lengths, then each band with its mistakes."""
    items: list[Item[Lengths]] = [Item((None, None), tr("all lengths"), "")]
    for band in found.bands:
        wrong = counted(band.texts - band.right, "mistake")
        words = tr("{number} words", number=length_range(band.shortest, band.longest))
        items.append(
            Item(
                (band.shortest, band.longest),
                words,
                tr("{wrong} in {texts:,} texts", wrong=wrong, texts=band.texts),
            )
        )
    return items


def whose(pair: Pair, names: tuple[str, str]) -> list[Item[Differing]]:
    """The texts that only one gets right: either of them, or one of the two."""
    test = pair.test
    return [
        Item("either", tr("only one of them is right"), f"{test.first + test.second:,}"),
        Item("first", tr("only {run} is right", run=names[0]), f"{test.first:,}"),
        Item("second", tr("only {run} is right", run=names[1]), f"{test.second:,}"),
    ]


def with_classes(only: Only, chosen: Classes) -> Only:
    """The same length, of these classes."""
    return Only(*chosen, only.shortest, only.longest)


def with_length(only: Only, chosen: Lengths) -> Only:
    """The same classes, of this length."""
    return Only(only.true, only.predicted, *chosen)
