"""Time and memory of loading IMDB: ours beside Keras's, measured in one run.

    python tests/bench/data_loading.py [IMDB_FOLDER] [--words 10000] [--maxlen 500] [--runs 3]

Each way loads, encodes and pads all 50,000 reviews in a process of its own, alternating; ours
from a warm cache. Printed are the medians: seconds of the work (imports excluded) by the clock
and of the processor, and the peak of resident memory above what the process had before the work, in
all and beyond the padded arrays.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "shared" / "imdb"

MEASURE = """
import json, sys, time
path, words, maxlen = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

def resident(key):
    for line in open("/proc/self/status"):
        if line.startswith(key):
            return int(line.split()[1]) * 1024

def measure(work):
    open("/proc/self/clear_refs", "w").write("5")  # the peak begins anew, after the imports
    before, start, cpu = resident("VmRSS"), time.perf_counter(), time.process_time()
    arrays = work()
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak, size = resident("VmHWM") - before, sum(array.nbytes for array in arrays)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak, "arrays": size,
                      "sum": int(sum(array.sum() for array in arrays))}))
"""

OURS = """
from rnn_tui.data import arrays, load
from rnn_tui.experiment.data import ImdbData
data = ImdbData(path=path, num_words=words, maxlen=maxlen, validation_split=0.0, download=False)

def work():
    padded = arrays(load(data, 0), data, 0)
    return padded.x_train, padded.x_test

measure(work)
"""

KERAS = """
import keras
import keras.src.datasets.imdb as imdb
imdb.get_file = lambda **_: path

def work():
    (x, _), (u, _) = imdb.load_data(num_words=words)
    return tuple(keras.utils.pad_sequences(rows, maxlen=maxlen) for rows in (x, u))

measure(work)
"""


def run(way: str, arguments: list[str], environment: dict[str, str]) -> dict[str, float]:
    """One measurement in a process of its own."""
    child = subprocess.run(
        [sys.executable, "-c", MEASURE + way, *arguments],
        env=environment,
        capture_output=True,
        text=True,
    )
    if child.returncode:
        sys.exit(child.stderr)
    result: dict[str, float] = json.loads(child.stdout.splitlines()[-1])
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--words", default="10000")
    parser.add_argument("--maxlen", default="500")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    path = options.folder / "imdb.npz"
    if not path.is_file():
        sys.exit(f"the real IMDB data is not in {options.folder}: nothing to measure")
    arguments = [str(path), options.words, options.maxlen]
    results: dict[str, list[dict[str, float]]] = {"ours": [], "keras": []}
    with tempfile.TemporaryDirectory() as cache:
        environment = {
            **os.environ,
            "RNN_TUI_CACHE": cache,
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        cold = run(OURS, arguments, environment)
        for _ in range(options.runs):
            results["ours"].append(run(OURS, arguments, environment))
            results["keras"].append(run(KERAS, arguments, environment))
    report(cold, results)


def report(cold: dict[str, float], results: dict[str, list[dict[str, float]]]) -> None:
    """The medians, the ratios, and whether both ways gave the same ids."""
    medians = {
        way: {key: statistics.median(one[key] for one in runs) for key in runs[0]}
        for way, runs in results.items()
    }
    print(f"{'':8}{'seconds':>9}{'CPU s':>9}{'peak MB':>10}{'above the arrays MB':>22}")
    for way, figures in medians.items():
        peak, above = figures["peak"] / 1e6, (figures["peak"] - figures["arrays"]) / 1e6
        print(f"{way:8}{figures['seconds']:9.3f}{figures['cpu']:9.3f}{peak:10.0f}{above:22.0f}")
    ours, keras = medians["ours"], medians["keras"]
    print(f"ours is {keras['seconds'] / ours['seconds']:.1f} times as fast from a warm cache")
    print(f"and takes {keras['peak'] / ours['peak']:.1f} times less memory at its peak;")
    print(f"the first time, when the cache is built, it takes {cold['seconds']:.1f} s.")
    same = ours["sum"] == keras["sum"]
    print(f"sums of all ids: {'equal' if same else 'DIFFERENT'}; median of {len(results['ours'])}")


if __name__ == "__main__":
    main()
