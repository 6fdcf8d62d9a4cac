"""How long a stop takes: from the request to the event `stopped`, and to the engine's end.

    python tests/bench/stop_latency.py [--stops 10] [--imdb FOLDER]

Each stop comes at a random moment of an engine's work on the first epoch; the next engine takes
the run up again. Measured on a tiny network and, where the data is there, on the article's
(imdb-simple-rnn, batch 10, 500 timesteps). `seen` is when the engine has noted the request. A
stop waits for the call under way, which is made of as many batches as fit into 50 ms.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rnn_tui.runs import Ask, RunDirectory, request
from rnn_tui.runs.files import events
from tests.lives import Lab
from tests.small_text import write_experiment

IMDB = Path(__file__).parents[3] / "shared" / "imdb"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stops", type=int, default=10)
    parser.add_argument("--imdb", type=Path, default=IMDB)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(Path(folder))
        try:
            config = write_experiment(lab.folder, rows=20_000)
            measure("tiny", lab, lab.create(config, "train.checkpoint_seconds=30"), chosen.stops)
            if (archive := chosen.imdb / "imdb.npz").is_file():
                run = lab.create("imdb-simple-rnn", f"data.path={archive}")
                measure("imdb-simple-rnn", lab, run, chosen.stops)
        finally:
            lab.clear()
    return 0


def measure(name: str, lab: Lab, run: RunDirectory, stops: int) -> None:
    """Print medians and maxima over the stops, in milliseconds."""
    draw = random.Random(0)
    taken: dict[str, list[float]] = {"seen": [], "stopped": [], "gone": []}
    for _ in range(stops):
        life = lab.live(run)
        life.sees(events.Resumed)
        life.shows(lambda status: status.train_rate > 0, "training")
        try:
            life.process.wait(draw.uniform(0.0, 1.0))
        except subprocess.TimeoutExpired:
            asked = request(run.control, Ask.STOP, "bench").at
            life.ends()
            gone = time.time()
            taken["seen"].append(life.last(events.Request).at - asked)
            taken["stopped"].append(life.last(events.Stopped).at - asked)
            taken["gone"].append(gone - asked)
    print(f"{name}, {len(taken['gone'])} stops, milliseconds")
    for what, seconds in taken.items():
        print(f"  {what:<8} median {statistics.median(seconds) * 1000:6.0f}", end="")
        print(f"   largest {max(seconds) * 1000:6.0f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
