"""A tiny experiment on texts, and engines that train it: for the tests of what runs leave."""

import csv
from pathlib import Path

from rnn_tui.experiment import Experiment, loads
from rnn_tui.runs import Ask, RunDirectory, read_state, request, start_engine
from tests.forked import server

DEADLINE = 150.0
"""Seconds that a process may take on a busy machine."""

EXPERIMENT = """
name = "tiny"
[data]
source = "text"
path = "{path}"
num_words = 40
maxlen = 8
validation_split = 0.25
[[layers]]
kind = "Embedding"
input_dim = 40
output_dim = 6
mask_zero = true
[[layers]]
kind = "Dropout"
rate = {dropout}
[[layers]]
kind = "GRU"
units = 5
bidirectional = true
[[layers]]
kind = "Dense"
units = 1
activation = "sigmoid"
[train]
optimizer = "adam"
learning_rate = 0.05
epochs = 2
batch_size = 8
shuffle = false
monitor = "loss"
[train.schedule]
kind = "exponential"
factor = 0.5
"""
"""The order of the sequences is fixed: what is left of chance are the weights' first values."""


def tiny(path: Path, dropout: float = 0.0) -> Experiment:
    """The experiment on the texts at `path`."""
    return loads(EXPERIMENT.format(path=path, dropout=dropout))


def write_texts(path: Path) -> None:
    """Forty sentences; who likes and who does not is told by the last word."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        for number in range(40):
            word = "gut" if number % 2 else "bad"
            writer.writerow([f"word{number % 7} and word{number % 5} is {word}", word])


def engine(run: RunDirectory, ask: Ask | None = None) -> None:
    """Let an engine work on the run to its end, or to what it is asked for."""
    process = start_engine(run, server())
    if ask is not None:
        request(run.control, ask, "test")
    assert process.wait(timeout=DEADLINE) is not None


def experiment_of(run: RunDirectory) -> Experiment:
    experiment = read_state(run).experiment
    assert experiment is not None
    return experiment
