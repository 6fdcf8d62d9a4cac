"""The line of `compare --json`."""

from dataclasses import dataclass
from typing import Literal

from rnn_tui.batch.documents.runs import Listed
from rnn_tui.results.compare import Difference


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A text that only one of the two networks gets right, at its place in the test part, from 0.

    `predicted` and `probabilities` have an entry for each run: its class, and the probability
    that it gives to the `true` one.
    """

    place: int
    true: str
    predicted: list[str]
    probabilities: list[float]
    words: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTexts:
    """Two networks on the same test part, by McNemar's test.

    `logs` holds the loss and the metrics of each; `first` and `second` count the texts that only
    that network gets right, and `p` is how often chance alone gives such a difference: `exact`
    from the binomial distribution, else by chi-squared. `texts` are those whose probabilities are
    the furthest apart.
    """

    total: int
    logs: list[dict[str, float]]
    first: int
    second: int
    p: float
    exact: bool
    texts: list[Disagreement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Runs side by side: each in short, and the keys in which their experiments differ.

    `values` of a difference are in the order of the runs. `test` is there with `--evaluate`.
    """

    v: Literal[1] = 1
    runs: list[Listed]
    differences: list[Difference]
    test: OnTexts | None
