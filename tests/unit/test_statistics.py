"""Means, deviations and intervals over seeds, against published tables and scipy."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.results.statistics import FEW, critical_t, mcnemar, paired, spread, within

stats = pytest.importorskip("scipy.stats")

NUMBERS = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("freedom", "t"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (29, 2.045), (100, 1.984)],
)
def test_critical_values_are_those_of_the_printed_table(freedom: int, t: float) -> None:
    """NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, two-sided 0.05."""
    assert critical_t(freedom) == pytest.approx(t, abs=5e-4)


@pytest.mark.parametrize("freedom", [*range(1, 12), 50, 51, 500, 999])
@pytest.mark.parametrize("t", [0.0, 0.01, 0.7, 1.96, 5.0, 60.0])
def test_the_distribution_is_that_of_scipy(t: float, freedom: int) -> None:
    expected = stats.t.cdf(t, freedom) - stats.t.cdf(-t, freedom)
    assert within(t, freedom) == pytest.approx(expected, abs=1e-12)


def test_students_own_sample_gives_his_figures() -> None:
    """The extra hours of sleep of 1908: mean 1.58, t 4.06 with 9 degrees of freedom."""
    first = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
    second = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
    pair = paired(dict(enumerate(first)), dict(enumerate(second)))
    assert pair is not None
    assert pair.difference.mean == pytest.approx(1.58)
    assert pair.difference.deviation == pytest.approx(1.2299955)
    assert pair.difference.interval == pytest.approx((0.7001142, 2.4598858))
    assert pair.p == pytest.approx(0.002832890)
    assert pair.sure


@given(st.lists(NUMBERS, min_size=2, max_size=30))
def test_an_interval_is_that_of_scipy(values: list[float]) -> None:
    found = spread(values)
    assert found.least <= found.mean <= found.greatest
    assert found.interval is not None
    if found.deviation:
        error = stats.sem(values)
        expected = stats.t.interval(0.95, len(values) - 1, loc=found.mean, scale=error)
        assert found.interval == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_equal_values_have_no_deviation() -> None:
    found = spread([0.1] * 7)
    assert (found.mean, found.deviation, found.interval) == (0.1, 0.0, (0.1, 0.1))


def test_one_value_has_neither_deviation_nor_interval() -> None:
    found = spread([0.8481])
    assert (found.n, found.mean, found.deviation, found.interval) == (1, 0.8481, None, None)
    assert found.words == "0.8481 (n=1)"


def test_no_value_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a value"):
        spread([])


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_not_finite_shows(bad: float) -> None:
    found = spread([0.5, bad, 0.25])
    assert found.n == 3
    assert math.isnan(found.mean)
    assert "nan" in found.words


def test_only_shared_seeds_are_paired() -> None:
    pair = paired({0: 0.5, 1: 0.75, 7: 0.0}, {1: 1.0, 0: 0.5, 3: 9.0})
    assert pair is not None
    assert pair.seeds == (0, 1)
    assert pair.difference.mean == 0.125
    assert not pair.sure
    assert paired({0: 0.5}, {1: 0.5}) is None


def test_words_say_whether_a_difference_may_be_chance() -> None:
    clear = paired(dict.fromkeys(range(3), 0.5), {0: 0.75, 1: 0.76, 2: 0.74})
    unclear = paired(dict.fromkeys(range(3), 0.5), {0: 0.75, 1: 0.2, 2: 0.6})
    single = paired({0: 0.5}, {0: 0.75})
    assert clear is not None
    assert unclear is not None
    assert single is not None
    assert clear.words == (
        "+0.2500 ± 0.0100 over 3 paired seeds (95% interval +0.2252 to +0.2748): more than chance"
    )
    assert unclear.words.endswith("may be chance")
    assert single.words == "+0.2500 at the one seed that both have: no deviation to judge it by"
    assert single.p is None


def test_a_difference_that_is_the_same_everywhere_is_sure() -> None:
    same = paired({0: 0.5, 1: 0.25}, {0: 0.75, 1: 0.5})
    none = paired({0: 0.5, 1: 0.25}, {0: 0.5, 1: 0.25})
    assert same is not None
    assert none is not None
    assert (same.p, same.sure) == (0.0, True)
    assert (none.p, none.sure) == (1.0, False)


def test_words_of_a_spread_say_how_many_and_how_sure() -> None:
    found = spread([0.84, 0.85, 0.86])
    assert found.short == "0.8500 ± 0.0100"
    assert found.words == "0.8500 ± 0.0100 (n=3, 95% interval 0.8252 to 0.8748)"


@pytest.mark.parametrize("first", [0, 1, 3, 8, 12, 24])
@pytest.mark.parametrize("second", [0, 1, 5, 12])
def test_few_texts_are_tested_by_the_exact_binomial(first: int, second: int) -> None:
    found = mcnemar(first, second)
    assert found.exact == (first + second < FEW)
    if found.exact and first + second:
        expected = stats.binomtest(first, first + second, 0.5).pvalue
        assert found.p == pytest.approx(expected)
    assert found.p == mcnemar(second, first).p


@given(st.integers(0, 4_000), st.integers(FEW, 4_000))
def test_many_texts_are_tested_by_chi_squared_with_edwards_correction(
    first: int, second: int
) -> None:
    found = mcnemar(first, second)
    statistic = max(0, abs(first - second) - 1) ** 2 / (first + second)
    assert not found.exact
    assert found.p == pytest.approx(stats.chi2.sf(statistic, 1), rel=1e-9)
    # Both forms of the test agree where the one takes over from the other.
    exact = stats.binomtest(first, first + second, 0.5).pvalue
    assert found.p == pytest.approx(exact, abs=0.02)


def test_the_words_of_mcnemars_test() -> None:
    """The example of Sheskin (2003), 59 and 16: chi-squared 23.52; then chance, then nothing."""
    assert mcnemar(59, 16).words == "p < 1.0e-04 (McNemar): more than chance"
    assert mcnemar(5, 7).words == "p = 0.7744 (McNemar, exact): may be chance"
    assert mcnemar(0, 0).words == "p = 1.0000 (McNemar, exact): may be chance"
