"""Saving into a file that a person wrote: comments, order and spelling stay."""

import os
from pathlib import Path

import pytest

from rnn_tui.batch.experiments import file_of
from rnn_tui.experiment import Experiment, dumps, is_unchanged, load, save
from rnn_tui.experiment.layers.recurrent import GRU
from rnn_tui.experiment.loading import edited
from rnn_tui.experiment.revising import revised

MINE = """\
# What I found on Sunday.
name = "mine"       # a name

[data]
source = "text"
path = "reviews.csv" # relative to this file
maxlen=1_00

# words become vectors
[[layers]]
kind = "Embedding"
mask_zero = true

# perhaps this one is not needed

# half of it
[[layers]]
kind = "Dropout"
rate = 0.50

# the memory
[[layers]]
kind = 'GRU'
units = 0x40  # sixty-four

[[layers]]
kind = "Dense"
units = 1

[train]
learning_rate = 1e-3 # slow
epochs = 3
# patience pays
[train.early_stopping]
patience = 2

# That is all.
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "mine.toml").write_text(MINE)
    return tmp_path / "mine.toml"


def after(mine: Path, *changes: tuple[str, object]) -> tuple[list[str], list[str]]:
    """The lines that saving the changed experiment takes out of the file and puts into it."""
    return saved(mine, edited(load(mine), changes))


def saved(mine: Path, experiment: Experiment) -> tuple[list[str], list[str]]:
    before = mine.read_text().splitlines()
    save(experiment, mine, origin=mine)
    assert load(mine) == experiment
    now = mine.read_text().splitlines()
    return [line for line in before if line not in now], [
        line for line in now if line not in before
    ]


def test_an_experiment_that_is_unchanged_leaves_every_byte(mine: Path) -> None:
    save(load(mine), mine, origin=mine)
    assert mine.read_text() == MINE


def test_four_lines_and_one_field_stay_four_lines(tmp_path: Path) -> None:
    path = tmp_path / "short.toml"
    path.write_text("# tried at night\n[train]\nepochs = 3 # enough?\nlearning_rate = 1e-3\n")
    save(edited(load(path), [("train.epochs", 5)]), path, origin=path)
    lines = "# tried at night\n[train]\nepochs = 5 # enough?\nlearning_rate = 1e-3\n"
    assert path.read_text() == lines


def test_a_changed_value_keeps_the_comment_beside_it(mine: Path) -> None:
    assert after(mine, ("layers.2.units", 32), ("train.learning_rate", 2e-4)) == (
        ["units = 0x40  # sixty-four", "learning_rate = 1e-3 # slow"],
        ["units = 32  # sixty-four", "learning_rate = 0.0002 # slow"],
    )


def test_a_new_key_stands_in_its_table(mine: Path) -> None:
    assert after(mine, ("data.num_words", 99), ("seed", 7)) == ([], ["seed = 7", "num_words = 99"])
    assert mine.read_text().index("num_words") < mine.read_text().index("[[layers]]")


def test_a_key_set_to_none_says_so_where_that_is_not_the_default(mine: Path) -> None:
    gone, come = after(mine, ("data.num_words", None), ("train.learning_rate", None))
    assert (gone, come) == (["learning_rate = 1e-3 # slow"], ['num_words = "none"'])


def test_a_removed_layer_takes_its_table_and_comment_away(mine: Path) -> None:
    experiment = load(mine)
    layers = (experiment.layers[0], *experiment.layers[2:])
    gone, come = saved(mine, experiment.model_copy(update={"layers": layers}))
    assert gone == ["# half of it", 'kind = "Dropout"', "rate = 0.50"]
    assert come == []
    assert "# perhaps this one is not needed" in mine.read_text()


def test_what_stands_at_the_very_top_belongs_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "top.toml"
    path.write_text('# my file\n[[layers]]\nkind = "GRU"\n\n[[layers]]\nkind = "Dense"\n')
    experiment = load(path)
    save(experiment.model_copy(update={"layers": experiment.layers[1:]}), path, origin=path)
    assert path.read_text() == '# my file\n\n[[layers]]\nkind = "Dense"\n'


def test_an_added_layer_has_a_table_with_its_sizes(mine: Path) -> None:
    experiment = load(mine)
    layers = (*experiment.layers[:3], GRU(units=9, dropout=0.1), *experiment.layers[3:])
    gone, come = saved(mine, experiment.model_copy(update={"layers": layers}))
    assert (gone, come) == ([], ['kind = "GRU"', "units = 9", "dropout = 0.1"])


def test_a_moved_layer_takes_its_comment_along(mine: Path) -> None:
    experiment = load(mine)
    first, dropout, gru, last = experiment.layers
    moved = experiment.model_copy(update={"layers": (first, gru, dropout, last)})
    assert saved(mine, moved) == ([], [])
    text = mine.read_text()
    assert text.index("# the memory\n[[layers]]\nkind = 'GRU'") < text.index("# half of it\n[[")


def test_another_kind_in_the_same_place_keeps_what_both_have(mine: Path) -> None:
    assert after(mine, ("layers.2.kind", "LSTM")) == (["kind = 'GRU'"], ['kind = "LSTM"'])
    assert "# the memory\n[[layers]]" in mine.read_text()


def test_a_schedule_comes_and_early_stopping_goes(mine: Path) -> None:
    gone, come = after(
        mine, ("train.early_stopping", None), ("train.schedule", {"kind": "step", "every": 5})
    )
    assert gone == ["# patience pays", "[train.early_stopping]", "patience = 2"]
    assert come == ["[train.schedule]", 'kind = "step"', "every = 5"]
    assert mine.read_text().endswith("\n# That is all.\n")


def test_another_source_takes_the_keys_of_the_old_one_away(mine: Path) -> None:
    gone, come = after(mine, ("data.source", "imdb"))
    assert gone == ['source = "text"', 'path = "reviews.csv" # relative to this file']
    assert come == ['source = "imdb"']


@pytest.mark.parametrize(
    "text",
    [
        "layers = [\n  {kind = 'GRU', units=3}, # memory\n  {kind = 'Dense'},\n]\n",
        "data = {source = 'sample', maxlen = 9} # short\n"
        "train.epochs = 4\ntrain.schedule.kind = 'step'\n",
        "[train.schedule]\nkind = 'step'\n[[layers]]\nkind = 'GRU'\n"
        "[train]\nepochs = 9\n[[layers]]\nkind = 'Dense'",
        '[train]\nclass_weight = {a = 2.0, "b c" = 3.0}\nmetrics = [\n  "acc", # of all\n]\n',
        "[train.class_weight]\na = 2.0\n",
        "# nothing but this",
        "",
        'description = """\\\n  [train]\\\n  # text\\\n  """ # 1\n# 2\n[data]\nsource="sample"',
        "\r\n[data]\r\nsource = 'sample' # one\r\n\r\n[[layers]]\r\nkind = 'GRU'\r\n",
    ],
)
@pytest.mark.parametrize(
    "changes",
    [
        [("seed", 3), ("data.maxlen", 7)],
        [("train.epochs", 7), ("train.schedule", {"kind": "cosine", "epochs": 3})],
        [("train.class_weight", {"a": 5.0, "c d": 1.0})],
        [("train.class_weight", "balanced"), ("train.metrics", ["acc", "auc"])],
        [("layers", [{"kind": "GRU", "units": 8}, {"kind": "Dropout"}, {"kind": "Dense"}])],
        [("layers", [{"kind": "Dense"}, {"kind": "GRU", "units": 3}])],
        [("layers", [])],
    ],
    ids=str,
)
def test_every_way_to_write_toml_is_revised(
    text: str, changes: list[tuple[str, object]], tmp_path: Path
) -> None:
    path = tmp_path / "any.toml"
    path.write_bytes(text.encode())
    before, experiment = load(path), edited(load(path), changes)
    assert revised(text, before, before) == text
    new = revised(text, before, experiment)
    path.write_bytes(new.encode())
    assert load(path) == experiment
    assert new.count("\n") == new.count("\r\n") or "\r" not in text
    kept = [line for line in text.splitlines() if line.startswith("#")]
    assert [line for line in kept if line not in new] == []


