"""A network of numpy layers: what it keeps, what it checks, what it says."""

import numpy as np
import pytest

from rnn_tui.cells import Forward, Network, WeightsError
from rnn_tui.cells.network import weight_shapes
from rnn_tui.cells.passes import FORWARD_PASSES
from rnn_tui.experiment import KINDS
from rnn_tui.experiment.layers import Layer
from rnn_tui.experiment.layers.base import ShapeError
from rnn_tui.experiment.layers.convolution import Conv1D
from rnn_tui.experiment.layers.dense import Dense
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.layers.pooling import GlobalMaxPooling1D
from rnn_tui.experiment.layers.recurrent import GRU, LSTM, SimpleRNN
from rnn_tui.experiment.layers.reshaping import Flatten

EMBEDDING = Embedding(input_dim=9, output_dim=3, mask_zero=True)
IDS = np.array([[0, 0, 5, 8], [1, 2, 3, 4]])


def weights(layers: list[Layer], maxlen: int | None = None) -> list[np.ndarray]:
    draw = np.random.default_rng(3)
    return [
        draw.normal(0, 0.5, shape).astype(np.float32)
        for named in weight_shapes(layers, maxlen)
        for shape in named.values()
    ]


def network(*layers: Layer, maxlen: int | None = None) -> Network:
    return Network(layers, weights(list(layers), maxlen), maxlen)


def forward(*layers: Layer) -> Forward:
    return network(*layers).forward(IDS)


def test_every_kind_of_the_spec_computes() -> None:
    assert FORWARD_PASSES.keys() == KINDS.keys()


def test_lstm_keeps_states_and_gates_in_the_order_of_the_words() -> None:
    trace = forward(EMBEDDING, LSTM(units=2, go_backwards=True)).layers[1]
    assert list(trace.arrays) == [
        *("state", "cell"),
        *("input_gate", "forget_gate", "candidate", "output_gate"),
    ]
    assert {array.shape for array in trace.arrays.values()} == {(2, 4, 2)}
    # Read from the end: padding comes last and leaves the state at the first word's.
    state, gate = trace.arrays["state"], trace.arrays["input_gate"]
    np.testing.assert_array_equal(state[0, 0], state[0, 2])
    np.testing.assert_array_equal(trace.output, state[:, 0])
    assert not gate[0, :2].any()
    assert gate[0, 2:].all()


def test_bidirectional_keeps_both_directions() -> None:
    trace = forward(EMBEDDING, GRU(units=2, bidirectional=True, return_sequences=True)).layers[1]
    both = np.concatenate((trace.arrays["forward.state"], trace.arrays["backward.state"]), axis=-1)
    np.testing.assert_array_equal(trace.output[1], both[1])
    assert not trace.output[0, :2].any()
    assert trace.mask is not None


def test_mask_follows_the_rules_of_the_spec() -> None:
    traces = forward(
        EMBEDDING, SimpleRNN(units=2, return_sequences=True), SimpleRNN(units=2), Dense(units=1)
    ).layers
    np.testing.assert_array_equal(traces[0].mask, IDS != 0)
    np.testing.assert_array_equal(traces[1].mask, IDS != 0)
    assert traces[2].mask is traces[3].mask is None


def test_predict_in_batches_is_the_forward_pass() -> None:
    net = network(EMBEDDING, LSTM(units=2, bidirectional=True), Dense(units=1))
    many = np.tile(IDS, (4, 1))[:7]
    output = net.predict(many, batch=3)
    assert output.shape == (7, 1)
    np.testing.assert_allclose(output, net.forward(many).output, atol=1e-6)
    assert net.predict(many[:0]).shape == (0, 1)


def test_continue_from_a_state_tells_the_prediction_after_each_word() -> None:
    net = network(EMBEDDING, GRU(units=3), Dense(units=1, activation="sigmoid"))
    states = net.forward(IDS).layers[1].arrays["state"]
    running = net.continue_from(2, states[1])
    for t in range(4):
        np.testing.assert_allclose(running[t], net.predict(IDS[1:, : t + 1])[0], atol=1e-6)


def test_weight_of_another_shape() -> None:
    layers = [Embedding(input_dim=9, output_dim=32), LSTM(units=32)]
    wrong = weights(layers)
    wrong[1] = wrong[1][:, :100]
    message = r"layer 2, LSTM: kernel has shape \(32, 100\), expected \(32, 128\)"
    with pytest.raises(WeightsError, match=message):
        Network(layers, wrong)


@pytest.mark.parametrize("change", [-1, 1])
def test_weights_of_another_number(change: int) -> None:
    layers = [EMBEDDING, GRU(units=2)]
    wrong = weights(layers)[:change] if change < 0 else [*weights(layers), np.zeros(1)]
    with pytest.raises(WeightsError, match=f"have 4 arrays of weights, got {4 + change}"):
        Network(layers, wrong)


def test_weights_that_are_no_numbers() -> None:
    with pytest.raises(WeightsError, match="layer 1, Embedding: embeddings holds <U1, not floats"):
        Network([EMBEDDING], [np.full((9, 3), "x")])


@pytest.mark.parametrize(
    ("layers", "ids", "message"),
    [
        ([EMBEDDING], np.array([[9]]), "layer 1, Embedding: no row 9 in a table of 9"),
        ([EMBEDDING], np.array([[3, -1]]), "no row -1"),
        ([EMBEDDING], np.array([1, 2]), r"whole numbers \(batch, timesteps\)"),
        ([EMBEDDING], np.array([[1.5]]), r"whole numbers \(batch, timesteps\)"),
        ([EMBEDDING], np.zeros((1, 0), int), "no timesteps"),
        (
            [EMBEDDING, Conv1D(kernel_size=5), GlobalMaxPooling1D()],
            IDS,
            "layer 2, Conv1D: kernel_size 5 spans 5 timesteps, but gets only 4",
        ),
    ],
)
def test_input_that_does_not_fit(layers: list[Layer], ids: np.ndarray, message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        network(*layers).predict(ids)


def test_flatten_fixes_the_timesteps() -> None:
    net = network(EMBEDDING, Flatten(), Dense(units=1), maxlen=4)
    assert net.predict(IDS).shape == (2, 1)
    with pytest.raises(ShapeError, match="Flatten fixes the timesteps to 4, got 3"):
        net.predict(IDS[:, :3])


def test_layers_that_do_not_fit_one_another() -> None:
    with pytest.raises(ShapeError, match="layer 3, GRU: GRU needs a sequence"):
        Network([EMBEDDING, LSTM(units=2), GRU(units=2)], [])
    with pytest.raises(ShapeError, match="layer 1, Dense"):
        Network([Dense(units=2)], [])
    with pytest.raises(ShapeError, match="the network has no layers"):
        Network([], [])
