"""The baseline is told once in the life of a run, and by no engine that has no room for it."""

from types import SimpleNamespace
from typing import Any

import pytest

from rnn_tui.data import load
from rnn_tui.engine import baseline
from rnn_tui.engine.baseline import baseline_told
from rnn_tui.engine.kept import LoadedData
from rnn_tui.experiment import load as load_experiment
from rnn_tui.runs import RunState
from rnn_tui.runs.files import events
from rnn_tui.runs.state.fold import fold
from tests.made_runs import loaded

EXPERIMENT = load_experiment("quickstart")


class Told:
    """As much of a record as the baseline needs."""

    def __init__(self, before: RunState) -> None:
        self.before = before
        self.events: list[events.Baseline] = []

    def tell(self, event: events.Baseline) -> None:
        self.events.append(event)


def told_after(before: RunState) -> list[events.Baseline]:
    record: Any = Told(before)
    with baseline_told(EXPERIMENT, load(EXPERIMENT.data, EXPERIMENT.seed), record, LoadedData()):
        pass
    found: list[events.Baseline] = record.events
    return found


def test_it_is_told_with_the_figures_of_both_parts() -> None:
    (event,) = told_after(RunState())
    assert set(event.words) == set(event.constant) == {"acc", "f1_score", "val_acc", "val_f1_score"}
    assert event.constant["acc"] == 0.5
    assert event.words["acc"] > 0.5


def test_a_resume_tells_it_again_only_where_the_data_is_another() -> None:
    corpus = load(EXPERIMENT.data, EXPERIMENT.seed)
    (event,) = told_after(RunState())
    known = fold(fold(RunState(), loaded(fingerprint=corpus.fingerprint)), event)
    assert known.baseline is not None
    assert told_after(known) == []
    other = fold(known, loaded(fingerprint="another"))
    assert other.baseline is None
    assert len(told_after(other)) == 1


def test_without_memory_for_it_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> SimpleNamespace:
        raise MemoryError

    monkeypatch.setattr(baseline, "baselines", exhausted)
    assert told_after(RunState()) == []