def test_in_another_folder_a_relative_path_still_means_the_same_file(
    mine: Path, tmp_path: Path
) -> None:
    (tmp_path / "deep").mkdir()
    copy = tmp_path / "deep" / "copy.toml"
    save(load(mine), copy, origin=mine)
    assert load(copy) == load(mine)
    assert "# the memory" in copy.read_text()
    assert f'path = "{tmp_path}/reviews.csv" # relative' in copy.read_text()


@pytest.mark.parametrize("origin", ["gone.toml", "broken.toml", "huge.toml"])
def test_without_a_configuration_to_go_by_every_key_is_written(origin: str, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("[[[")
    (tmp_path / "huge.toml").write_text("#" * 300_000)
    save(load("quickstart"), tmp_path / "new.toml", origin=tmp_path / origin)
    assert (tmp_path / "new.toml").read_text() == dumps(load("quickstart"))


def test_a_disk_that_fills_leaves_the_old_file_whole(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save(edited(load(mine), [("seed", 9)]), mine, origin=mine)
    assert mine.read_text() == MINE
    assert os.listdir(mine.parent) == ["mine.toml"]  # noqa: PTH208


def test_a_file_is_unchanged_while_it_means_the_same(mine: Path, tmp_path: Path) -> None:
    experiment = load(mine)
    assert is_unchanged(mine, experiment)
    mine.write_text(f"# one more comment\n{MINE}")
    assert is_unchanged(mine, experiment)
    mine.write_text(MINE.replace("epochs = 3", "epochs = 4"))
    assert not is_unchanged(mine, experiment)
    mine.write_text("[[[")
    assert not is_unchanged(mine, experiment)
    assert is_unchanged(tmp_path / "gone.toml", experiment)


def test_what_the_command_line_names_is_a_preset_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert file_of(None) is file_of("quickstart") is None
    assert file_of("mine.toml") == tmp_path / "mine.toml"
