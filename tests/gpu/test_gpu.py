"""Everything that a user does, on a GPU: train, stop, kill, resume, predict; and the numbers.

`tests/gpu/check.sh` runs this and prints what it found.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from gpu_bench import DEVICE, Bench

from rnn_tui.experiment import load, preset_names

SHORT = ("data.source=sample", "data.maxlen=100", "train.epochs=1")
PRESETS = [name for name in preset_names() if load(name).layers[-1].kind == "Dense"]
OUTPUT, GRADIENT = 1e-4, 1e-3
"""Bounds: of a probability, and of a gradient's entry relative to the largest one."""


def trained_there(bench: Bench, run: str) -> dict[str, Any]:
    """What is shown of a run that has trained on the device, and has not fled from it."""
    told = bench.shown(run)
    assert told["state"] == "finished"
    assert told["machine"]["device"].lower().startswith(DEVICE), told["machine"]
    failed = [event for event in told["events"] if "the GPU failed" in json.dumps(event)]
    assert not failed
    return told


TRAINED = {
    **{name: (name, *SHORT) for name in PRESETS},
    "fused loops": ("quickstart", "train.epochs=1", "train.engine=fused"),
    "Keras's loops": ("imdb-gru", *SHORT, "layers.0.mask_zero=true", "train.engine=stock"),
    "Keras's cuDNN": ("imdb-gru", *SHORT, "train.engine=stock"),
    "nothing compiled": ("quickstart", "train.epochs=1", "train.jit_compile=false"),
    "padding behind": ("imdb-bilstm", *SHORT, "layers.0.mask_zero=true", "data.padding=post"),
    "one that cuDNN does not know": ("imdb-simple-rnn", *SHORT, "layers.1.activation=relu"),
}


@pytest.fixture(scope="module")
def trained(bench: Bench) -> Iterator[dict[str, Future[str]]]:
    """All of them, four at a time: that they share the device is part of the test."""
    with ThreadPoolExecutor(4) as pool:
        yield {name: pool.submit(bench.train, *words) for name, words in TRAINED.items()}


@pytest.mark.parametrize("name", TRAINED)
def test_it_trains_an_epoch(bench: Bench, trained: dict[str, Future[str]], name: str) -> None:
    told = trained_there(bench, trained[name].result())
    assert len(told["epochs"]) == 1


def test_the_numbers_are_the_cpu_s() -> None:
    program = Path(__file__).with_name("compare_numbers.py")
    done = subprocess.run(
        [sys.executable, str(program), DEVICE], capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) > 30
    for each in found:
        print(f"{each['case']:<48} output {each['output']:.1e}  gradient {each['gradient']:.1e}")
    assert all(each["output"] <= OUTPUT and each["gradient"] <= GRADIENT for each in found)


def test_stop_kill_resume_and_predict(bench: Bench) -> None:
    settings = ("data.source=sample", "train.epochs=400", f"train.device={DEVICE}")
    given = [word for each in settings for word in ("--set", each)]
    started = json.loads(bench.call("--batch", "-c", "quickstart", *given, "--detach", "--json"))
    run = started["run"]
    bench.call("stop", run)
    resumed = bench.call("resume", run, "--detach")
    assert run in resumed
    bench.call("stop", run, "--kill")
    bench.call("resume", run, "--set", f"train.epochs={len(bench.shown(run)['epochs']) + 1}")
    trained_there(bench, run)
    told = json.loads(bench.call("predict", run, "a wonderful film", "--json"))
    assert told["class"]


def test_the_same_bits_when_asked_for(bench: Bench) -> None:
    exact = (*SHORT, "train.deterministic=true")
    runs = [bench.train("imdb-lstm", *exact) for _ in range(2)]
    one, two = (trained_there(bench, run)["epochs"][0]["logs"] for run in runs)
    assert one == two


@pytest.mark.skipif(DEVICE != "gpu", reason="there is nothing to choose from")
def test_auto_measures_once(bench: Bench) -> None:
    lines = []
    for _ in range(2):
        told = bench.shown(bench.train("quickstart", "train.epochs=1", "train.device=auto"))
        said = [json.dumps(event) for event in told["events"]]
        lines += [line for line in said if "samples/s" in line and "times" in line]
    print(*lines, sep="\n")
    assert len(list((bench.folder / "cache" / "speed").glob("*.json"))) == 1


@pytest.mark.skipif(DEVICE != "gpu", reason="there is no GPU to hide")
def test_a_hidden_gpu_is_said(bench: Bench) -> None:
    run = bench.train(
        "quickstart", "train.epochs=1", "train.device=auto", CUDA_VISIBLE_DEVICES="-1"
    )
    told = bench.shown(run)
    assert told["machine"]["device"].startswith("CPU")
    assert "CUDA_VISIBLE_DEVICES=-1 hides" in json.dumps(told["events"])
    bench.train("quickstart", "train.device=gpu", code=2, CUDA_VISIBLE_DEVICES="-1")
