"""The real data and the article's network: killed in training and in validation, equal bits."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnn_tui.runs import Phase, RunDirectory
from rnn_tui.runs.files import events
from tests.fingerprints import fingerprint
from tests.lives import Lab


@pytest.fixture
def lab(tmp_path: Path, cache: object) -> Iterator[Lab]:
    place = Lab(tmp_path, cache=Path(os.environ["RNN_TUI_CACHE"]))
    yield place
    place.clear()


def create(lab: Lab, imdb_folder: Path) -> RunDirectory:
    return lab.create(
        "imdb-simple-rnn",
        f"data.path={imdb_folder / 'imdb.npz'}",
        "data.download=false",
        "train.epochs=1",
        "train.checkpoint_seconds=0.3",
    )


def test_killed_on_the_real_data(lab: Lab, imdb_folder: Path) -> None:
    undisturbed = create(lab, imdb_folder)
    assert lab.live(undisturbed).ends() == 0

    run = create(lab, imdb_folder)
    life = lab.live(run)
    life.sees(events.Checkpoint, lambda at: at.phase == Phase.TRAIN and at.batch > 700)
    life.kill()
    life = lab.live(run)
    taken_up = life.sees(events.Resumed)
    assert (taken_up.epoch, taken_up.phase) == (0, Phase.TRAIN)
    assert taken_up.batch > 700
    life.sees(events.Checkpoint, lambda at: at.phase == Phase.VALIDATE and at.batch > 0)
    life.kill()
    life = lab.live(run)
    taken_up = life.sees(events.Resumed)
    assert taken_up.phase == Phase.VALIDATE
    assert taken_up.batch > 0
    assert life.ends() == 0
    assert fingerprint(run) == fingerprint(undisturbed)
