"""A small text corpus and a small experiment on it, in which everything happens.

Dropout, validation, a falling learning rate, early stopping and a best epoch that is not
the last one, within seconds.
"""

import csv
import random
from pathlib import Path

SURE = 0.62
"""How often a text's words are those of its class: little enough to overfit."""

EXPERIMENT = """
name = "small"
seed = 5

[data]
source = "text"
path = "{path}"
num_words = 60
maxlen = 16
validation_split = 0.25
test_split = 0.25

[[layers]]
kind = "Embedding"
input_dim = 60
output_dim = 8
mask_zero = {mask_zero}

{network}

[[layers]]
kind = "Dropout"
rate = 0.3

[[layers]]
kind = "Dense"
units = 1
activation = "sigmoid"

[train]
{train}
optimizer = "adam"
learning_rate = 0.01
metrics = ["acc"]
epochs = 30
batch_size = 8
validation_batch_size = 1
trace_every = 3
checkpoint_seconds = 0.02
tensorboard = true
restore_best = true

[train.early_stopping]
patience = 3

[train.schedule]
kind = "reduce_on_plateau"
patience = 1
factor = 0.5
"""


RECURRENT = """
[[layers]]
kind = "{kind}"
units = 8
dropout = 0.2
"""

BIDIRECTIONAL = """
[[layers]]
kind = "{kind}"
units = 6
bidirectional = true
dropout = 0.2
recurrent_dropout = 0.2
"""

CONVOLUTION = """
[[layers]]
kind = "Conv1D"
filters = 8
kernel_size = 3

[[layers]]
kind = "{kind}"
units = 8
dropout = 0.2
"""

NETWORKS = {
    "recurrent": {"network": RECURRENT, "kind": "GRU"},
    "bidirectional": {
        "network": BIDIRECTIONAL,
        "kind": "GRU",
        "train": "bucket_by_length = true",
    },
    "convolution": {
        "network": CONVOLUTION,
        "kind": "LSTM",
        "train": "class_weight = {good = 3.0}",
        "mask_zero": "false",
    },
}
"""By name: the layers between Embedding and Dropout, the kind of the recurrent one, and more."""


def write_corpus(path: Path, rows: int = 800, seed: int = 1) -> Path:
    """A CSV of `rows` texts of 3 to 20 words in two classes."""
    draw = random.Random(seed)
    words = {"good": [f"g{n}" for n in range(25)], "bad": [f"b{n}" for n in range(25)]}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        for row in range(rows):
            label, other = ("good", "bad") if row % 2 else ("bad", "good")
            text = [
                draw.choice(words[label if draw.random() < SURE else other])
                for _ in range(draw.randint(3, 20))
            ]
            writer.writerow([" ".join(text), label])
    return path


def write_experiment(
    folder: Path, *, kind: str = "", rows: int = 800, network: str = "recurrent"
) -> Path:
    """The experiment as TOML, its corpus beside it. `kind` is another recurrent layer."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus = write_corpus(folder / "corpus.csv", rows)
    chosen = {"path": str(corpus), "train": "", "mask_zero": "true"} | NETWORKS[network]
    chosen["network"] = chosen["network"].format(kind=kind or chosen["kind"])
    text = EXPERIMENT.format_map(chosen)
    config = folder / "small.toml"
    config.write_text(text, encoding="utf-8")
    return config
