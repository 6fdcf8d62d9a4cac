"""Orders, splits and the flat sequences under them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.data import DataError, Sequences, lengths_of, order
from rnn_tui.data.corpus import Corpus
from rnn_tui.data.loading import validation_places
from rnn_tui.data.sequences import offsets_of
from rnn_tui.data.splits import last_share, stratified
from rnn_tui.experiment.data import ImdbData, TextData


def flat(*rows: list[int], labels: list[int] | None = None) -> Sequences:
    return Sequences(
        np.array([token for row in rows for token in row], np.int32),
        offsets_of(np.array([len(row) for row in rows])),
        np.array(labels or [0] * len(rows), np.int32),
    )


def test_sequences_are_reached_by_place_and_cannot_be_read_past_the_end() -> None:
    some = flat([1, 2], [], [3], labels=[0, 1, 0])
    assert [some[i].tolist() for i in range(len(some))] == [[1, 2], [], [3]]
    assert some[-1].tolist() == [3]
    assert some.lengths.tolist() == [2, 0, 1]
    with pytest.raises(IndexError):
        some[3]
    some.check()


def test_take_reorders_and_repeats() -> None:
    taken = flat([1, 2], [], [3], labels=[5, 6, 7]).take(np.array([2, 0, 1, 0]))
    taken.check()
    assert [taken[i].tolist() for i in range(4)] == [[3], [1, 2], [], [1, 2]]
    assert taken.labels.tolist() == [7, 5, 6, 5]
    assert len(taken.take(np.array([], int))) == 0


def test_a_start_marker_goes_before_every_sequence_even_an_empty_one() -> None:
    started = flat([7, 8], [], [9]).take(np.array([2, 1, 0]), start=1)
    started.check()
    assert [started[i].tolist() for i in range(3)] == [[1, 9], [1], [1, 7, 8]]


@pytest.mark.parametrize(
    ("tokens", "offsets", "labels"),
    [
        (np.arange(3, dtype=np.int32), np.array([0, 2, 1, 3]), np.zeros(3, np.int32)),
        (np.arange(3, dtype=np.int32), np.array([0, 2]), np.zeros(1, np.int32)),
        (np.arange(3, dtype=np.int32), np.array([0, 3]), np.zeros(2, np.int32)),
        (np.arange(3), np.array([0, 3]), np.zeros(1, np.int32)),
    ],
)
def test_arrays_that_do_not_fit_together_are_noticed(tokens, offsets, labels) -> None:
    with pytest.raises(ValueError, match=r"offsets|tokens"):
        Sequences(tokens, offsets, labels).check()


def test_an_order_depends_on_seed_and_epoch_and_on_nothing_else() -> None:
    first = order(100, 0, 0, shuffle=True)
    np.testing.assert_array_equal(first, np.random.default_rng([0, 0]).permutation(100))
    assert first.dtype == np.int64
    assert sorted(first.tolist()) == list(range(100))
    assert (first != order(100, 0, 1, shuffle=True)).any()
    assert (first != order(100, 1, 0, shuffle=True)).any()
    np.testing.assert_array_equal(order(4, 9, 9, shuffle=False), [0, 1, 2, 3])


@given(st.integers(1, 400), st.integers(1, 5), st.booleans(), st.integers(0, 9))
def test_an_order_by_length_takes_each_once_and_leaves_the_rest_at_the_end(
    size, batch, shuffle, seed
) -> None:
    lengths = np.random.default_rng(seed).integers(0, 50, size)
    mixed = order(size, seed, 0, shuffle)
    found = order(size, seed, 0, shuffle, lengths=lengths, batch=batch)
    assert sorted(found.tolist()) == list(range(size))
    rest = size - size % batch
    np.testing.assert_array_equal(found[rest:], mixed[rest:])
    np.testing.assert_array_equal(
        found, order(size, seed, 0, shuffle, lengths=lengths, batch=batch)
    )


def test_batches_by_length_hold_similar_ones_and_come_in_no_order() -> None:
    lengths = np.random.default_rng(0).integers(0, 500, 5_000)
    found = lengths[order(5_000, 0, 0, shuffle=True, lengths=lengths, batch=10)].reshape(-1, 10)
    mixed = lengths[order(5_000, 0, 0, shuffle=True)].reshape(-1, 10)
    assert np.ptp(found, axis=1).mean() < 0.1 * np.ptp(mixed, axis=1).mean()
    means = found.mean(axis=1)
    assert abs(np.corrcoef(means[:-1], means[1:])[0, 1]) < 0.2
    assert (
        found != lengths[order(5_000, 0, 1, True, lengths=lengths, batch=10)].reshape(-1, 10)
    ).any()


def test_lengths_are_those_without_padding() -> None:
    np.testing.assert_array_equal(
        lengths_of(np.array([[0, 0, 7], [1, 2, 3], [4, 0, 0]])), [1, 3, 1]
    )


def test_the_last_share_is_held_out_as_keras_does() -> None:
    kept, held_out = last_share(25_000, 0.2)
    assert (kept[0], kept[-1], held_out[0], held_out[-1]) == (0, 19_999, 20_000, 24_999)
    assert [len(part) for part in last_share(10, 0.25)] == [7, 3]  # floor(7.5) are kept
    assert [len(part) for part in last_share(10, 0.0)] == [10, 0]


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=60), st.floats(0.01, 0.99), st.integers(0, 9)
)
def test_a_stratified_split_draws_from_every_class(labels, share, seed) -> None:
    labels = np.array(labels)
    kept, held_out = stratified(labels, share, seed, "test")
    assert sorted([*kept, *held_out]) == list(range(len(labels)))
    for label, size in zip(*np.unique(labels, return_counts=True), strict=True):
        out = int((labels[held_out] == label).sum())
        assert size - out >= 1
        assert out >= min(1, size - 1)
        assert abs(out - size * share) <= 1


def test_a_stratified_split_depends_on_seed_and_purpose() -> None:
    labels = np.arange(200) % 2
    first = stratified(labels, 0.3, 0, "test")[1].tolist()
    assert first == stratified(labels, 0.3, 0, "test")[1].tolist()
    assert first != stratified(labels, 0.3, 1, "test")[1].tolist()
    assert first != stratified(labels, 0.3, 0, "validation")[1].tolist()


@pytest.mark.parametrize(
    "data",
    [
        ImdbData(validation_split=0.99),
        ImdbData(validation_split=0.0001),
        TextData(path="x", validation_split=0.5),
    ],
)
def test_a_validation_split_that_empties_a_side_is_refused(data) -> None:
    n = 1 if isinstance(data, TextData) else 3
    if data.validation_split == 0.0001:
        n = 0
    part = flat(*[[1]] * n, labels=[0] * n)
    with pytest.raises(DataError, match="validation_split"):
        validation_places(Corpus(part, part, ("a",), None, (), ""), data, 0)
