"""Garbage is collected while nobody waits."""

import gc

import pytest

from rnn_tui.tui.terminal import garbage
from rnn_tui.tui.terminal.garbage import ENOUGH, QUIET_SECONDS, TOO_MANY, GarbagePolicy


class Clock:
    """A clock that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Grows by one with each full collection; small ones are due."""
    done: list[None] = []
    monkeypatch.setattr(garbage.gc, "collect", lambda: done.append(None))
    monkeypatch.setattr(garbage.gc, "get_count", lambda: (0, 0, ENOUGH))
    return done


def test_collects_once_a_person_has_rested(collected: list[None]) -> None:
    clock = Clock()
    policy = GarbagePolicy(clock)
    clock.now += QUIET_SECONDS
    policy.look()
    assert not collected
    clock.now += 0.1
    policy.look()
    assert len(collected) == 1
    policy.touched()
    policy.look()
    assert len(collected) == 1


def test_does_not_collect_where_little_has_been_made(
    collected: list[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage.gc, "get_count", lambda: (700, 9, ENOUGH - 1))
    clock = Clock()
    policy = GarbagePolicy(clock)
    clock.now += 10 * QUIET_SECONDS
    policy.look()
    assert not collected


def test_begins_only_where_collection_was_off() -> None:
    threshold = gc.get_threshold()
    try:
        GarbagePolicy().begin()
        assert gc.get_threshold() == threshold
        gc.disable()
        GarbagePolicy().begin()
        assert gc.isenabled()
        assert gc.get_threshold()[2] == TOO_MANY
    finally:
        gc.enable()
        gc.unfreeze()
        gc.set_threshold(*threshold)
