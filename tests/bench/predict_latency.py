"""How long a prediction of a 500-word review takes, and looking inside it, for each preset.

    python tests/bench/predict_latency.py [--rounds 15]

Medians in milliseconds with one thread of BLAS, as the app has it; the right half of the
table beside a training that keeps all processors busy. The weights are random: they do
not change the time. Absolute times belong to the machine; the load average is printed with them.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is imported

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from rnn_tui.data import Vocabulary
from rnn_tui.experiment import SampleData, load, preset_names
from rnn_tui.results.predict import Predictor, open_predictor
from rnn_tui.results.predict.explain import explain
from rnn_tui.runs import create, start_engine
from rnn_tui.runs.files import events
from tests.lives import Life
from tests.trained_runs import random_weights, trained, vocabulary

WORDS, REVIEW = 20_000, 499  # and the start marker


def predictors(folder: Path) -> dict[str, Predictor]:
    """One for each preset that gives a class; the data is never loaded."""
    found = {}
    for name in preset_names():
        preset = load(name)
        if preset.layers[-1].kind != "Dense":
            continue
        data = SampleData(num_words=preset.layers[0].input_dim, maxlen=preset.data.maxlen)
        of = preset.model_copy(update={"data": data})
        run = trained(folder, of, random_weights(of), words_of(of.layers[0].input_dim))
        found[name] = open_predictor(run)
    return found


def words_of(num_words: int) -> Vocabulary:
    words = tuple(f"w{rank}" for rank in range(WORDS))
    return vocabulary(words=words, num_words=num_words, splitting="keras")


def review() -> str:
    """Words with Zipf's frequencies."""
    ranks = np.minimum(np.random.default_rng(0).zipf(1.2, REVIEW), WORDS) - 1
    return " ".join(f"w{rank}" for rank in ranks)


def median_ms(act: Callable[[], object], rounds: int) -> float:
    act()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        act()
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1e3


def measure(of: dict[str, Predictor], rounds: int) -> dict[str, tuple[float, float]]:
    """Milliseconds of predicting and of explaining."""
    text = review()
    return {
        name: (
            median_ms(lambda each=each: each.predict([text]), rounds),
            median_ms(lambda each=each: explain(each, text), max(3, rounds // 3)),
        )
        for name, each in of.items()
    }


@contextmanager
def training(folder: Path) -> Iterator[None]:
    """An engine at work, until the block ends."""
    settings = ("train.epochs=100000", "data.maxlen=500", "train.batch_size=128")
    run = create(folder / "busy", load("quickstart", settings))
    life = Life(run, lambda: start_engine(run))
    try:
        life.sees(events.EpochEnded)
        yield
    finally:
        life.kill()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["RNN_TUI_STATE"] = str(folder / "state")
        os.environ["RNN_TUI_CACHE"] = str(folder / "cache")
        of = predictors(folder / "runs")
        print(f"load average before: {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
        quiet = measure(of, rounds)
        with training(folder):
            busy = measure(of, rounds)
    print(f"{'':18}{'quiet':>12}{'':12}{'beside a training':>22}")
    print(f"{'':18}{'predict':>12}{'explain':>12}{'predict':>12}{'explain':>12}")
    for preset, figures in quiet.items():
        cells = "".join(f"{ms:9.1f} ms" for ms in (*figures, *busy[preset]))
        print(f"{preset:18}{cells}")


if __name__ == "__main__":
    main()
