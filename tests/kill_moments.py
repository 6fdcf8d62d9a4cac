"""Moments in which a run is killed with SIGKILL, drawn at random within each kind of moment.

Each function is one life of the run: it returns where the kill has hit, or None where the life
ended before. What outlives the kill is left alone, to the end.
"""

import random
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from rnn_tui.runs import RunDirectory, State
from rnn_tui.runs.files import events
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.status import read_status
from tests.lives import PATIENCE, Lab, Life, state_of, until

WORK_SECONDS = 0.6
"""Of work within which a kill comes: about half an epoch, so that a run takes many of them."""

HAND_OVER_SECONDS = 0.1
"""Within which a front-end is killed once it has begun to make a run, or to start its engine."""

WRITING_SECONDS = 0.03
"""Within which an engine is killed once it has opened the file of the model."""

TAKER = """
import sys
from pathlib import Path
from rnn_tui.runs import RunDirectory, start_engine
from rnn_tui.runs.process.launch import IdleEngine
idle = IdleEngine()
print(idle.pid, flush=True)
sys.stdin.readline()
print("taking", flush=True)
print(start_engine(RunDirectory(Path(sys.argv[1])), idle).pid, flush=True)
sys.stdin.read()
"""
"""Does with an idle engine what the app does: has it wait, gives it a run, stays."""


@dataclass(frozen=True)
class Pace:
    """Seconds that an undisturbed run took; `stages` of the start by the event that begins them."""

    stages: list[tuple[str, float]]
    cache: float
    imports: float
    export: float
    front_end: float


@dataclass
class Disturbed:
    """A run that is killed again and again; None until one of its lives has made it."""

    lab: Lab
    config: Path
    settings: tuple[str, ...]
    draw: random.Random
    pace: Pace
    run: RunDirectory | None = None

    def __post_init__(self) -> None:
        self._others = set(self.lab.runs.glob("*"))

    def made(self) -> RunDirectory:
        """The run, made where there is none yet."""
        if self.run is None:
            self.run = self.lab.create(self.config, *self.settings)
        return self.run

    def life(self) -> Life:
        """A fresh engine on the run."""
        return self.lab.live(self.made())

    def kill(self, life: Life, within: float) -> str | None:
        """Kill the engine so many seconds from now at most; where that was."""
        if not ended_within(life.process, self.draw.uniform(0, within)):
            hit = where(life)
            life.kill()
            return hit
        assert life.ends() == 0
        return None

    def outlived(self) -> str:
        """Wait for the end of what the kill has left alive. In words what that was."""
        left = self.lab.processes()
        _, stuck = psutil.wait_procs(left, PATIENCE)
        assert not stuck, f"still there: {stuck}"
        if self.run is None:
            new = set(self.lab.runs.glob("[!.]*")) - self._others
            self.run = next((run for path in new if (run := RunDirectory(path)).is_run), None)
        if self.run is None:
            return "before there was a run"
        return "the engine went on" if state_of(self.run).state is State.FINISHED else "nobody left"


def in_the_start(disturbed: Disturbed) -> str | None:
    """Imports, data, building, compiling: each stage as often."""
    life = disturbed.life()
    name, seconds = disturbed.draw.choice(disturbed.pace.stages)
    if name:
        life.sees(events.Base, lambda event: event.event == name)
    return disturbed.kill(life, seconds)


def at_work(disturbed: Disturbed) -> str | None:
    """Batches, validation, test, checkpoints, the end of an epoch."""
    life = disturbed.life()
    life.sees(events.Checkpoint)
    return disturbed.kill(life, WORK_SECONDS)


def in_the_export(disturbed: Disturbed) -> str | None:
    """Half of them while the model is made, half while it is written."""
    life = disturbed.life()
    life.sees(events.Tested)
    if disturbed.draw.random() < 0.5:
        return disturbed.kill(life, disturbed.pace.export)
    draft = f".{life.run.model.name}.*"
    until(
        lambda: any(life.run.path.glob(draft)) or life.process.poll() is not None,
        "a model in the making",
    )
    return disturbed.kill(life, WRITING_SECONDS)


def building_the_cache(disturbed: Disturbed) -> str | None:
    """With an empty cache, but for what earlier kills have left half built."""
    data = Path(disturbed.lab.env["RNN_TUI_CACHE"]) / "data"
    for entry in data.glob("[!.]*"):
        shutil.rmtree(entry)
    left = set(data.glob("*"))
    life = disturbed.life()
    until(lambda: set(data.glob("*")) - left, "a cache entry in the making")
    return disturbed.kill(life, disturbed.pace.cache)


