"""Size, difference and speed of a run in each format that a network is exported to.

    python tests/bench/formats.py [--presets imdb-simple-rnn …] [--steps 200] [--imdb FOLDER]

Each preset is trained for so many steps on IMDB, stopped, exported with `rnn-tui export`, and asked
made-up texts (`--texts`) by the `predict.py` of the export, one at a time. Printed are the bytes
of the network's files, the largest difference from the probabilities of `rnn-tui predict`, and the
processor time per text, without the time to load, as a table in Markdown.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rnn_tui.data import Vocabulary
from rnn_tui.results.exports.predicting import RUNTIMES
from rnn_tui.results.predict import open_predictor
from rnn_tui.runs import RunDirectory, read_state

PRESETS = ("imdb-simple-rnn", "imdb-bilstm", "imdb-conv-gru")
WARM = 5

VARIANTS: dict[str, tuple[str, ...]] = dict.fromkeys(RUNTIMES, ()) | {
    "litert int8": ("--quantize", "int8")
}

WORDS_BESIDE = {"vocabulary.json", "predict.py", "preprocessing.json", "rnn-tui.json", "README.md"}

PROBE = f"""
import json, sys, time
sys.path.insert(0, sys.argv[1])
import predict
texts = json.load(sys.stdin)
for text in texts[:{WARM}]:
    predict.probabilities([text])
began = time.process_time()
found = [predict.probabilities([text])[0].tolist() for text in texts]
print(json.dumps([found, (time.process_time() - began) / len(texts) * 1000]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--presets", nargs="+", default=PRESETS)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--imdb", type=Path, default=Path("../shared/imdb"))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for preset in chosen.presets:
            run = trained(Path(folder), preset, chosen.steps, chosen.imdb.resolve())
            print(f"\n{preset}\n\n| format | size | difference | ms per text |\n|---|---|---|---|")
            for line in rows(Path(folder), run, chosen.texts):
                print(line, flush=True)


def rnn_tui(*arguments: object) -> str:
    command = [sys.executable, "-m", "rnn_tui", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def trained(folder: Path, preset: str, steps: int, imdb: Path) -> RunDirectory:
    settings = (f"data.path={imdb}/imdb.npz", f"data.word_index={imdb}/imdb_word_index.json")
    given = [f"--set={each}" for each in settings]
    rnn_tui("--batch", "--detach", "-c", preset, "--runs-dir", folder / preset, *given)
    (path,) = (each for each in (folder / preset).iterdir() if not each.name.startswith("."))
    run = RunDirectory(path)
    while (state := read_state(run)).position.batch < steps and not state.position.epoch:
        assert state.state.live, state.notes[-1].text
        time.sleep(0.5)
    rnn_tui("stop", path)
    while read_state(run).state.live:
        time.sleep(0.5)
    return run


def rows(folder: Path, run: RunDirectory, count: int) -> Iterator[str]:
    texts = made_up(Vocabulary.load(run.vocabulary), count)
    expected = np.array([each.probabilities for each in open_predictor(run).predict(texts)])[:, 1:]
    for variant, more in VARIANTS.items():
        out = folder / f"{run.run_id}-{variant.replace(' ', '-')}"
        told = rnn_tui("export", run.path, "--to", variant.split()[0], "-o", out, *more)
        found, milliseconds = asked(out, texts)
        difference = np.abs(np.array(found) - expected).max()
        said = re.search(r"accuracy .*", told)
        note = f" ({said[0]})" if said else ""
        yield f"| {variant} | {size(out):,} | {difference:.1e}{note} | {milliseconds:.2f} |"


def made_up(vocabulary: Vocabulary, count: int) -> list[str]:
    draw = np.random.default_rng(0)
    words = [word for word in vocabulary.words[: vocabulary.num_words] if word]
    return [" ".join(draw.choice(words, int(n))) for n in draw.integers(20, 500, count)]


def asked(folder: Path, texts: list[str]) -> tuple[list[list[float]], float]:
    """The answers of the export's `predict.py`, and milliseconds of the processor per text."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(folder)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    assert done.returncode == 0, done.stderr
    found, milliseconds = json.loads(done.stdout.splitlines()[-1])
    return found, milliseconds


def size(folder: Path) -> int:
    """Bytes of the network alone: vocabulary and splitter are the same in all."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sum(
        path.stat().st_size
        for path in files
        if path.name not in WORDS_BESIDE and path.parent.name != "splitter"
    )


if __name__ == "__main__":
    main()
