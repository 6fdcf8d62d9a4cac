"""The lines of `runs --json`, one a run."""

from dataclasses import dataclass
from typing import Literal

from rnn_tui.runs import Phase, RunState, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A run in short.

    `epoch`, `batch` and `phase` say where it stands, counted from 0; `epochs` are those that are
    complete, with one more key for each metric; `partial` are the means of one that was cut
    short, `test` those of the test; `seconds` of work in all; `machine` holds versions and the
    device.
    """

    v: Literal[1] = 1
    run: str
    path: str
    name: str
    state: State
    epoch: int
    batch: int
    phase: Phase
    parameters: int | None
    epochs: list[dict[str, float]]
    partial: dict[str, float] | None
    best_epoch: int | None
    test: dict[str, float] | None
    failure: str | None
    seconds: float
    machine: dict[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A run that cannot be read; `error` says why."""

    v: Literal[1] = 1
    run: str
    path: str
    error: str
    state: Literal["damaged"] = "damaged"


def listed(state: RunState) -> Listed:
    """The run in short."""
    best, machine = state.best, state.machine
    return Listed(
        run=state.run_id,
        path=str(state.path),
        name=state.name,
        state=state.state,
        epoch=state.position.epoch,
        batch=state.position.batch,
        phase=state.position.phase,
        parameters=state.parameters,
        epochs=[
            {"epoch": entry.epoch, "learning_rate": entry.learning_rate} | entry.logs
            for entry in state.epochs
        ],
        partial=state.partial.logs if state.partial else None,
        best_epoch=best.epoch if best else None,
        test=state.test.logs if state.test else None,
        failure=state.failure.message if state.failure else None,
        seconds=state.worked_so_far,
        machine=machine.versions | {"device": machine.device} if machine else None,
    )