def handing_over_detached(disturbed: Disturbed) -> str:
    """The front-end of `--batch --detach` or `resume --detach`, half of them with the engine."""
    lab, draw = disturbed.lab, disturbed.draw
    what = "--batch" if disturbed.run is None else "resume"
    before = traces(disturbed)
    front_end = detaching(disturbed)
    within = disturbed.pace.front_end
    if draw.random() < 0.5:
        until(
            lambda: traces(disturbed) != before or front_end.poll() is not None,
            "the hand-over",
        )
        within = HAND_OVER_SECONDS
    victims = []
    ended = ended_within(front_end, draw.uniform(0, within))
    if not ended:
        front_end.kill()
        victims.append("front-end")
    if ended or draw.random() < 0.5:
        lab.clear()
        victims.append("engine")
    out, err = front_end.communicate(timeout=PATIENCE)
    assert not ended or front_end.returncode == 0, (out, err)
    return f"{what}, {' and '.join(victims)} killed, {disturbed.outlived()}"


def detaching(disturbed: Disturbed) -> "subprocess.Popen[str]":
    """The front-end that makes the run, or resumes it once no engine is expected on it."""
    lab, run = disturbed.lab, disturbed.run
    if run is None:
        settings = [part for setting in disturbed.settings for part in ("--set", setting)]
        return lab.popen("--batch", "-c", disturbed.config, "--detach", *settings)
    until(lambda: not state_of(run).state.live, "that nobody is expected on the run")
    return lab.popen("resume", run.run_id, "--detach")


def traces(disturbed: Disturbed) -> object:
    """Changes when a front-end has begun to make the run, or to start its engine."""
    run = disturbed.run
    if run is None:
        return set(disturbed.lab.runs.glob("*"))
    return run.status.stat().st_mtime_ns if run.status.exists() else 0


def handing_over_to_an_idle_engine(disturbed: Disturbed) -> str:
    """The idle engine, whoever gives it the run, or both; before the hand-over or in it."""
    lab, draw, run = disturbed.lab, disturbed.draw, disturbed.made()
    taker = lab.python("-c", TAKER, run.path, stdin=subprocess.PIPE)
    assert taker.stdout is not None
    assert taker.stdin is not None
    idle = psutil.Process(int(taker.stdout.readline()))
    victims = draw.choice(("engine", "taker", "both"))
    before = draw.random() < 0.4
    time.sleep(draw.uniform(0, 1.2 * disturbed.pace.imports))

    def kill() -> None:
        if victims != "taker":
            with suppress(psutil.NoSuchProcess):
                idle.kill()
        if victims != "engine":
            taker.kill()

    if before:
        kill()
    with suppress(OSError):
        taker.stdin.write("\n")
        taker.stdin.flush()
    taker.stdout.readline()
    if not before:
        time.sleep(10 ** draw.uniform(-4, -0.5))
        kill()
    _, err = taker.communicate(timeout=PATIENCE)
    assert taker.returncode == (0 if victims == "engine" else -9), err
    if victims != "taker":
        idle.wait(PATIENCE)  # one that is dying holds its lock, but shows no environment any more
    when = "before the hand-over" if before else "in the hand-over"
    return f"{victims} killed {when}, {disturbed.outlived()}"


MOMENTS: dict[str, Callable[[Disturbed], str | None]] = {
    "start": in_the_start,
    "work": at_work,
    "cache": building_the_cache,
    "detach": handing_over_detached,
    "idle": handing_over_to_an_idle_engine,
    "export": in_the_export,
}


def ended_within(process: "subprocess.Popen[str]", seconds: float) -> bool:
    """Whether the process ended by itself in this time."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


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
        case events.Tested():
            written = any(life.run.path.glob(f".{life.run.model.name}.*"))
            made = "whole" if life.run.model.exists() else "being written" if written else "made"
            return f"after tested (model {made})"
    return f"after {last.event}"


def taken_up_at(run: RunDirectory) -> list[str]:
    """Where each life of the run began its work."""
    told = LogReader(run.events).poll()
    return [
        f"inside {event.phase}" if event.batch else f"begin of {event.phase}"
        for event in told
        if isinstance(event, events.Resumed)
    ]
