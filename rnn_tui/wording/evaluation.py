"""Lengths, probabilities and parts of the texts of an evaluation."""

from collections.abc import Sequence

from rnn_tui.wording.language import listed, tr
from rnn_tui.wording.numbers import figure


def length_range(shortest: int | None, longest: int | None) -> str:
    """A range of lengths: `100-200`, `100` alone, `up to 200`, `from 100`."""
    if shortest is None:
        return tr("up to {longest:,}", longest=longest)
    if longest is None:
        return tr("from {shortest:,}", shortest=shortest)
    return f"{shortest:,}-{longest:,}" if shortest != longest else f"{shortest:,}"


def probability_range(low: float, high: float) -> str:
    """A bin of calibration: `0.3-0.4`."""
    return f"{low:.1f}-{high:.1f}"


def part(
    classes: Sequence[str],
    true: int | None,
    predicted: int | None,
    shortest: int | None,
    longest: int | None,
) -> str:
    """The texts that were asked for: `good predicted as bad, 100-200 words`; empty for all."""
    said = []
    if true is not None and predicted is not None:
        both = {"true": classes[true], "predicted": classes[predicted]}
        said.append(tr("{true} predicted as {predicted}", **both))
    elif true is not None:
        said.append(tr("true {label}", label=classes[true]))
    elif predicted is not None:
        said.append(tr("predicted {name}", name=classes[predicted]))
    if shortest is not None or longest is not None:
        said.append(tr("{number} words", number=length_range(shortest, longest)))
    return listed(said)


def probabilities_of(classes: Sequence[str], positive: int | None) -> str:
    """The probabilities that are put into bins."""
    if positive is None:
        return "probability of the predicted class"
    return f"probability of {classes[positive]}"


def off(error: float) -> str:
    """The expected calibration error: the mean distance of predicted and observed shares."""
    return f"off by {figure(error)}"
