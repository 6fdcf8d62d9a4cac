"""Kills engines with SIGKILL at random moments and compares what the runs come to.

    python tests/bench/kill_campaign.py [--kills 100] [--seed 0] [--set KEY=VALUE …]

A run with dropout, validation, early stopping, a falling learning rate and a checkpoint every
20 ms is started, killed and resumed until it finishes, then the next one, until all kills are
made. Half of the moments are drawn over the stages of the start (imports, data, build, compile),
half over the work, where also checkpoints are written and epochs end. Each run must end with the
very bits of one that nobody has disturbed, each epoch once, its log readable after every kill.
Printed is where the kills hit; the exit status is 1 where anything differs.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from rnn_tui.runs import RunDirectory, State, events
from rnn_tui.runs.status import read_status
from tests.fingerprints import fingerprint
from tests.lives import Lab, Life, state_of
from tests.small_text import write_experiment

WORK_SECONDS = 0.6
"""Of work within which a kill comes: about half an epoch, so that a run takes many of them."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--set", dest="settings", action="append", default=[])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(Path(folder))
        try:
            return campaign(lab, chosen.kills, random.Random(chosen.seed), chosen.settings)
        finally:
            lab.clear()


def campaign(lab: Lab, kills: int, draw: random.Random, settings: list[str]) -> int:
    """Exit status: 0 when all runs ended equal."""
    config = write_experiment(lab.folder)
    undisturbed = lab.create(config, *settings)
    began = time.time()
    life = lab.live(undisturbed)
    assert life.ends() == 0
    start = stages(life, began)
    wanted = fingerprint(undisturbed)
    print(f"undisturbed: {len(state_of(undisturbed).epochs)} epochs, {wanted['end']}")
    print("start, seconds: " + ", ".join(f"{name} {took:.2f}" for name, took in start))

    hits: Counter[str] = Counter()
    begun: Counter[str] = Counter()
    equal = runs = 0
    while hits.total() < kills:
        run = lab.create(config, *settings)
        runs += 1
        while hits.total() < kills and state_of(run).state != State.FINISHED:
            life = lab.live(run)
            if (hit := kill_at_random(life, draw, start)) is not None:
                hits[hit] += 1
                print(f"kill {hits.total():>3}: {hit}", flush=True)
            begun.update(place_of(e) for e in life.events if isinstance(e, events.Resumed))
            check_log(run)
        while state_of(run).state != State.FINISHED:
            life = lab.live(run)
            assert life.ends() == 0
        found = fingerprint(run)
        different = [name for name in wanted if found[name] != wanted[name]]
        equal += not different
        print(f"run {runs}: " + (f"differs in {different}" if different else "equal"), flush=True)
        check_leftovers(run)
    print(f"\n{hits.total()} kills in {runs} runs, {equal} of {runs} equal to the bit")
    for title, counter in (("killed", hits), ("taken up at", begun)):
        print(f"{title}: " + ", ".join(f"{n} {name}" for name, n in counter.most_common()))
    return 0 if equal == runs else 1


def stages(life: Life, began: float) -> list[tuple[str, float]]:
    """The stages of a start: the event with which each begins ("" for none), and its seconds."""
    found, name = [], ""
    for event in life.events:
        found.append((name, event.at - began))
        name, began = event.event, event.at
        if isinstance(event, events.Checkpoint):
            break
    return found


def kill_at_random(life: Life, draw: random.Random, start: list[tuple[str, float]]) -> str | None:
    """Kill the engine somewhere; where that was. None where it ended before."""
    if draw.random() < 0.5:
        name, seconds = draw.choice(start)
        if name:
            life.sees(events.Base, lambda event: event.event == name)
        delay = draw.uniform(0, seconds)
    else:
        life.sees(events.Checkpoint)
        delay = draw.uniform(0, WORK_SECONDS)
    try:
        life.process.wait(delay)
    except subprocess.TimeoutExpired:
        hit = where(life)
        life.kill()
        return hit
    assert life.ends() == 0
    return None


def where(life: Life) -> str:
    """What the engine is doing, from its last event and its heartbeat."""
    life.look()
    if not life.events:
        return "before its first word"
    last = life.events[-1]
    match last:
        case events.Checkpoint():
            return f"after a checkpoint ({last.phase})"
        case events.Resumed():
            status = read_status(life.run.status)
            return "in the first steps" + (f" ({status.doing})" if status and status.doing else "")
    return f"after {last.event}"


def place_of(resumed: events.Resumed) -> str:
    return f"inside {resumed.phase}" if resumed.batch else f"begin of {resumed.phase}"


def check_log(run: RunDirectory) -> None:
    """Every line can be read, no epoch is missing or twice."""
    state = state_of(run)
    assert [record.epoch for record in state.epochs] == list(range(len(state.epochs))), state
    assert not [note.text for note in state.notes if note.warning], state.notes


def check_leftovers(run: RunDirectory) -> None:
    """Nothing half-written stays in the run, and of the checkpoints the last and the best."""
    torn = [path.name for path in run.path.rglob(".*")]
    kept = sorted(path.name for path in run.checkpoints.iterdir())
    if torn or len(kept) > 3:
        print(f"  left behind: {torn}, checkpoints {kept}")


if __name__ == "__main__":
    sys.exit(main())
