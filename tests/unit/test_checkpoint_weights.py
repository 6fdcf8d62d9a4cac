"""Weights out of a checkpoint: the right ones, and an error for every damaged file."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.cells import Network, WeightsError
from rnn_tui.experiment.layers.dense import Dense
from rnn_tui.experiment.layers.dropping import Dropout
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.layers.recurrent import GRU
from rnn_tui.runs.files.checkpoints import CheckpointError, load_weights

LAYERS = [
    Embedding(input_dim=9, output_dim=3),
    Dropout(),
    GRU(units=2, dropout=0.5),
    Dense(units=1, activation="sigmoid"),
]

VARIABLES: list[tuple[str, tuple[int, ...]]] = [
    ("sequential/embedding/embeddings", (9, 3)),
    ("sequential/dropout/seed_generator/seed_generator_state", (2,)),
    ("sequential/gru/gru_cell/kernel", (3, 6)),
    ("sequential/gru/gru_cell/recurrent_kernel", (2, 6)),
    ("sequential/gru/gru_cell/bias", (2, 6)),
    ("sequential/gru/gru_cell/seed_generator/seed_generator_state", (2,)),
    ("sequential/dense/kernel", (2, 1)),
    ("sequential/dense/bias", (1,)),
]
"""What Keras's `model.variables` are for LAYERS."""


def is_seed(path: str) -> bool:
    return path.endswith("seed_generator_state")


def content() -> dict[str, Any]:
    draw = np.random.default_rng(1)
    arrays: dict[str, Any] = {
        f"model/{number:04d}": np.zeros(shape, np.uint32)
        if is_seed(path)
        else draw.normal(size=shape).astype(np.float32)
        for number, (path, shape) in enumerate(VARIABLES)
    }
    described = [
        {"path": path, "trainable": not is_seed(path), "weight": not is_seed(path)}
        for path, _ in VARIABLES
    ]
    arrays["optimizer/0000"] = np.zeros(3, np.float32)
    return arrays | {"meta": in_bytes({"version": 1, "model": described})}


def in_bytes(meta: Any) -> np.ndarray:
    return np.frombuffer(json.dumps(meta).encode(), np.uint8)


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    path = tmp_path / "checkpoint.npz"
    np.savez(path, **content())
    return path


def test_weights_without_the_states_of_generators(checkpoint: Path) -> None:
    weights = load_weights(checkpoint)
    assert [array.shape for array in weights] == [
        shape for path, shape in VARIABLES if not is_seed(path)
    ]
    np.testing.assert_array_equal(weights[-1], content()["model/0007"])
    ids = np.array([[0, 1, 2]])
    assert Network(LAYERS, weights).predict(ids).shape == (1, 1)


def test_checkpoint_of_another_network(checkpoint: Path) -> None:
    other = [LAYERS[0], GRU(units=4), LAYERS[3]]
    with pytest.raises(WeightsError, match="layer 2, GRU: kernel has shape"):
        Network(other, load_weights(checkpoint))


def test_no_file_and_no_npz(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_weights(tmp_path / "gone.npz")
    with pytest.raises(IsADirectoryError):
        load_weights(tmp_path)
    (tmp_path / "text").write_text("not an archive")
    with pytest.raises(CheckpointError, match="damaged"):
        load_weights(tmp_path / "text")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"meta": None}, "holds no array meta"),
        ({"meta": np.frombuffer(b"{no json", np.uint8)}, "damaged"),
        ({"meta": in_bytes([])}, "damaged"),
        ({"meta": in_bytes({"epoch": 1})}, "damaged"),
        ({"meta": in_bytes({"model": [{"path": "x"}]})}, "describes 1 variables and holds 8"),
        ({"meta": in_bytes({"model": [{"path": "x"}] * 8})}, "damaged"),
        ({"model/0003": None}, "describes 8 variables and holds 7"),
        ({"model/0003": np.array(["x"])}, "model/0003 does not have the size"),
        (
            {"model/0003": np.array([{}], object)},
            "model/0003 does not have the size",
        ),
    ],
)
def test_other_content_is_refused_in_a_sentence(
    tmp_path: Path, changes: dict[str, np.ndarray | None], message: str
) -> None:
    arrays = {name: array for name, array in (content() | changes).items() if array is not None}
    path = tmp_path / "checkpoint.npz"
    np.savez(path, **arrays)
    with pytest.raises(CheckpointError, match=message):
        load_weights(path)


def test_header_that_claims_more_than_there_is(tmp_path: Path) -> None:
    """A few bytes that ask for 4 TB of memory get none."""
    path = tmp_path / "checkpoint.npz"
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }"
    with ZipFile(path, "w") as archive:
        header = header.ljust(117) + b"\n"
        archive.writestr("meta.npy", b"\x93NUMPY\x01\x00\x76\x00" + header)
    with pytest.raises(CheckpointError, match="meta does not have the size that its header states"):
        load_weights(path)


@given(
    keep=st.floats(0, 1),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=3),
)
def test_damage_is_one_error(
    tmp_path_factory: pytest.TempPathFactory,
    keep: float,
    flips: list[tuple[float, int]],
) -> None:
    path = tmp_path_factory.mktemp("damage") / "checkpoint.npz"
    np.savez(path, **content())
    data = bytearray(path.read_bytes())
    for place, value in flips:
        data[int(place * len(data))] = value
    path.write_bytes(data[: round(keep * len(data))])
    with suppress(CheckpointError):  # and no other error
        assert len(load_weights(path)) == 6
