"""`python speed_table.py [SECONDS]`: samples a second of GPU and CPU, and what auto would take.

Networks of 32 units on 500 timesteps, padded in front; stops after SECONDS (default 120).
"""

import sys
import time
from itertools import product

import numpy as np

from rnn_tui.engine.devices.device_choice import measured
from rnn_tui.engine.devices.speed import NotMeasured, measure
from rnn_tui.experiment import load

PRESETS = {"SimpleRNN": "imdb-simple-rnn", "LSTM": "imdb-lstm", "GRU": "imdb-gru"}


def main() -> None:
    until = time.monotonic() + float(sys.argv[1] if len(sys.argv) > 1 else 120)
    draw = np.random.default_rng(0)
    print("kind       batch  GPU samples/s  CPU samples/s  auto")
    for batch, kind in product((10, 128, 512), PRESETS):
        if time.monotonic() > until:
            print("the rest is left out: the time is up")
            return
        x = draw.integers(1, 10_000, (4, batch, 500), dtype=np.int32)
        for row in x.reshape(-1, 500):
            row[: draw.integers(0, 450)] = 0
        y = draw.integers(0, 2, (4, batch), dtype=np.int32)
        experiment = load(PRESETS[kind], [f"train.batch_size={batch}"])
        try:
            found = measure(experiment, (x, y))
        except NotMeasured as error:
            print(f"{kind:<10} {batch:>5}  failed: {error}", flush=True)
            continue
        speeds = f"{found.gpu:>13,.0f}  {found.cpu:>13,.0f}  {measured(found).device}"
        print(f"{kind:<10} {batch:>5}  {speeds}", flush=True)


if __name__ == "__main__":
    main()
