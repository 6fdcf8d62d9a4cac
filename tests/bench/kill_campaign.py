"""Kills engines and front-ends with SIGKILL at random moments and compares what the runs come to.

    python tests/bench/kill_campaign.py [--kills 100] [--seed 0] [--network NAME]
        [--moments NAME,…] [--minutes M] [--set KEY=VALUE …]

The networks: `recurrent` (a GRU), `bidirectional` (a GRU with recurrent dropout, batches by
length), `convolution` (Conv1D and LSTM, class weights). A run with dropout, validation, early
stopping, a falling learning rate and a checkpoint every 20 ms is started, killed and resumed
until it finishes, then the next one, until all kills are made. The moments, each its fair share:
in a stage of the start, at work, while the data cache is built, at the hand-over of
`--batch --detach` and `resume --detach`, of an idle engine, and in the final export. Each run
must end with the very bits of one that nobody has disturbed (weights, optimizer, history, trace,
test, exported model), each epoch once, its log readable after every kill. Printed is where the
kills hit; the exit status is 1 where anything differs or does not go on.
"""

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rnn_tui.runs import RunDirectory, RunError, State
from rnn_tui.runs.files import events
from tests.fingerprints import fingerprint
from tests.kill_moments import MOMENTS, Disturbed, Pace, taken_up_at
from tests.lives import Lab, Life, state_of, story
from tests.small_text import NETWORKS, write_experiment

ROWS = 256
"""So many that no batch is short: each further shape of one would be compiled in every life."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--network", choices=NETWORKS, default="recurrent")
    parser.add_argument("--moments", type=lambda names: names.split(","), default=list(MOMENTS))
    parser.add_argument("--minutes", type=float, default=24 * 60, help="kill no more after them")
    parser.add_argument("--set", dest="settings", action="append", default=[])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(Path(folder))
        try:
            return Campaign(lab, chosen).made()
        finally:
            lab.clear()


class Campaign:
    """Kills over many runs of one experiment."""

    def __init__(self, lab: Lab, chosen: argparse.Namespace) -> None:
        self._lab = lab
        self._kills = chosen.kills
        self._end = time.monotonic() + 60 * chosen.minutes
        self._settings = tuple(chosen.settings)
        self._draw = random.Random(chosen.seed)
        self._config = write_experiment(lab.folder, rows=ROWS, network=chosen.network)
        self._cards = dealt(chosen.moments, self._draw)
        self._card = next(self._cards)
        self._hits: Counter[tuple[str, str]] = Counter()
        self._begun: Counter[str] = Counter()
        self._wanted: dict[str, str] = {}

    def made(self) -> int:
        """Exit status: 0 when all runs ended equal."""
        pace = self._measured()
        runs, equal, stuck, began = 0, 0, 0, time.monotonic()
        while self._is_on():
            disturbed = Disturbed(self._lab, self._config, self._settings, self._draw, pace)
            runs += 1
            try:
                different = self._disturb(disturbed)
            except (AssertionError, RunError):
                stuck += 1
                traceback.print_exc()
                print(f"run {runs}: stuck\n{story(disturbed.run) if disturbed.run else ''}")
                self._lab.clear()
                continue
            equal += not different
            print(f"run {runs}: " + (f"differs in {different}" if different else "equal"))
        kills = self._hits.total()
        print(f"\n{kills} kills in {runs} runs, {equal} of {runs} equal to the bit, {stuck} stuck")
        print(f"{time.monotonic() - began:.0f} s")
        for moment in dict.fromkeys(moment for moment, _ in self._hits):
            hits = {where: n for (of, where), n in self._hits.most_common() if of == moment}
            print(f"{moment} {sum(hits.values())}: {named(hits)}")
        print(f"taken up at: {named(dict(self._begun.most_common()))}")
        return 0 if equal == runs else 1

    def _measured(self) -> Pace:
        """The seconds of an undisturbed run, whose fingerprint is the one that is wanted."""
        began = time.time()
        front_end = self._lab.popen("runs")
        assert front_end.wait() == 0
        front, began = time.time() - began, time.time()
        undisturbed = self._lab.create(self._config, *self._settings)
        life = self._lab.live(undisturbed)
        assert life.ends() == 0
        self._wanted = fingerprint(undisturbed)
        took = dict(found := stages(life, began))
        finished, tested = life.last(events.Finished), life.last(events.Tested)
        print(f"undisturbed: {len(state_of(undisturbed).epochs)} epochs, {self._wanted['end']}")
        print("start, seconds: " + ", ".join(f"{name} {took:.2f}" for name, took in found))
        export = finished.at - tested.at
        print(f"export {export:.2f} s, all {finished.at - began:.1f} s")
        return Pace(found, took["started"], took["loaded"], export, 2 * front)

    def _is_on(self) -> bool:
        return self._hits.total() < self._kills and time.monotonic() < self._end

    def _disturb(self, disturbed: Disturbed) -> list[str]:
        """One run to its end. The names of what differs.

        Raises AssertionError or RunError where it does not go on.
        """
        while self._is_on() and not is_finished(disturbed.run):
            hit = MOMENTS[self._card](disturbed)
            if hit is not None:
                self._hits[self._card, hit] += 1
                print(f"kill {self._hits.total():>3}, {self._card}: {hit}", flush=True)
                self._card = next(self._cards)
            if disturbed.run is not None:
                check_log(disturbed.run)
        run = disturbed.made()
        while not is_finished(run):
            assert self._lab.live(run).ends() == 0
        check_log(run)
        check_leftovers(run)
        self._begun.update(taken_up_at(run))
        found = fingerprint(run)
        return [name for name in self._wanted if found[name] != self._wanted[name]]


def dealt(moments: list[str], draw: random.Random) -> Iterator[str]:
    """The moments again and again, each time in another order: each as often as the others."""
    while True:
        yield from draw.sample(moments, len(moments))


def stages(life: Life, began: float) -> list[tuple[str, float]]:
    """The stages of a start: the event with which each begins ("" for none), and its seconds."""
    found, name = [], ""
    for event in life.events:
        if isinstance(event, events.Baseline | events.Warned):  # not of every life
            continue
        found.append((name, event.at - began))
        name, began = event.event, event.at
        if isinstance(event, events.Checkpoint):
            break
    return found


def is_finished(run: RunDirectory | None) -> bool:
    return run is not None and state_of(run).state == State.FINISHED


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


def named(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


if __name__ == "__main__":
    sys.exit(main())
