"""Runs as lines, and one run in full."""

import json
import math
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

from rnn_tui.batch.lines import baseline_lines, clock, closing_lines, epoch_line, failure_lines
from rnn_tui.batch.picture import curves, summary
from rnn_tui.batch.place import place_lines
from rnn_tui.io.text import one_line
from rnn_tui.results.verdict import findings
from rnn_tui.runs import RunDirectory, RunError, RunState
from rnn_tui.runs.by_class import by_class
from rnn_tui.runs.history import numbers
from rnn_tui.runs.overview import UNREADABLE, readable_state, reason

MAX_WIDTH, HEIGHT = 120, 18


def list_lines(runs: Iterable[RunDirectory], json_lines: bool) -> Iterator[str]:
    """One line a run; a run that cannot be read says why."""
    for run in runs:
        try:
            state = readable_state(run)
        except RunError as error:
            yield _unreadable(run, str(error), json_lines)
            continue
        yield json.dumps(record(state)) if json_lines else _line(state)


def _unreadable(run: RunDirectory, error: str, json_lines: bool) -> str:
    if json_lines:
        found = {"run": run.run_id, "path": str(run.path), "state": UNREADABLE, "error": error}
        return json.dumps(found)
    return f"{run.label:<28} {UNREADABLE:<9} {reason(run, error)}"


def record(state: RunState) -> dict[str, Any]:
    """A run as JSON: state, position, history, test."""
    best = state.best
    return {
        "run": state.run_id,
        "path": str(state.path),
        "name": state.name,
        "state": state.state.value,
        "epoch": state.position.epoch,
        "batch": state.position.batch,
        "phase": state.position.phase.value,
        "epochs": [
            {"epoch": entry.epoch, "learning_rate": entry.learning_rate} | _finite(entry.logs)
            for entry in state.epochs
        ],
        "partial": _finite(state.partial.logs) if state.partial else None,
        "best_epoch": best.epoch if best else None,
        "test": _finite(state.test.logs) if state.test else None,
        "by_class": _by_class(state),
        "baseline": _baseline(state),
        "findings": [{"code": found.code, "sentence": found.sentence} for found in findings(state)],
        "class_weights": dict(zip(state.classes, state.class_weights, strict=False)) or None,
        "failure": state.failure.message if state.failure else None,
        "seconds": state.worked_so_far,
        "machine": state.machine.versions | {"device": state.machine.device}
        if state.machine
        else None,
    }


def _by_class(state: RunState) -> list[dict[str, Any]] | None:
    """Of the test part, in the order of the classes."""
    if state.test is None:
        return None
    figures = by_class(state.test.confusion)
    names = state.classes or tuple(map(str, range(len(figures))))
    return [each.record(name) for name, each in zip(names, figures, strict=False)]


def _baseline(state: RunState) -> dict[str, Any] | None:
    """What simple rules get on the same split."""
    found = state.baseline
    if found is None:
        return None
    named = found.most_frequent < len(state.classes)
    return {
        "most_frequent": state.classes[found.most_frequent] if named else None,
        "constant": _finite(found.constant),
        "words": _finite(found.words) or None,
    }


def show_run(run: RunDirectory, json_lines: bool) -> None:
    """Print all that is known of the run. Raises RunError."""
    state = readable_state(run)
    if json_lines:
        print(json.dumps(record(state)))
        return
    on_terminal = sys.stdout.isatty()
    width = min(MAX_WIDTH, shutil.get_terminal_size().columns - 1) if on_terminal else 78
    print(f"{state.label}: {state.state.value}")
    if state.experiment is not None:
        print(summary(state.experiment, colour=False))
    if state.machine is not None:
        versions = ", ".join(f"{k} {v}" for k, v in state.machine.versions.items())
        print(one_line(f"{state.machine.device} on {state.machine.host}; {versions}"))
        for line in place_lines(state, time.time()):
            print(line)
    for loop in state.layer_loops:
        print(one_line(f"layer loop {loop}"))
    if state.test is None:  # else they stand beside its figures
        for line in baseline_lines(state):
            print(line)
    for entry in state.epochs:
        print(epoch_line(state, entry))
    if state.recorded:
        print(curves(state, width, HEIGHT, colour=False))
    for line in [*closing_lines(state), *failure_lines(state)]:
        print(line)


def _line(state: RunState) -> str:
    best = state.best
    figures = numbers({state.monitor: best.logs[state.monitor]}) if best else ""
    done = f"{len(state.epochs)}/{state.total_epochs} epochs"
    return (
        f"{state.label:<28} {state.state.value:<9} {done:<14} "
        f"{clock(state.worked_so_far)}  {figures}"
    ).rstrip()


def _finite(logs: dict[str, float]) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in logs.items()}
