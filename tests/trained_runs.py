"""Runs that look as if an engine had trained them: weights, vocabulary, data; no Keras.

`GOOD` and `BAD` words push the prediction of `tell_tale` runs up and down, the others do
nothing, so that a test knows what a prediction must be.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tui.cells import Network
from rnn_tui.cells.network import weight_shapes
from rnn_tui.data import Vocabulary
from rnn_tui.experiment import Experiment
from rnn_tui.runs import Position, RunDirectory, create
from rnn_tui.runs.files.checkpoints import Checkpoint, save
from rnn_tui.runs.files.history_csv import EpochRecord
from tests.made_runs import checkpoint, epoch, tell

WORDS = ("the", "film", "good", "bad", "was", "don't")
GOOD, BAD = 3 + 3, 3 + 4
"""The ids of "good" and "bad": rank and `index_from`."""

NUM_WORDS = 3 + len(WORDS) + 1

EMBEDDING = {"kind": "Embedding", "input_dim": NUM_WORDS, "output_dim": 2}
RNN = {"kind": "SimpleRNN", "units": 2, "activation": "linear"}
SIGMOID = {"kind": "Dense", "units": 1, "activation": "sigmoid"}


def vocabulary(**changes: Any) -> Vocabulary:
    settings: dict[str, Any] = {
        "words": WORDS,
        "num_words": NUM_WORDS,
        "skip_top": 0,
        "start_char": 1,
        "oov_char": 2,
        "index_from": 3,
        "lowercase": True,
        "splitting": "words-2",
        "classes": ("negative", "positive"),
    }
    return Vocabulary(**settings | changes)


def experiment(*layers: dict[str, Any], data: dict[str, Any] | None = None, **train: Any) -> Any:
    """By default Embedding, SimpleRNN, Dense over 8 timesteps."""
    return Experiment.model_validate(
        {
            "name": "tiny",
            "data": {"source": "sample", "num_words": NUM_WORDS, "maxlen": 8} | (data or {}),
            "layers": list(layers) or [EMBEDDING, RNN, SIGMOID],
            "train": train,
        }
    )


def tell_tale_weights() -> list[np.ndarray]:
    """Those of the default stack: the logit is the number of good words less that of bad ones."""
    table = np.zeros((NUM_WORDS, 2), np.float32)
    table[GOOD], table[BAD] = (1, 0), (-1, 0)
    one, nothing = np.eye(2, dtype=np.float32), np.zeros(2, np.float32)
    return [table, one, one, nothing, np.array([[1], [0]], np.float32), np.zeros(1, np.float32)]


def random_weights(of: Experiment, seed: int = 0) -> list[np.ndarray]:
    draw = np.random.default_rng(seed)
    shapes = weight_shapes(of.layers, of.data.maxlen)
    return [
        draw.normal(scale=0.7, size=shape).astype(np.float32)
        for named in shapes
        for shape in named.values()
    ]


def network(of: Experiment, seed: int = 0) -> Network:
    return Network(of.layers, random_weights(of, seed), of.data.maxlen)


def save_weights(
    run: RunDirectory,
    weights: Sequence[np.ndarray],
    position: Position | None = None,
    *,
    best: bool = False,
) -> Path:
    """A checkpoint as the engine writes it, the state of a seed generator among the weights."""
    seed_state = np.zeros(2, np.uint32)
    at = position or Position(1)
    return save(
        run.checkpoints,
        Checkpoint(
            position=at,
            history=(EpochRecord(0, {"loss": 0.5}, 0.001),),
            model=(weights[0], seed_state, *weights[1:]),
            optimizer=(np.zeros(3, np.float32),),
            metrics=(),
            variables=tuple(
                {"path": f"layer/{index}", "trainable": index != 1, "weight": index != 1}
                for index in range(len(weights) + 1)
            ),
        ),
        best=best,
    )


def trained(
    folder: Path,
    of: Experiment | None = None,
    weights: Sequence[np.ndarray] | None = None,
    words: Vocabulary | None = None,
) -> RunDirectory:
    """A run with a checkpoint and a vocabulary; by default the one that tells its tale."""
    of = of or experiment()
    run = create(folder, of)
    save_weights(run, tell_tale_weights() if weights is None else weights)
    (words or vocabulary()).save(run.vocabulary)
    tell(run, epoch(0), checkpoint(1))
    return run
