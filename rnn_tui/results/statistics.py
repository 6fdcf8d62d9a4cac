"""What several seeds say together: mean, deviation, 95 % interval, and pairs of equal seeds.

Everything that groups runs takes its figures from here. Sources: the interval of a mean and
the test of paired differences are Student's (1908, "The probable error of a mean"); the
distribution of t is Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
Two networks on the same texts are compared by McNemar's test (1947, "Note on the sampling error
of the difference between correlated proportions or percentages").
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rnn_tui.wording.numbers import figure

CONFIDENCE = 0.95

FEW = 25
"""Texts below which McNemar's test is the exact binomial, and no longer nearly chi-squared."""

LEAST_P = 1e-4
"""No smaller p is written out."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A sample of `n` values. `deviation` is None of a single value, which has none to show.

    Where a value is not finite, `mean` and `deviation` are NaN: such a run is not left out in
    silence.
    """

    n: int
    mean: float
    deviation: float | None
    least: float
    greatest: float

    @property
    def half_width(self) -> float | None:
        """Half of the 95 % interval of the mean: t s / sqrt(n), with n - 1 degrees of freedom."""
        if self.deviation is None:
            return None
        return critical_t(self.n - 1) * self.deviation / math.sqrt(self.n)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the mean; None of a single value."""
        half = self.half_width
        return None if half is None else (self.mean - half, self.mean + half)

    @property
    def short(self) -> str:
        """`0.8480 ± 0.0110`; a single value stands alone."""
        if self.deviation is None:
            return figure(self.mean)
        return f"{figure(self.mean)} ± {figure(self.deviation)}"

    @property
    def words(self) -> str:
        """`0.8480 ± 0.0110 (n=10, 95% interval 0.8401 to 0.8559)`."""
        if (interval := self.interval) is None:
            return f"{self.short} (n={self.n})"
        low, high = map(figure, interval)
        return f"{self.short} (n={self.n}, 95% interval {low} to {high})"


@dataclass(frozen=True, slots=True)
class Paired:
    """Second minus first at each seed that both have, in the order of `seeds`."""

    seeds: tuple[int, ...]
    difference: Spread

    @property
    def p(self) -> float | None:
        """Two-sided: how often chance alone gives such a mean. None of a single pair."""
        spread = self.difference
        if spread.deviation is None:
            return None
        if math.isnan(spread.mean):
            return math.nan
        if spread.deviation == 0:
            return 0.0 if spread.mean else 1.0
        t = spread.mean / (spread.deviation / math.sqrt(spread.n))
        return 1 - within(abs(t), spread.n - 1)

    @property
    def sure(self) -> bool:
        """Whether the 95 % interval of the mean difference lies on one side of zero."""
        interval = self.difference.interval
        return interval is not None and (interval[0] > 0 or interval[1] < 0)

    @property
    def words(self) -> str:
        """`+0.0120 ± 0.0050 over 5 paired seeds (95% interval ...)`, and whether it is chance."""
        spread, n = self.difference, self.difference.n
        mean = _signed(spread.mean)
        if (interval := spread.interval) is None:
            return f"{mean} at the one seed that both have: no deviation to judge it by"
        low, high = map(_signed, interval)
        verdict = "more than chance" if self.sure else "may be chance"
        deviation = figure(spread.deviation or 0.0)
        return (
            f"{mean} ± {deviation} over {n} paired seeds (95% interval {low} to {high}): {verdict}"
        )


@dataclass(frozen=True, slots=True)
class McNemar:
    """`first` and `second` count the texts that only one of two networks gets right.

    `p` is how often chance alone gives at least such a difference, two-sided; it is `exact`
    where it comes from the binomial distribution.
    """

    first: int
    second: int
    p: float
    exact: bool

    @property
    def sure(self) -> bool:
        """Whether chance alone would differ so in less than 5 % of the cases."""
        return self.p < 1 - CONFIDENCE

    @property
    def words(self) -> str:
        """`p = 0.0031 (McNemar): more than chance`."""
        exact = ", exact" if self.exact else ""
        p = f"p = {figure(self.p)}" if self.p >= LEAST_P else f"p < {figure(LEAST_P)}"
        return f"{p} (McNemar{exact}): {'more than chance' if self.sure else 'may be chance'}"


def mcnemar(first: int, second: int) -> McNemar:
    """Test the texts that only the first network gets right against those of the second.

    By chance, either is as likely to be the one that is right. Of few texts p is the tail of the
    binomial distribution with 1/2, twice; of `FEW` and more that of chi-squared with one degree of
    freedom at (|first - second| - 1)^2 / (first + second), with the correction of Edwards (1948,
    "Note on the correction for continuity").
    """
    texts = first + second
    if texts < FEW:
        tail = sum(math.comb(texts, right) for right in range(min(first, second) + 1)) / 2**texts
        return McNemar(first, second, min(1.0, 2 * tail), exact=True)
    chi_squared = max(0, abs(first - second) - 1) ** 2 / texts
    return McNemar(first, second, math.erfc(math.sqrt(chi_squared / 2)), exact=False)


def spread(values: Iterable[float]) -> Spread:
    """The spread of one value or more; the deviation is the sample's, with n - 1.

    Raises ValueError where there is no value.
    """
    sample = tuple(values)
    if not sample:
        raise ValueError("a spread needs a value")
    n = len(sample)
    if not all(map(math.isfinite, sample)):
        return Spread(n, math.nan, math.nan if n > 1 else None, min(sample), max(sample))
    # The exact sum may leave the values by a rounding: the mean of equal values is that value.
    mean = min(max(math.fsum(sample) / n, min(sample)), max(sample))
    if n == 1:
        return Spread(n, mean, None, mean, mean)
    squares = math.fsum((value - mean) ** 2 for value in sample)
    return Spread(n, mean, math.sqrt(squares / (n - 1)), min(sample), max(sample))


def paired(first: Mapping[int, float], second: Mapping[int, float]) -> Paired | None:
    """Compare two configurations, each a figure by seed, at the seeds that both have.

    A seed draws the first weights and the order of the texts of both, so that a difference
    within a pair is less noisy than one between means. None where no seed is shared.
    """
    shared = tuple(sorted(first.keys() & second.keys()))
    if not shared:
        return None
    return Paired(shared, spread(second[seed] - first[seed] for seed in shared))


def within(t: float, freedom: int) -> float:
    """P(-t <= T <= t) of Student's distribution, t >= 0, at whole degrees of freedom >= 1.

    A finite sum over the angle whose tangent is t / sqrt(freedom): Abramowitz & Stegun 26.7.3
    (odd) and 26.7.4 (even).
    """
    angle = math.atan2(t, math.sqrt(freedom))
    cosine, odd = math.cos(angle), freedom % 2
    term = cosine if odd else 1.0
    terms = []
    for k in range(1 + odd, freedom, 2):
        terms.append(term)
        term *= k / (k + 1) * cosine**2
    series = math.sin(angle) * math.fsum(terms)
    return min(1.0, 2 / math.pi * (angle + series) if odd else series)


@lru_cache(maxsize=256)
def critical_t(freedom: int, confidence: float = CONFIDENCE) -> float:
    """The t that `within` gives `confidence`, found by halving to the last bit."""
    low, high = 0.0, 1.0
    while within(high, freedom) < confidence:
        high *= 2
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if within(middle, freedom) < confidence else (low, middle)
    return high


def _signed(value: float) -> str:
    return f"+{figure(value)}" if value > 0 else figure(value)
