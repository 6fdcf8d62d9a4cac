"""The engine that is kept ready: when there is one, and who gets it."""

from types import SimpleNamespace
from typing import Any

import pytest
from driving import OpenApp

from rnn_tui.runs import RunDirectory
from rnn_tui.tui.state import ready_engine
from rnn_tui.tui.state.ready_engine import NEEDED_BYTES, ReadyEngine


class Idle:
    """Stands in for the process."""

    started: list["Idle"]

    def __init__(self) -> None:
        self.alive = True
        self.started.append(self)

    def close(self) -> None:
        self.alive = False


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Idle]:
    Idle.started = []
    monkeypatch.setattr(ready_engine, "IdleEngine", Idle)
    monkeypatch.setattr("psutil.cpu_count", lambda: 2)
    memory(monkeypatch, NEEDED_BYTES)
    return Idle.started


def memory(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    told = SimpleNamespace(available=free)
    monkeypatch.setattr("psutil.virtual_memory", lambda: told)


def test_there_is_one_at_a_time_and_a_new_one_after_it(started: list[Idle]) -> None:
    engine = ReadyEngine()
    engine.prepare()
    engine.prepare()
    assert len(started) == 1
    started[0].alive = False
    engine.prepare()
    assert len(started) == 2
    engine.close()
    assert not started[1].alive


def test_those_that_always_die_are_not_made_for_ever(
    started: list[Idle], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(ready_engine, "start_engine", lambda run, idle: None)
    engine = ReadyEngine()
    for _ in range(9):
        engine.prepare()
        started[-1].alive = False
    assert len(started) == ready_engine.MOST_DEATHS
    engine(RunDirectory(tmp_path))  # another run, another try
    engine.prepare()
    assert len(started) == ready_engine.MOST_DEATHS + 1


def test_none_where_memory_or_processors_are_short(
    started: list[Idle], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory(monkeypatch, NEEDED_BYTES - 1)
    ReadyEngine().prepare()
    memory(monkeypatch, NEEDED_BYTES)
    monkeypatch.setattr("psutil.cpu_count", lambda: 1)
    ReadyEngine().prepare()
    assert not started


def test_a_run_gets_it_and_the_next_one_a_new_process(
    started: list[Idle], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    given: list[Any] = []
    monkeypatch.setattr(ready_engine, "start_engine", lambda run, idle: given.append(idle))
    engine = ReadyEngine()
    engine.prepare()
    for _ in range(2):
        engine(RunDirectory(tmp_path))
    assert given == [started[0], None]


async def test_the_app_has_one_while_nothing_trains(open_app: OpenApp, started: list[Idle]) -> None:
    async with open_app("quickstart") as opened:
        app = opened.app
        await opened.press("t", "t")
        await opened.until(lambda: app.run_state is not None and app.run_state.state.live)
        app.workspace.current._engine = ReadyEngine()
        app._keep_ready()
        assert not started
        opened.engine.last.start().epochs(1).stop()
        await opened.poll()
        app._keep_ready()
        assert len(started) == 1
        app.settings = app.settings.model_copy(update={"ready": False})
        app._keep_ready()
        assert not started[0].alive
