"""Look inside a prediction: what each layer did, and what the network would have said before."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rnn_tui.cells import Forward, Network, Trace
from rnn_tui.cells.base import Array, Arrays
from rnn_tui.data import Sequences, pad
from rnn_tui.data.sequences import Ints, Longs, offsets_of
from rnn_tui.experiment import Layer
from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.experiment.stack import keras_names
from rnn_tui.results.predict import Prediction, Predictor, TextError, of_classes, spans
from rnn_tui.results.predict.spans import Spans
from rnn_tui.results.tokens import Token, padded, tokens

Method = Literal["states", "prefixes"]

MOST_PREFIXES, FEWEST_PREFIXES, PREFIX_TIMESTEPS = 512, 16, 256_000
"""The most beginnings of a text that are predicted: fewer where each has many timesteps."""


@dataclass(frozen=True, slots=True, eq=False)
class LayerTrace:
    """The work of one layer on the words; rows of nothing but padding are left out.

    `arrays` are (rows, units) by name: "state", "cell", "forget_gate", "forward.state",
    "output" … Row r was made from tokens `words[r, 0]` to `words[r, 1]`: one and the same,
    unless windows slid over them. `vectors` are those of a layer whose output has no
    timesteps, (features,).
    """

    name: str
    layer: Layer
    arrays: Arrays
    words: Longs
    vectors: Arrays


@dataclass(frozen=True, eq=False)
class Explanation:
    """A prediction and its way through the network.

    `tokens` are markers and words in the order of the text, those that were cut or left out
    included. `running` (steps, classes) is the prediction after token `reached[step]`, and
    `before` that from padding alone.

    `method` says how `running` came about. "states": the rest of the network was given each
    state of the last recurrent layer. It has read the padding in front of the whole text, and
    none after it yet: where that counts, `prediction` is not the last of `running`.
    "prefixes": the network was given the text's beginnings, each padded as a text of its
    own; of a long text not every one.
    """

    prediction: Prediction
    tokens: tuple[Token, ...]
    method: Method
    before: Array
    running: Array
    reached: Longs
    layers: tuple[LayerTrace, ...]

    @property
    def focus(self) -> int:
        """The class to draw: that of the positive answer, or of several the predicted one."""
        return 1 if self.running.shape[1] == 2 else self.prediction.index

    @cached_property
    def moved(self) -> NDArray[np.float64]:
        """By how much each token moved the prediction, (tokens, classes); 0 where it was not read.

        Where one step reads several words, they share what it moved. All moves together
        lead from `before` to the last of `running`.
        """
        moved = np.zeros((len(self.tokens), self.running.shape[1]))
        steps = np.diff(np.vstack((self.before[np.newaxis], self.running)).astype(float), axis=0)
        done = -1
        for end, step in zip(self.reached.tolist(), steps, strict=True):
            read = [
                place
                for place in range(done + 1, end + 1)
                if self.tokens[place].timestep is not None
            ]
            for place in read or [end]:
                moved[place] += step / max(1, len(read))
            done = max(done, end)
        return moved


def explain(
    predictor: Predictor, text: str | Ints, most_prefixes: int = MOST_PREFIXES
) -> Explanation:
    """Follow a text, or the ids of an encoded one, through the network. Raises PredictError."""
    data, network = predictor.experiment.data, predictor.network
    reading = predictor.read(text)
    found = tokens(reading, data)
    with predictor.refusing():
        forward = network.forward(padded([reading], data))
        prediction = predictor.judge(reading, of_classes(forward.output)[0])
        if isinstance(prediction, TextError):
            raise prediction
        places = _places(found)
        rows = _rows(network, forward, data.maxlen)
        carrying = carrying_layer(network)
        if carrying is not None:
            before, running, reached = _after_states(
                network, forward.layers[carrying], carrying, rows[carrying][0], places
            )
        else:
            before, running, reached = _after_prefixes(predictor, found, most_prefixes)
    layers = tuple(
        _layer_trace(name, layer, trace, own, places)
        for name, layer, trace, own in zip(
            keras_names(network.layers), network.layers, forward.layers, rows, strict=True
        )
    )
    method: Method = "prefixes" if carrying is None else "states"
    return Explanation(prediction, found, method, before, running, reached, layers)


def carrying_layer(network: Network) -> int | None:
    """The layer whose state alone carries what has been read, None where there is none.

    That is the last recurrent one, unless it, or one below it, has seen the end of the text
    already, or hands on more than its last state.
    """
    readers = {i: each for i, each in enumerate(network.layers) if isinstance(each, Recurrent)}
    if any(each.bidirectional or each.go_backwards for each in readers.values()):
        return None
    last = max(readers, default=None)
    return None if last is None or readers[last].return_sequences else last


def _places(found: tuple[Token, ...]) -> dict[int, int]:
    """Timestep -> place among the tokens, in the order of the text."""
    return {
        token.timestep: place for place, token in enumerate(found) if token.timestep is not None
    }


def _rows(network: Network, forward: Forward, maxlen: int) -> list[tuple[Spans, Spans]]:
    """For each layer the timesteps that the rows of its input and of its output stand for."""
    own, found = spans.of_input(maxlen), []
    for layer, trace in zip(network.layers, forward.layers, strict=True):
        came, own = own, spans.after(layer, own, trace)
        found.append((came, own))
    return found


def _with_words(rows: Spans, places: dict[int, int]) -> tuple[NDArray[np.intp], Longs]:
    """The rows in which a word was read, and the places of their first and last one."""
    first, last = min(places), max(places)
    seen = np.flatnonzero((rows[:, 1] >= first) & (rows[:, 0] <= last))
    inside = np.clip(rows[seen], first, last)
    place_of = np.array([places[step] for step in range(first, last + 1)], np.int64)
    return seen, place_of[inside - first]


def _layer_trace(
    name: str, layer: Layer, trace: Trace, rows: tuple[Spans, Spans], places: dict[int, int]
) -> LayerTrace:
    """States and gates stand in the order of the layer's input, everything else in that of
    its output."""
    came, own = rows
    in_time: Arrays = dict(trace.arrays)
    if isinstance(layer, Recurrent):
        seen, words = _with_words(came, places)
    else:
        seen, words = _with_words(own, places)
        in_time = {"output": trace.output, **in_time}
    if trace.output.ndim < 3:
        vectors = {"output": trace.output[0]}
        if not isinstance(layer, Recurrent):
            vectors |= {name: array[0] for name, array in trace.arrays.items()}
            in_time = {}
    else:
        vectors = {}
    arrays = {name: array[0][seen] for name, array in in_time.items()}
    return LayerTrace(name, layer, arrays, words, vectors)


def _after_states(
    network: Network, trace: Trace, index: int, rows: Spans, places: dict[int, int]
) -> tuple[Array, Array, Longs]:
    """Predictions of the layers after `index` from its states: the first before any word."""
    states = trace.arrays["state"][0]
    seen, words = _with_words(rows, places)
    padding = np.count_nonzero(rows[:, 1] < min(places))
    start = states[padding - 1] if padding else np.zeros_like(states[0])
    samples = np.concatenate((start[np.newaxis], states[seen]))
    answers = of_classes(network.continue_from(index + 1, samples))
    return answers[0], answers[1:], words[:, 1]


def _after_prefixes(
    predictor: Predictor, found: tuple[Token, ...], most: int
) -> tuple[Array, Array, Longs]:
    """Predict beginnings of the text as texts of their own; the last one is all of it."""
    data = predictor.experiment.data
    read = [place for place, token in enumerate(found) if token.timestep is not None]
    ids = np.array([found[place].id for place in read], np.int32)
    count = min(len(read), max(FEWEST_PREFIXES, min(most, PREFIX_TIMESTEPS // data.maxlen)))
    lengths = np.arange(count + 1) * len(read) // count
    flat = np.concatenate([ids[:length] for length in lengths.tolist()])
    prefixes = Sequences(flat, offsets_of(lengths), np.zeros(len(lengths), np.int32))
    answers = predictor.probabilities(pad(prefixes, data.maxlen, data.padding, data.truncating))
    # From padding alone a masked mean has nothing to say.
    before = answers[0] if np.isfinite(answers[0]).all() else answers[1]
    return before, answers[1:], np.array(read, np.int64)[lengths[1:] - 1]
