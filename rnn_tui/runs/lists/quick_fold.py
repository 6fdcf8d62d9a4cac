"""The part of `state.fold` that a list shows, for events as the JSON objects that they are.

What is not as the engine writes it raises ValueError, TypeError or LookupError, and is then
read the slow way.
"""

import math
from bisect import bisect_left
from typing import Any

from rnn_tui.runs.files.control import Ask
from rnn_tui.runs.position import Phase, Position, State

COUNTS = 2**53


class QuickFold:
    """The sum of the events; times in seconds since 1970, 0 where unknown."""

    def __init__(self) -> None:
        self.empty = True
        self.state = State.QUEUED
        self.position = Position()
        self.created_at = self.started_at = self.ended_at = 0.0
        self.checkpoint_at = self.worked_seconds = 0.0
        self.test: dict[str, float] = {}
        self.baseline: dict[str, float] = {}
        self.parameters: int | None = None
        self._built = False
        self._epochs: list[int] = []
        self._logs: list[dict[str, float]] = []
        self._rates: list[float] = []

    @property
    def rate(self) -> float:
        """Samples a second in the last complete epoch; 0 where unknown."""
        return self._rates[-1] if self._rates else 0.0

    @property
    def logs(self) -> list[dict[str, float]]:
        """The means of the complete epochs."""
        return self._logs

    def add(self, event: dict[str, Any]) -> None:
        """Take the next event."""
        kind, at = event["event"], float(event["at"])
        self.empty = False
        match kind:
            case "epoch":
                self._epoch(event)
            case "checkpoint":
                self.checkpoint_at = at
            case "created":
                self.state, self.created_at = State.QUEUED, at
            case "started":
                self._worked(self.checkpoint_at)
                self.state, self.started_at, self.ended_at = State.STARTING, at, 0.0
            case "compiled":
                self.state, self._built = State.RUNNING, True
                self.parameters = _count(event["parameters"])
            case "resumed":
                self._resumed(_place(event))
            case "tested":
                self.test = _numbers(event["logs"])
            case "request":
                if event["request"] == Ask.STOP:
                    self.state = State.STOPPING
            case "paused":
                self._worked(at)
                self.state, self.started_at, self.position = State.PAUSED, 0.0, _place(event)
            case "continued":
                self.state, self.started_at = State.RUNNING, self.started_at or at
            case "stopped":
                self._end(State.STOPPED, at)
                self.position = _place(event)
            case "finished":
                self._end(State.FINISHED, at)
            case "failed":
                self._end(State.FAILED, at)
            case "baseline":
                self.baseline = simple_rule(
                    _numbers(event.get("words", {})), _numbers(event["constant"])
                )
            case "loaded" | "warning":
                pass
            case _:
                raise ValueError(f"an event called {kind}")

    def _resumed(self, place: Position) -> None:
        self.position, self.test = place, {}
        kept = bisect_left(self._epochs, place.epoch)
        del self._epochs[kept:], self._logs[kept:], self._rates[kept:]
        if self._built:
            self.state = State.RUNNING

    def _epoch(self, event: dict[str, Any]) -> None:
        epoch, logs = _count(event["epoch"]), _numbers(event["logs"])
        index = bisect_left(self._epochs, epoch)
        again = index < len(self._epochs) and self._epochs[index] == epoch
        if again and self._logs[index] == logs:
            return  # told once more, since a line of the log was lost
        self._epochs[index : index + again] = [epoch]
        self._logs[index : index + again] = [logs]
        self._rates[index : index + again] = [_number(event.get("samples_per_second", 0.0))]
        self.position = max(self.position, Position(epoch + 1), key=lambda place: place.key)

    def _end(self, state: State, at: float) -> None:
        self._worked(at)
        self.state, self.ended_at = state, at

    def _worked(self, until: float) -> None:
        if self.started_at and not self.ended_at:
            self.worked_seconds += max(0.0, until - self.started_at)


def simple_rule(words: dict[str, float], constant: dict[str, float]) -> dict[str, float]:
    """The figures to compare a network with: of a bag of words, or else of the largest class."""
    return words or constant


def _place(event: dict[str, Any]) -> Position:
    phase = Phase(event.get("phase", Phase.TRAIN))
    return Position(_count(event["epoch"]), _count(event.get("batch", 0)), phase)


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= COUNTS:
        raise ValueError(f"{value} is not a count")
    return value


def _numbers(logs: dict[str, Any]) -> dict[str, float]:
    return {
        name: math.nan if value is None else _number(value)
        for name, value in logs.items()
        if _plain(name)
    }


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise ValueError(f"{value} is not a number")
    return float(value)


def _plain(name: str) -> bool:
    if not name.isidentifier():
        raise ValueError("not the name of a metric")
    return True
