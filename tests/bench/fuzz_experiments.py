"""Random experiments, each trained for a few batches and held against plain Keras.

    python tests/bench/fuzz_experiments.py [COUNT] [SEED]

For each valid one: the run finishes, the exported model loads in plain Keras, numpy predicts
what it predicts, the exported script runs, and from the same weights trains to the same history.
For each invalid one: a sentence. Prints the counts and the time; exits with 1 on a mismatch.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main(count: int, seed: int) -> int:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    for name in ("STATE", "CACHE"):
        os.environ[f"RNN_TUI_{name}"] = str(folder / name.lower())
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "engine")]
    from fuzzing import Mismatch, check

    from tests.random_experiments import Drawing, Sources, faults

    sources = Sources.written(folder)
    began, clock = time.monotonic(), time.process_time()
    counts: Counter[str] = Counter()
    for number in range(seed, seed + count):
        try:
            eager = number % 4 > 0
            outcome = check(Drawing(sources, number).valid(), folder / "runs", eager=eager)
        except Mismatch as mismatch:
            counts["mismatches"] += 1
            print(f"--- seed {number}\n{mismatch}", flush=True)
        else:
            counts["diverged" if outcome.diverged else "equal"] += 1
            counts["batches"] += outcome.trained
            counts["scripts trained to the same history"] += outcome.compared
        document = Drawing(sources, number).with_a_fault()
        sentences = faults(document)
        one = bool(sentences) and all(text and "\n" not in text for text in sentences)
        counts["refused in a sentence" if one else "refused otherwise"] += 1
        if not one:
            print(f"--- seed {number}: {sentences} of {document}", flush=True)
    took, used = time.monotonic() - began, time.process_time() - clock
    print(f"{count} experiments from seed {seed}: {dict(counts)}")
    print(f"{took:.0f} s, {used:.0f} s of processor time")
    return int(counts["mismatches"] + counts["refused otherwise"] > 0)


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:3]]
    sys.exit(main(*[*numbers, *(300, 0)[len(numbers) :]]))
