"""How values read: one rule for each kind."""

from types import SimpleNamespace
from typing import Any

import pytest

from rnn_tui.wording.endings import ended, ending, origin
from rnn_tui.wording.lists import first_of, joined
from rnn_tui.wording.numbers import (
    best_figure,
    byte_size,
    counted,
    figure,
    figures,
    percent,
    rate,
)
from rnn_tui.wording.positions import place
from rnn_tui.wording.progress import amount, starting
from rnn_tui.wording.times import clock, moment, rough_time, time_of_day


def at(epoch: int = 0, batch: int = 0, phase: str = "train") -> Any:
    return SimpleNamespace(epoch=epoch, batch=batch, phase=phase)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.551, "0.5510"),
        (0, "0.0000"),
        (-0.25, "-0.2500"),
        (0.001, "0.0010"),
        (0.00032, "3.2e-04"),
        (-0.00032, "-3.2e-04"),
        (999_999, "999999.0000"),
        (1_000_000, "1.0e+06"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
    ],
)
def test_a_figure_has_four_decimals_or_a_power_of_ten(value: float, text: str) -> None:
    assert figure(value) == text


def test_figures_have_their_names() -> None:
    assert figures({"loss": 0.551, "acc": 0.7012}) == "loss 0.5510  acc 0.7012"
    assert best_figure(0.4217, 2) == "0.4217 @3"


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.0574, 1, "5.7%"),
        (0, 1, "0.0%"),
        (1, 1, "100.0%"),
        (0.0004, 1, "under 0.1%"),
        (0.9996, 1, "over 99.9%"),
        (0.2, 0, "20%"),
        (0.004, 0, "under 1%"),
        (0.996, 0, "over 99%"),
    ],
)
def test_a_share_never_looks_like_none_or_all_of_it(share: float, digits: int, text: str) -> None:
    assert percent(share, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(5504.4, "5,504 samples/s"), (10, "10 samples/s"), (0.42, "0.4 samples/s")],
)
def test_a_slow_rate_is_not_rounded_to_nothing(value: float, text: str) -> None:
    assert rate(value) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KB"),
        (1_048_575, "1.0 MB"),
        (1_100_000_000, "1.0 GB"),
        (5 * 1024**5, "5,120.0 TB"),
    ],
)
def test_sizes_are_in_units_of_1024(size: int, text: str) -> None:
    assert byte_size(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1, "0:00"), (9.6, "0:09"), (112, "1:52"), (3600, "1:00:00"), (360_000, "100:00:00")],
)
def test_durations(seconds: float, text: str) -> None:
    assert clock(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(45, "45 s"), (91, "2 min"), (7_199, "120 min"), (7_200, "2 h"), (180_000, "2 days")],
)
def test_rough_times(seconds: float, text: str) -> None:
    assert rough_time(seconds) == text


def test_moments_are_those_of_this_place(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    try:
        assert moment(1_772_373_909) == "2026-03-01 14:05:09"
        assert time_of_day(1_772_373_909) == "14:05:09"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_counts_have_their_plural() -> None:
    assert [counted(n, "problem") for n in (0, 1, 1200)] == [
        "0 problems",
        "1 problem",
        "1,200 problems",
    ]
    assert [counted(n, "class", "classes") for n in (1, 2)] == ["1 class", "2 classes"]


def test_lists_read_as_part_of_a_sentence() -> None:
    assert [joined(names) for names in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert joined("abc", "or") == "a, b or c"
    assert first_of(list("abc"), 3) == "a, b, c"
    assert first_of(["a", "b", *"x" * 1200], 2) == "a, b and 1,200 more"


@pytest.mark.parametrize(
    ("position", "text"),
    [
        (at(), "the start"),
        (at(2), "the end of epoch 2"),
        (at(1, 1080), "epoch 2, batch 1,080"),
        (at(1, 0, "validate"), "the start of the validation of epoch 2"),
        (at(1, 3, "validate"), "batch 3 of the validation of epoch 2"),
        (at(2, 0, "test"), "the start of the test"),
        (at(2, 3, "test"), "batch 3 of the test"),
    ],
)
def test_positions_count_from_1(position: Any, text: str) -> None:
    assert place(position) == text


@pytest.mark.parametrize(
    ("done", "total", "unit", "text"),
    [
        (1200, 25_000, "texts", "1,200 of 25,000 texts"),
        (1200, None, "texts", "1,200 texts"),
        (3, 7, "", "3 of 7"),
        (3 << 20, 17_464_789, "bytes", "3.0 MB of 16.7 MB"),
        (3 << 20, 0, "bytes", "3.0 MB"),
    ],
)
def test_amounts(done: int, total: int | None, unit: str, text: str) -> None:
    assert amount(done, total, unit) == text


def test_a_start_says_what_it_waits_for() -> None:
    loading = SimpleNamespace(doing="loading data", done=3, total=7, unit="texts")
    building = SimpleNamespace(doing="building the model", done=0, total=0, unit="")
    for state, status, text in (
        ("queued", None, "the engine is starting"),
        ("starting", None, "starting"),
        ("starting", loading, "loading data: 3 of 7 texts"),
        ("starting", building, "building the model"),
    ):
        run: Any = SimpleNamespace(state=state, status=status)
        assert starting(run) == text


def run_at_its_end(**changes: Any) -> Any:
    usual = {
        "state": "stopped",
        "position": at(1, 5),
        "checkpoint": None,
        "failure": None,
        "finish_reason": "",
        "stop_reason": "",
        "death": "",
        "worked_seconds": 0.0,
    }
    return SimpleNamespace(**(usual | changes))


@pytest.mark.parametrize(
    ("changes", "word", "sentence"),
    [
        ({}, "stopped", "stopped at epoch 2, batch 5: nothing is lost"),
        ({"stop_reason": "app"}, "stopped", "stopped at epoch 2, batch 5: nothing is lost"),
        (
            {"stop_reason": "SIGTERM, asked twice"},
            "stopped",
            "stopped at epoch 2, batch 5, asked by SIGTERM: everything after that is lost",
        ),
        (
            {"state": "finished", "finish_reason": "all epochs done", "worked_seconds": 112},
            "finished",
            "finished: all epochs done, in 1:52",
        ),
        (
            {"state": "failed", "failure": SimpleNamespace(kind="data", message="no file")},
            "failed",
            "failed: no file",
        ),
        (
            {"state": "failed", "failure": SimpleNamespace(kind="diverged", message="loss is nan")},
            "diverged",
            "diverged: loss is nan",
        ),
        (
            {"state": "failed"},
            "failed",
            "failed: the engine could not record why; engine.log may say",
        ),
        ({"state": "lost", "death": "it was killed"}, "lost", "lost: it was killed"),
        ({"state": "running"}, "running", "running"),
    ],
)
def test_a_run_ends_in_one_sentence(changes: dict[str, Any], word: str, sentence: str) -> None:
    run = run_at_its_end(**changes)
    assert ended(run)[0] == word
    assert ending(run) == sentence


def test_a_resume_begins_at_the_checkpoint_or_the_beginning() -> None:
    assert origin(run_at_its_end()) == "the beginning"
    assert origin(run_at_its_end(checkpoint=at(2))) == "the checkpoint at the end of epoch 2"
