"""When matrix products stay on one thread."""

import os

import pytest

from rnn_tui.engine.xla import ONE_THREAD, largest_work, set_flags
from rnn_tui.spec import load


@pytest.mark.parametrize(
    ("preset", "batch", "work", "one_thread"),
    [
        ("imdb-simple-rnn", 10, 2_080 * 500 * 10, True),
        ("imdb-simple-rnn", 128, 2_080 * 500 * 128, False),
        ("imdb-lstm", 10, 8_320 * 500 * 10, False),
    ],
)
def test_small_products_stay_on_one_thread(
    monkeypatch: pytest.MonkeyPatch, preset: str, batch: int, work: int, one_thread: bool
) -> None:
    experiment = load(preset, [f"train.batch_size={batch}"])
    assert largest_work(experiment) == work
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_to=x")
    set_flags(experiment)
    expected = "--xla_dump_to=x" + (f" {ONE_THREAD}=false" if one_thread else "")
    assert os.environ["XLA_FLAGS"] == expected


def test_what_somebody_has_decided_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLA_FLAGS", f"{ONE_THREAD}=true")
    set_flags(load("imdb-simple-rnn"))
    assert os.environ["XLA_FLAGS"] == f"{ONE_THREAD}=true"
