"""How many runs a sweep has, and how long they take by an earlier run of the network."""

import socket
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.experiment import Experiment, load
from rnn_tui.experiment.loading import edited
from rnn_tui.runs import create
from rnn_tui.runs.files.events import Finished
from rnn_tui.sweeps import forecast as module
from rnn_tui.sweeps import places
from rnn_tui.sweeps.forecast import Forecast, Speed, forecast, speed_of
from rnn_tui.sweeps.wording import forecast_sentences
from tests.made_runs import begun, epoch, tell
from tests.made_sweeps import RATE, UNITS


def words_of(found: Forecast) -> str:
    return " ".join(forecast_sentences(found))


SPEED = Speed("quickstart-1", 3.0)


@pytest.fixture(autouse=True)
def two_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "usual_workers", lambda wanted: 2)


def swept(space: dict[str, Any] | None = None, *, epochs: int = 10, **options: Any) -> Experiment:
    base = load("quickstart", [f"train.epochs={epochs}", "train.early_stopping=none"])
    given = [(f"sweep.{key}", value) for key, value in options.items()]
    return edited(base, [("sweep.space", space or {}), *given])


@pytest.mark.parametrize(
    ("base", "words"),
    [
        (
            swept(seeds=5),
            "5 runs, each with its own seed, 2 at a time. About 90 s, at 3 s per "
            "epoch, as in quickstart-1.",
        ),
        (
            swept(UNITS, seeds=3),
            "9 runs: 3 trials of 3 seeds, 2 at a time. About 2 min, at 3 s per "
            "epoch, as in quickstart-1.",
        ),
        (
            swept(UNITS | RATE, trials=40, prune="median"),
            "40 runs, 2 at a time. At most about 10 min, at 3 s per epoch, as in quickstart-1.",
        ),
        (
            swept(RATE, minutes=10),
            "40 runs, 2 at a time. About 10 min, at 3 s per epoch, as in quickstart-1.",
        ),
        (
            swept(UNITS, minutes=10),
            "3 runs, 2 at a time. About 60 s, at 3 s per epoch, as in quickstart-1.",
        ),
        (
            swept({"train.epochs": [2, 4]}),
            "2 runs, 2 at a time. About 9 s, at 3 s per epoch, as in quickstart-1.",
        ),
    ],
)
def test_the_runs_and_the_time_are_said(base: Experiment, words: str) -> None:
    assert words_of(forecast(base, None, SPEED)) == words


def test_more_workers_than_runs_are_not_started() -> None:
    found = forecast(swept(seeds=5), 8, SPEED)
    assert (found.workers, found.seconds) == (5, 30.0)
    assert forecast(swept(seeds=5), 1, SPEED).seconds == 150.0
    assert "5 runs, each with its own seed, one after the other." in words_of(
        forecast(swept(seeds=5), 1, SPEED)
    )


def test_without_an_earlier_run_the_time_is_not_known() -> None:
    said = words_of(forecast(swept(seeds=2), None, None))
    assert said.endswith("The time is not known before the first run of this network here.")


def test_the_speed_is_that_of_the_last_run_of_the_same_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ran(experiment: Experiment, name: str, seconds: float, each: float = 0.0) -> None:
        run = create(tmp_path, experiment, name)
        epochs = (epoch(number).model_copy(update={"seconds": each}) for number in range(4))
        tell(run, *begun(), *epochs)
        tell(run, Finished(at=1000.0 + seconds, reason="all epochs"))

    base = swept(seeds=5)
    assert speed_of(base, tmp_path) is None
    ran(base, "one", 40.0)
    ran(edited(base, [("layers.1.units", 7)]), "other-network", 400.0)
    ran(edited(base, [("train.batch_size", 7)]), "other-batches", 400.0)
    ran(edited(base, [("train.engine", "stock")]), "other-loops", 400.0)
    assert speed_of(base, tmp_path) is None, "it was on another machine"
    monkeypatch.setattr(socket, "gethostname", lambda: "here")
    found = speed_of(edited(base, [("train.epochs", 99)]), tmp_path)
    assert found == Speed("one", 10.0)
    ran(base, "two", 40.0, each=7.0)
    found = speed_of(base, tmp_path)
    assert found == Speed("two", 7.0, beside=12.0), "its start is no part of an epoch"
    assert forecast(swept(seeds=5), 5, found).seconds == 12.0 + 10 * 7.0
    monkeypatch.setattr(module, "SPEED_SECONDS", -1.0)
    assert speed_of(base, tmp_path) is None, "there was no time to look"


def test_an_epoch_takes_no_longer_where_data_may_be_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "here")
    base = load("imdb-gru")
    run = create(tmp_path, base, "fetched")
    tell(run, *begun(), epoch(0), Finished(at=1040.0, reason="all epochs"))
    found = speed_of(edited(base, [("data.download", False)]), tmp_path)
    assert found == Speed("fetched", 10.0, beside=30.0)


def test_the_runs_that_fit_into_the_minutes_are_counted_with_their_starts() -> None:
    found = forecast(swept(RATE, epochs=1, minutes=10), 2, Speed("quickstart-1", 1.0, beside=29.0))
    assert (found.runs, found.seconds) == (40, 600.0)


def test_without_a_speed_the_time_of_a_sweep_that_has_a_limit_is_the_limit() -> None:
    found = forecast(swept(RATE, minutes=90), 3, None)
    assert words_of(found) == "Trials are begun for 90 min, 3 at a time."
