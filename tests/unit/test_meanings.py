"""Every column that runs can be sorted by says in words what it is."""

from pathlib import Path

from rnn_tui.experiment import load
from rnn_tui.runs.lists.run_summary import summaries
from rnn_tui.runs.lists.values import FACTS, names
from rnn_tui.tui.runs.meanings import meaning
from tests.tui.fake_engine import FakeRun


def test_facts_metrics_and_keys_are_explained(tmp_path: Path) -> None:
    run = FakeRun(tmp_path / "runs", load("imdb-gru")).start().epochs(1).test().finish().run
    found = summaries([run])
    told = {name: meaning(name, found) for name in names(found)}
    assert all(told.values())
    assert told["val_acc"] == "acc on the validation part, at the best epoch."
    assert told["test_acc"] == "acc on the test part."
    assert told["acc"] == "acc in training, at the best epoch."
    assert told["units"] != told["maxlen"] != meaning("no such key", found)
    assert set(FACTS) <= set(told)
