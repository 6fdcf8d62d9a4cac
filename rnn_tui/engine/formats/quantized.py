"""A LiteRT file with int8 weights, and what that costs: its accuracy beside the float one's."""

from pathlib import Path
from typing import Any

import numpy as np

from rnn_tui.data import DataError, arrays, load
from rnn_tui.engine.formats import Ids, Reader, litert_file, sample_rows
from rnn_tui.experiment import Experiment
from rnn_tui.wording.numbers import byte_size, figure

MOST_TEXTS = 2_000
"""Texts of the test part: one at a time, as LiteRT reads them, these take seconds."""


def quantized(model: Any, folder: Path, experiment: Experiment) -> list[str]:
    """Put the quantised file in the place of the float one; sentences about both.

    Raises CannotExport and OSError.
    """
    path = folder / litert_file.NAME
    exact, exact_size = litert_file.reader(path), path.stat().st_size
    path.unlink()  # the interpreter goes on to read it
    coarse = litert_file.write_int8(model, folder)
    sizes = f"{byte_size(path.stat().st_size)} instead of {byte_size(exact_size)}"
    try:
        rows, labels = test_rows(experiment)
    except DataError as error:
        rows = sample_rows(2, experiment.data.maxlen)
        coarse(rows)
        return [f"int8: {sizes}; its accuracy is not known: {error}"]
    one, other = (figure(accuracy(read, rows, labels)) for read in (coarse, exact))
    where = f"on {len(labels):,} texts of the test part"
    return [f"int8: {sizes}; accuracy {one} instead of {other} {where}"]


def test_rows(experiment: Experiment) -> tuple[Ids, Ids]:
    """Texts of the test part, (texts, maxlen), and their labels. Raises DataError."""
    data = experiment.data.offline()
    padded = arrays(load(data, experiment.seed), data, experiment.seed)
    rows, labels = padded.x_test, padded.y_test
    if not len(labels):
        raise DataError("the run has no test part")
    chosen = np.random.default_rng(0).permutation(len(labels))[:MOST_TEXTS]
    return np.ascontiguousarray(rows[chosen]), labels[chosen]


def accuracy(read: Reader, rows: Ids, labels: Ids) -> float:
    """The share of texts whose class is the likeliest."""
    outputs = read(rows)
    if outputs.shape[1] == 1:
        return float(((outputs[:, 0] > 0.5) == (labels == 1)).mean())
    return float((outputs.argmax(axis=1) == labels).mean())
