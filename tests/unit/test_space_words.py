"""What a sweep tries reads as it is typed, and says what it comes to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment.space import Choices, Range, dimension_in, dimension_of
from rnn_tui.experiment.space_words import meaning, typed


@pytest.mark.parametrize(
    ("value", "text", "words"),
    [
        ([16, 32, 64], "16,32,64", "3 values"),
        (["adam", "sgd"], "adam,sgd", "2 values"),
        (["true", "no, not"], '"true","no, not"', "2 values"),
        ([True, False], "true,false", "2 values"),
        ([["acc"], ["acc", "auc"]], '["acc"],["acc", "auc"]', "2 values"),
        ([{"kind": "cosine"}, "none"], '{"kind" = "cosine"},none', "2 values"),
        ([16], "16", "1 value"),
        ({"low": 16, "high": 128, "step": 16}, "16..128:16", "8 values from 16 to 128"),
        ({"low": 1, "high": 5}, "1..5", "any whole number from 1 to 5"),
        ({"low": 0.5, "high": 5}, "0.5..5", "any number from 0.5 to 5"),
        (
            {"low": 1e-4, "high": 1e-2, "log": True},
            "0.0001..0.01:log",
            "any number from 0.0001 to 0.01, each order of magnitude as likely as the others",
        ),
    ],
)
def test_a_dimension_in_words(value: Any, text: str, words: str) -> None:
    dimension = dimension_of(value)
    assert typed(dimension) == text
    assert meaning(dimension) == words
    if len(value) > 1:
        assert dimension_in(text) == dimension


PLAIN = st.one_of(
    st.integers(-(10**6), 10**6),
    st.floats(-1e6, 1e6),
    st.booleans(),
    st.text(max_size=8).filter(lambda text: text.isprintable()),
)


@given(st.lists(PLAIN, min_size=2, max_size=5, unique_by=lambda each: (str(type(each)), each)))
def test_any_list_is_read_as_it_is_written(values: list[Any]) -> None:
    dimension = Choices(tuple(values))
    found = dimension_in(typed(dimension))
    assert isinstance(found, Choices)
    assert [*found.values] == values
    assert [type(each) for each in found.values] == [type(each) for each in values]


@given(
    st.floats(-1e6, 1e6, allow_subnormal=False), st.floats(1e-3, 1e6), st.sampled_from([None, 0.1])
)
def test_any_range_is_read_as_it_is_written(low: float, size: float, share: float | None) -> None:
    dimension = Range(low, low + size, step=None if share is None else share * size)
    assert dimension_in(typed(dimension)) == dimension
