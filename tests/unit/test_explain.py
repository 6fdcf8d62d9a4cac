"""Looking inside a prediction: traces against a plain forward pass, running predictions
against the predictions of shorter texts, and which words a row stands for."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui.experiment.layers.convolution import Conv1D
from rnn_tui.experiment.layers.pooling import MaxPooling1D
from rnn_tui.experiment.layers.recurrent import GRU
from rnn_tui.results.predict import Predictor, TextError, open_predictor, spans
from rnn_tui.results.predict.explain import Explanation, LayerTrace, explain
from rnn_tui.results.tokens import padded
from tests.trained_runs import (
    EMBEDDING,
    RNN,
    SIGMOID,
    experiment,
    network,
    random_weights,
    trained,
    vocabulary,
)

TEXT = "the good film was bad"
MASKED = EMBEDDING | {"mask_zero": True}
LSTM = {"kind": "LSTM", "units": 3}


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "cache"))


def predictor_of(
    folder: Path, *layers: dict[str, Any], words: Any = None, **data: Any
) -> Predictor:
    of = experiment(*layers, data=data)
    return open_predictor(trained(folder, of, random_weights(of), words or vocabulary()))


def layer(of: Explanation, kind: str) -> LayerTrace:
    return next(trace for trace in of.layers if trace.layer.kind == kind)


def shares(predictor: Predictor, texts: list[str]) -> np.ndarray:
    return np.array([each.probabilities for each in predictor.predict(texts)])


def test_words_that_tell_move_the_prediction_and_others_do_not(tmp_path: Path) -> None:
    found = explain(open_predictor(trained(tmp_path)), TEXT)
    assert found.method == "states"
    assert [token.text for token in found.tokens] == ["[START]", *TEXT.split()]
    half, up = 0.5, 1 / (1 + np.exp(-1))
    np.testing.assert_allclose(found.before, [half, half])
    np.testing.assert_allclose(found.running[:, 1], [half, half, up, up, up, half], rtol=1e-6)
    moved = [0, 0, up - half, 0, 0, half - up]
    np.testing.assert_allclose(found.moved[:, found.focus], moved, atol=1e-6)
    assert found.reached.tolist() == [0, 1, 2, 3, 4, 5]
    assert found.prediction.probabilities == pytest.approx(tuple(found.running[-1]))


@pytest.mark.parametrize(
    "stack",
    [
        [MASKED, RNN, SIGMOID],
        [MASKED, LSTM | {"return_sequences": True}, {"kind": "GRU", "units": 2}, SIGMOID],
        [MASKED, LSTM, {"kind": "Dropout"}, {"kind": "Dense", "units": 4}, SIGMOID],
    ],
)
def test_with_a_mask_states_say_what_shorter_texts_would(
    tmp_path: Path, stack: list[dict[str, Any]]
) -> None:
    predictor = predictor_of(tmp_path, *stack)
    found = explain(predictor, TEXT)
    assert found.method == "states"
    words = TEXT.split()
    beginnings = [" ".join(words[: n + 1]) for n in range(len(words))]
    np.testing.assert_allclose(found.running[1:], shares(predictor, beginnings), atol=1e-6)


@pytest.mark.parametrize(
    "stack",
    [
        [MASKED, LSTM | {"bidirectional": True}, SIGMOID],
        [EMBEDDING, RNN | {"go_backwards": True}, SIGMOID],
        [MASKED, RNN | {"return_sequences": True}, {"kind": "GlobalAveragePooling1D"}, SIGMOID],
        [EMBEDDING, {"kind": "Flatten"}, SIGMOID],
        [EMBEDDING, {"kind": "GlobalMaxPooling1D"}, SIGMOID],
    ],
)
@pytest.mark.parametrize("side", ["pre", "post"])
def test_else_beginnings_are_predicted_as_texts(
    tmp_path: Path, stack: list[dict[str, Any]], side: str
) -> None:
    predictor = predictor_of(tmp_path, *stack, padding=side)
    found = explain(predictor, TEXT)
    assert found.method == "prefixes"
    words = TEXT.split()
    beginnings = [" ".join(words[: n + 1]) for n in range(len(words))]
    np.testing.assert_allclose(found.running[1:], shares(predictor, beginnings), atol=1e-6)
    assert np.isfinite(found.before).all()
    np.testing.assert_allclose(found.running[-1], found.prediction.probabilities, atol=1e-6)


def test_of_a_long_text_only_some_beginnings(tmp_path: Path) -> None:
    predictor = predictor_of(tmp_path, MASKED, LSTM | {"bidirectional": True}, SIGMOID, maxlen=300)
    found = explain(predictor, "good film " * 140, most_prefixes=100)
    assert len(found.running) == 100
    assert found.reached[-1] == len(found.tokens) - 1
    np.testing.assert_allclose(found.running[-1], found.prediction.probabilities, atol=1e-6)
    first = found.moved[: found.reached[0] + 1]
    assert len(first) == 2
    np.testing.assert_allclose(first[0], first[1])  # read in one step, they share it
    np.testing.assert_allclose(found.before + found.moved.sum(axis=0), found.running[-1], atol=1e-6)


def test_traces_are_those_of_the_forward_pass_over_the_words(tmp_path: Path) -> None:
    predictor = predictor_of(tmp_path, EMBEDDING, LSTM, SIGMOID)
    found = explain(predictor, TEXT)
    rows = padded([predictor.read(TEXT)], predictor.experiment.data)
    forward = predictor.network.forward(rows)
    trace = layer(found, "LSTM")
    assert list(trace.arrays) == [
        "state",
        "cell",
        "input_gate",
        "forget_gate",
        "candidate",
        "output_gate",
    ]
    for name, array in trace.arrays.items():
        np.testing.assert_array_equal(array, forward.layers[1].arrays[name][0, 2:])
    assert trace.words.tolist() == [[n, n] for n in range(6)]
    np.testing.assert_array_equal(trace.vectors["output"], trace.arrays["state"][-1])
    head = layer(found, "Dense")
    assert not head.arrays
    assert {name: len(array) for name, array in head.vectors.items()} == {
        "output": 1,
        "pre_activation": 1,
    }
    assert [trace.name for trace in found.layers] == ["embedding", "lstm", "dense"]


def test_a_pair_shows_both_ways_in_the_order_of_the_words(tmp_path: Path) -> None:
    predictor = predictor_of(tmp_path, MASKED, RNN | {"bidirectional": True}, SIGMOID)
    trace = layer(explain(predictor, TEXT), "SimpleRNN")
    assert {name: array.shape for name, array in trace.arrays.items()} == {
        "forward.state": (6, 2),
        "backward.state": (6, 2),
    }
    both = np.concatenate((trace.arrays["forward.state"][-1], trace.arrays["backward.state"][0]))
    np.testing.assert_array_equal(trace.vectors["output"], both)


def test_backwards_the_output_runs_from_the_last_word_to_the_first(tmp_path: Path) -> None:
    backwards = RNN | {"go_backwards": True, "return_sequences": True}
    norm = {"kind": "LayerNormalization"}
    predictor = predictor_of(tmp_path, EMBEDDING, backwards, norm, RNN | {"units": 3}, SIGMOID)
    found = explain(predictor, TEXT)
    assert found.layers[1].words[:, 0].tolist() == [0, 1, 2, 3, 4, 5]
    assert found.layers[2].words[:, 0].tolist() == [5, 4, 3, 2, 1, 0]


def test_windows_know_their_words(tmp_path: Path) -> None:
    stack = [
        EMBEDDING,
        {"kind": "Conv1D", "filters": 2, "kernel_size": 3},
        {"kind": "MaxPooling1D", "pool_size": 2},
        {"kind": "GRU", "units": 2},
        SIGMOID,
    ]
    found = explain(predictor_of(tmp_path, *stack, maxlen=10), TEXT)  # 4 of padding, 6 tokens
    assert layer(found, "Conv1D").words.tolist() == [
        [0, 0],
        [0, 1],
        [0, 2],
        [1, 3],
        [2, 4],
        [3, 5],
    ]
    assert layer(found, "MaxPooling1D").words.tolist() == [[0, 1], [0, 3], [2, 5]]
    assert layer(found, "GRU").arrays["update_gate"].shape == (3, 2)
    assert found.method == "states"
    assert found.reached.tolist() == [1, 3, 5]
    moved = found.moved[:, 1]
    np.testing.assert_allclose(moved[::2], moved[1::2])
    np.testing.assert_allclose(moved.sum(), found.running[-1, 1] - found.before[1], atol=1e-6)


def test_a_tail_that_no_window_reads_moves_nothing(tmp_path: Path) -> None:
    pooling = {"kind": "MaxPooling1D", "pool_size": 3}
    predictor = predictor_of(tmp_path, EMBEDDING, pooling, RNN, SIGMOID)  # 8 timesteps: 2 windows
    found = explain(predictor, "the film")
    assert found.reached.tolist() == [0]  # of [START] the film at timesteps 5, 6, 7
    assert not found.moved[1:].any()
    nothing = explain(predictor, np.array([4]))
    assert nothing.running.shape == (0, 2)
    assert nothing.before == pytest.approx(nothing.prediction.probabilities)


def test_cut_and_left_out_words_move_nothing(tmp_path: Path) -> None:
    words = vocabulary(oov_char=None)
    found = explain(
        predictor_of(tmp_path, EMBEDDING, RNN, SIGMOID, words=words, maxlen=3),
        "bad film good flick was",
    )
    assert [token.timestep for token in found.tokens] == [None, None, 0, 1, None, 2]
    assert found.reached.tolist() == [2, 3, 5]
    assert not found.moved[[0, 1, 4]].any()
    assert layer(found, "SimpleRNN").words.tolist() == [[2, 2], [3, 3], [5, 5]]


def test_padding_behind_the_words_is_not_in_the_running_prediction(tmp_path: Path) -> None:
    predictor = predictor_of(tmp_path, EMBEDDING, RNN, SIGMOID, padding="post")
    found = explain(predictor, TEXT)
    states = layer(found, "SimpleRNN").arrays["state"]
    assert states.shape == (6, 2)
    assert found.before == pytest.approx([0.5, 0.5], abs=0.5)
    last = predictor.network.continue_from(2, states[-1:])
    assert found.running[-1, 1] == pytest.approx(float(last[0, 0]))
    assert found.running[-1, 1] != pytest.approx(found.prediction.probabilities[1])


def test_ids_of_the_test_set_explain_like_their_text(tmp_path: Path) -> None:
    predictor = predictor_of(tmp_path, EMBEDDING, LSTM, SIGMOID)
    of_text = explain(predictor, TEXT)
    of_ids = explain(predictor, vocabulary().encode(TEXT))
    assert of_ids.tokens == of_text.tokens
    np.testing.assert_array_equal(of_ids.running, of_text.running)


@pytest.mark.parametrize("text", ["", "?!"])
def test_nothing_to_explain(tmp_path: Path, text: str) -> None:
    with pytest.raises(TextError):
        explain(open_predictor(trained(tmp_path)), text)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (Conv1D(filters=1, kernel_size=3, strides=2, padding="same"), [[0, 2], [2, 4], [4, 5]]),
        (Conv1D(filters=1, kernel_size=3, padding="causal"), [[0, 0], [0, 1], [0, 2], [1, 3]]),
        (Conv1D(filters=1, kernel_size=2, dilation_rate=3), [[0, 3], [1, 4], [2, 5]]),
        (MaxPooling1D(pool_size=2, strides=3), [[0, 1], [3, 4]]),
        (MaxPooling1D(pool_size=4, padding="same"), [[0, 2], [3, 5]]),
    ],
)
def test_spans_of_windows(layer: Conv1D | MaxPooling1D, expected: list[list[int]]) -> None:
    """Held to what a change of single timesteps changes in the output."""
    of = experiment(EMBEDDING | {"output_dim": 1}, layer.model_dump(), {"kind": "GRU"}, SIGMOID)
    net = network(of)
    ids = np.full((1, 6), 4)
    trace = net.forward(ids).layers[1]
    found = spans.after(layer, spans.of_input(6), trace)
    assert found[: len(expected)].tolist() == expected
    for step in range(6):
        other = ids.copy()
        other[0, step] = 5
        changed = np.any(net.forward(other).layers[1].output != trace.output, axis=(0, 2))
        within = (found[:, 0] <= step) & (step <= found[:, 1])
        assert not (changed & ~within).any()


def test_no_rows_where_timesteps_are_gone() -> None:
    trace = network(experiment()).forward(np.array([[1, 2]])).layers[1]
    assert len(spans.after(GRU(units=2), spans.of_input(2), trace)) == 0
