"""How far the probabilities of a network can be trusted: predicted against observed."""

from dataclasses import dataclass

import numpy as np

from rnn_tui.data.sequences import Ints
from rnn_tui.results.evaluate.measures import Floats

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts whose probability lies between `low` and `high`.

    `predicted` is the mean of those probabilities and `observed` the share of the texts for
    which they came true; both are 0 where there is no text.
    """

    low: float
    high: float
    texts: int
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Ten bins of equal width, as a reliability diagram shows them (DeGroot and Fienberg 1983).

    Of two classes the bins are over the probability of the second one, `positive`; of more
    over that of the predicted class, and `positive` is None. `error` is the expected
    calibration error: the mean distance of predicted and observed over all texts
    (Naeini et al. 2015; Guo et al. 2017).
    """

    positive: int | None
    bins: tuple[Bin, ...]
    error: float


def calibration(labels: Ints, probabilities: Floats) -> Calibration:
    """Bin the texts. labels (n,), probabilities (n, classes)."""
    if probabilities.shape[1] == 2:
        positive, sureness, true = 1, probabilities[:, 1], labels == 1
    else:
        predicted = probabilities.argmax(axis=1)
        positive, true = None, predicted == labels
        sureness = probabilities[np.arange(len(labels)), predicted]
    # In the precision of the network: its 0.7 lies in the bin that begins there.
    place = np.minimum((sureness * BINS).astype(np.int64), BINS - 1)
    texts = np.bincount(place, minlength=BINS)
    shares = np.maximum(texts, 1)
    means = np.bincount(place, sureness.astype(float), BINS) / shares
    came_true = np.bincount(place, true.astype(float), BINS) / shares
    found = tuple(
        Bin(number / BINS, (number + 1) / BINS, *each)
        for number, each in enumerate(
            zip(texts.tolist(), means.tolist(), came_true.tolist(), strict=True)
        )
    )
    error = float((texts * abs(means - came_true)).sum() / max(1, len(labels)))
    return Calibration(positive, found, error)
