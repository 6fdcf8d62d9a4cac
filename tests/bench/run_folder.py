"""A folder of many made-up runs, as a long search leaves it: for the scripts that list runs."""

import json
import random
from pathlib import Path

from rnn_tui.experiment import Experiment, dumps, load
from tests.made_runs import begun

EPOCHS = 10
BEGUN = 1_750_000_000.0


def fill(folder: Path, count: int, seeds: int = 5) -> None:
    """`count` finished runs of ten epochs, `seeds` of each configuration, an hour between them."""
    chance = random.Random(0)
    for number in range(count):
        changes = _changes(random.Random(number // seeds), number % seeds)
        _write(folder / f"search-{number + 1}", load("quickstart", changes), number, chance)


def _changes(chance: random.Random, seed: int) -> list[str]:
    return [
        f"layers.1.units={chance.choice((16, 32, 64, 128))}",
        f"layers.1.dropout={chance.choice((0.0, 0.1, 0.2, 0.5))}",
        f"train.learning_rate={10 ** chance.uniform(-4, -2):.2e}",
        f"train.batch_size={chance.choice((16, 32, 64))}",
        f"train.epochs={EPOCHS}",
        f"seed={seed}",
    ]


def _write(path: Path, experiment: Experiment, number: int, chance: random.Random) -> None:
    """By hand, since `create` waits for the disk."""
    path.mkdir(parents=True)
    (path / "experiment.toml").write_text(dumps(experiment))
    at = BEGUN + 3600.0 * number
    events = [json.dumps({"v": 1, "event": "created", "at": at})]
    events += [event.line().decode().strip() for event in begun(at + 1)]
    best = chance.uniform(0.75, 0.9)
    for epoch in range(EPOCHS):
        share = 1 - 0.5 ** (epoch + 1)
        acc = 0.5 + (best - 0.5) * share + chance.uniform(-0.01, 0.01)
        logs = {"loss": 1.1 - acc, "acc": acc, "val_loss": 1.2 - acc, "val_acc": acc - 0.02}
        line = {"v": 1, "event": "epoch", "at": at + 10 * epoch + 13, "epoch": epoch, "logs": logs}
        line |= {"learning_rate": 1e-3, "seconds": 10.0, "samples_per_second": 2000.0}
        events.append(json.dumps(line))
        place = {"epoch": epoch + 1, "batch": 0, "file": f"checkpoint-{epoch + 1}.npz"}
        events.append(json.dumps({"v": 1, "event": "checkpoint", "at": line["at"], **place}))
    tested = {"logs": {"loss": 1.2 - best, "acc": best - 0.02}, "confusion": [[40, 10], [9, 41]]}
    events.append(json.dumps({"v": 1, "event": "tested", "at": at + 120, **tested}))
    events.append(json.dumps({"v": 1, "event": "finished", "at": at + 121, "reason": "trained"}))
    (path / "events.jsonl").write_text("\n".join(events) + "\n")
