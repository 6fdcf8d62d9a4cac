"""`python compare_numbers.py gpu|cpu`: how far a GPU's outputs and gradients are from the CPU's.

For each kind of layer, with and without padding and so on: one line of JSON with `case`, `output`
(largest difference of a probability) and `gradient` (the largest of an entry, relative to the
largest entry of that gradient). With `cpu` both sides are the CPU's: our loops and Keras's.
"""

import json
import sys
from itertools import product
from typing import Any

import numpy as np

from rnn_tui.engine import tf_environment

BATCH, TIMESTEPS = 16, 200
TOML = """
name = "numbers"
[data]
source = "sample"
num_words = 500
maxlen = 200
[[layers]]
kind = "Embedding"
input_dim = 500
output_dim = 32
mask_zero = {masked}
[[layers]]
kind = "{kind}"
units = 32
return_sequences = {sequences}
bidirectional = {bidirectional}
{pool}
[[layers]]
kind = "Dense"
units = 1
activation = "sigmoid"
[train]
engine = "{engine}"
"""
POOL = '[[layers]]\nkind = "GlobalAveragePooling1D"'


def main(device: str) -> None:
    tf_environment.prepare()
    from rnn_tui.engine.devices import setup
    from rnn_tui.engine.devices.gpu_choice import choose_gpu
    from rnn_tui.engine.devices.hardware import detect
    from rnn_tui.engine.placement import Device
    from rnn_tui.experiment import TrainSpec

    other = Device(device)
    setup.prepare(other, choose_gpu(setup.with_tensorflow(detect())), TrainSpec())
    kinds, paddings = ("SimpleRNN", "LSTM", "GRU"), ("none", "pre", "post")
    for kind, padding, sequences, both in product(kinds, paddings, (False, True), (False, True)):
        if both and not sequences and padding == "post":
            continue  # the others say as much
        network = {"kind": kind, "sequences": sequences, "bidirectional": both}
        one, gradients = of(network, padding, "auto", Device.CPU)
        two, others = of(network, padding, "auto" if other == Device.GPU else "stock", other)
        pairs = zip(gradients, others, strict=True)
        apart = max(float(np.abs(a - b).max() / np.abs(a).max()) for a, b in pairs)
        case = f"{kind}, padding {padding}" + ", sequences" * sequences + ", bidirectional" * both
        output = float(np.abs(one - two).max())
        print(json.dumps({"case": case, "output": output, "gradient": apart}), flush=True)


def of(network: dict[str, Any], padding: str, engine: str, device: Any) -> Any:
    """Probabilities (batch, 1) and the gradients of their loss in all weights."""
    import tensorflow as tf

    from rnn_tui.engine.build import build
    from rnn_tui.engine.devices.setup import placed_on
    from rnn_tui.engine.placement import Device
    from rnn_tui.experiment import loads

    words = {"masked": padding != "none", **network}
    values = {name: str(value).lower() for name, value in words.items() if name != "kind"}
    pool = POOL if network["sequences"] else ""
    experiment = loads(TOML.format(kind=network["kind"], pool=pool, engine=engine, **values))
    # The mean over a sequence that is all padding is no number, with Keras as well.
    x, y = batch(padding, with_empty=not pool)
    with placed_on(device):
        built = build(experiment, on_gpu=device == Device.GPU)
        draw = np.random.default_rng(1)
        weights = [w + draw.normal(size=w.shape) * 0.05 for w in built.model.get_weights()]
        built.model.set_weights(weights)

        @tf.function(autograph=False)
        def run(x: Any, y: Any) -> Any:
            with tf.GradientTape() as tape:
                predicted = built.model(x, training=True)
                loss = built.model.compute_loss(x=x, y=y, y_pred=predicted)
            variables = [v.value for v in built.model.trainable_variables]
            return predicted, [tf.convert_to_tensor(g) for g in tape.gradient(loss, variables)]

        predicted, gradients = run(tf.constant(x), tf.constant(y))
        return predicted.numpy(), [each.numpy() for each in gradients]


def batch(padding: str, *, with_empty: bool) -> Any:
    """Word ids as real texts have them: of many lengths, padded, one of them perhaps empty."""
    draw = np.random.default_rng(0)
    x = draw.integers(1, 500, (BATCH, TIMESTEPS), dtype=np.int32)
    for row, length in enumerate(draw.integers(1, TIMESTEPS, BATCH)):
        x[row, length:] = 0
        if padding != "post":
            x[row] = x[row][::-1]
    if with_empty:
        x[3] = 0
    return x, draw.integers(0, 2, (BATCH, 1)).astype(np.float32)


if __name__ == "__main__":
    main(sys.argv[1])
