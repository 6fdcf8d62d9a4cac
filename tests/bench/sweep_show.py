"""The time of `rnn-tui sweep show` of a sweep with many trials, beside `rnn-tui runs` of few runs.

python tests/bench/sweep_show.py [TRIALS]
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from rnn_tui.sweeps.folder import Sweep
from tests.made_sweeps import RATE, UNITS, asked, made_sweep, run_of, taken, told

ROUNDS = 3
OPEN = 4
"""Runs that are not over: one for each worker."""


def main(trials: int) -> None:
    """Make the sweep and look at it."""
    with tempfile.TemporaryDirectory() as folder:
        sweep = fill(Path(folder) / "runs", trials)
        for arguments in (("sweep", "show"), ("sweep", "show", "--json"), ("runs", "--limit", "1")):
            best = min(timed(sweep, arguments) for _ in range(ROUNDS))
            print(f"{' '.join(arguments):<18} {best:.2f} s of processor time, {trials:,} trials")


def fill(folder: Path, trials: int) -> Sweep:
    """A sweep with as many trials, each with its run; the last few are open."""
    sweep = made_sweep(folder, UNITS | RATE, sampler="random", trials=trials)
    with sweep.journal.locked() as journal:
        for number in range(trials):
            values = {"layers.1.units": 8, "train.learning_rate": 1e-4 * (1 + number % 99)}
            journal.append(asked(number, values=values), taken(number))
            if number < trials - OPEN:
                journal.append(told(number, value=1 / (number + 1)))
    for number in range(trials):
        run_of(sweep, number, epochs=10)
    return sweep


def timed(sweep: Sweep, arguments: tuple[str, ...]) -> float:
    """Seconds of processor time of the command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "rnn_tui", *arguments, "--runs-dir", str(sweep.path.parent)],
        env=os.environ,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1_000)
