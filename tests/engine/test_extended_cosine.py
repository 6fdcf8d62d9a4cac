"""A cosine schedule over a run that is extended: said where it is stretched, the same where not."""

from pathlib import Path

import pytest
from tiny_runs import engine, tiny, write_texts

from rnn_tui.batch.resume import changed
from rnn_tui.experiment import Experiment
from rnn_tui.experiment.loading import edited
from rnn_tui.runs import RunDirectory, RunState, State, create, read_state
from rnn_tui.runs.changes.extending import rewrite, stretched
from rnn_tui.runs.state.policies import learning_rate


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "cache"))
    write_texts(tmp_path / "texts.csv")
    return tmp_path / "texts.csv"


def with_cosine(texts: Path, total: int, **schedule: int) -> Experiment:
    cosine = {"kind": "cosine"} | schedule
    quick = [("layers.2.kind", "SimpleRNN"), ("train.jit_compile", False)]
    return edited(tiny(texts), [("train.epochs", total), ("train.schedule", cosine), *quick])


def trained(run: RunDirectory) -> RunState:
    engine(run)
    state = read_state(run)
    assert state.state == State.FINISHED, run.engine_log.read_text()
    return state


def warnings(state: RunState) -> list[str]:
    return [note.text for note in state.notes if note.warning]


def test_a_stretched_cosine_is_told_once_with_what_gives_the_same(texts: Path) -> None:
    run = create(texts.parent / "runs", with_cosine(texts, 2))
    before = trained(run)
    assert not warnings(before)
    rewrite(run, changed(run, ["train.epochs=4"], before))
    after = trained(run)
    (sentence,) = warnings(after)
    assert sentence == stretched(before, 4)
    assert "was 0.025 in epoch 2 and is 0.025 in epoch 3" in sentence
    assert sentence.endswith(f"-c {run.experiment} --set train.epochs=4")
    rewrite(run, changed(run, ["train.epochs=5"], after))
    told = warnings(trained(run))
    assert len(told) == 2
    assert "stretched to 5 epochs" in told[1]


def test_a_cosine_with_epochs_of_its_own_goes_on_as_planned(texts: Path) -> None:
    run = create(texts.parent / "runs", with_cosine(texts, 2, epochs=4))
    before = trained(run)
    assert not stretched(before, 4)
    rewrite(run, changed(run, ["train.epochs=4"], before))
    after = trained(run)
    assert not warnings(after)
    whole = with_cosine(texts, 4)
    rates = [record.learning_rate for record in after.epochs]
    assert rates == [learning_rate(whole, epoch, []) for epoch in range(4)]
