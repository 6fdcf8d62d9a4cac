"""Errors of a configuration: key, value, what is allowed, nearest word; all at once."""

from pathlib import Path

import pytest

from rnn_tui.experiment import ConfigError, load, loads
from rnn_tui.experiment.errors import MOST_FAULTS, nearest, shown

BASE = """
[data]
source = "imdb"
[[layers]]
kind = "Embedding"
[[layers]]
kind = "LSTM"
[train]
metrics = ["acc"]
"""


def faults(*settings: str, text: str = BASE) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        loads(text, settings)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        (
            "layers.1.units=0",
            "layers.1.units: 0 is not allowed; it takes a whole number from 1 to 16,384",
        ),
        (
            "layers.1.dropout=1.0",
            "layers.1.dropout: 1.0 is not allowed; it takes a number of at least 0.0 and below 1.0",
        ),
        (
            "train.learning_rate=0",
            "train.learning_rate: 0 is not allowed; "
            'it takes a number above 0.0 and up to 100.0, or "auto"',
        ),
        ("train.shuffle=yes", "train.shuffle: 'yes' is not allowed; it takes true or false"),
        (
            "train.loss=binary",
            "train.loss: 'binary' is not allowed; it takes one of binary_crossentropy, "
            "sparse_categorical_crossentropy (did you mean binary_crossentropy?)",
        ),
        (
            "train.optimizer=adm",
            "train.optimizer: 'adm' is not allowed; it takes one of rmsprop, adam, adamw, nadam, "
            "adagrad, lion, sgd (did you mean adam?)",
        ),
        ("layers.1.unit=3", "layers.1.unit: unknown key (did you mean units?)"),
        ("epochs=3", "epochs: unknown key (did you mean train.epochs?)"),
        ("maxlen=3", "maxlen: unknown key (did you mean data.maxlen?)"),
        ("units=3", "units: unknown key (did you mean layers.N.units, with N from 0?)"),
        ("train.epoch=3", "train.epoch: unknown key (did you mean epochs?)"),
        (
            "zzz=3",
            "zzz: unknown key; known here: name, description, seed, data, layers, train",
        ),
        ("data.source=txt", "data.source: 'txt' is not one of imdb, text, sample (did you mean "),
        ("data={maxlen=3}", "data.source: is missing; it takes one of imdb, text, sample"),
        ("data.source=[1]", "data.source: [1] is not one of imdb, text, sample"),
        ("layers.1.kind=lstm", "layers.1.kind: 'lstm' is not one of Embedding, SimpleRNN, LSTM,"),
        ("layers.2.units=3", "layers.2.kind: is missing; it takes one of Embedding, SimpleRNN"),
        ("data.source=text", "data.path: is missing; it takes a text that is not empty"),
        (
            "train.metrics=acc",
            "train.metrics: 'acc' is not allowed; it takes a list of acc, accuracy, auc, "
            "precision, recall, f1_score, mse (did you mean acc?)",
        ),
        (
            'train.metrics=["acuracy"]',
            "train.metrics.0: 'acuracy' is not allowed; it takes one of acc, accuracy, auc, "
            "precision, recall, f1_score, mse (did you mean accuracy?)",
        ),
        ('train.metrics=["acc", "acc"]', "train.metrics: ['acc', 'acc'] contains acc twice"),
        ("train=3", "train: 3 is not allowed; it takes a table"),
        ("layers=3", "layers: 3 is not allowed; it takes a list of tables, at most 64"),
        ("layers.0=3", "layers.0: must be a table, not 3"),
        ("train.early_stopping=true", "train.early_stopping: true is not allowed; it takes a tabl"),
        ("train.schedule.kind=cos", "train.schedule.kind: 'cos' is not one of reduce_on_plateau,"),
        (
            'train.schedule={kind="step", every=0}',
            "train.schedule.every: 0 is not allowed; it takes a whole number from 1 to 10,000",
        ),
        (
            'layers.1={kind="Conv1D", strides=2, dilation_rate=3}',
            "layers.1: strides (2) and dilation_rate (3) cannot both be above 1",
        ),
        (
            'layers.1={kind="GRU", bidirectional=true, go_backwards=true}',
            "layers.1: bidirectional already reads both ways: set go_backwards to false",
        ),
        ("train.epochs=2020-01-02", "train.epochs: 2020-01-02 is not allowed; it takes a whole"),
        ("train.epochs.x=3", "train.epochs.x: train.epochs is a value, not a table"),
        ("layers.7.units=3", "layers.7: no entry '7'; the list has 2, counted from 0"),
        ("layers.-1.units=3", "layers.-1: no entry '-1'; the list has 2, counted from 0"),
        ("epochs", "--set takes key=value, not 'epochs'"),
        ("=3", "--set takes key=value, not '=3'"),
        ("train..epochs=1", "--set 'train..epochs': a key cannot have an empty part between dots"),
        (".train.epochs=1", "--set '.train.epochs': a key cannot have an empty part between dots"),
        ("name=a b", "name: 'a b' is not allowed: letters, digits, dots and dashes"),
        ("name=", "name: '' is not allowed; it takes a text of 1 to 64 characters"),
        ("description=\x1b[31m", "description: '\\x1b[31m' contains a control character"),
        ("data.path=a\0b", "data.path: 'a\\x00b' contains a control character"),
    ],
)
def test_what_a_fault_says(setting: str, sentence: str) -> None:
    base = BASE.replace("[train]", "[train]\nepochs = 2")
    (fault,) = faults(setting, text=base)
    assert fault.startswith(sentence)


def test_all_faults_come_at_once_wherever_they_stand() -> None:
    text = "seed = -1\nzzz = 1\n[[layers]]\nkind = 'Dens'\n[[layers]]\nkind = 'LSTM'\nunits = 'x'\n"
    found = faults("epochs", "name.x=3", "train.epochs=0", "layers.9.units=1", text=text)
    keys = {fault.split(": ")[0] for fault in found}
    assert keys == {
        "--set takes key=value, not 'epochs'",
        "name",
        "train.epochs",
        "layers.9",
        "seed",
        "zzz",
        "layers.0.kind",
        "layers.1.units",
    }


def test_the_message_names_the_file_and_lists_the_faults() -> None:
    with pytest.raises(ConfigError) as caught:
        loads("seed = -1", ["train.epochs=0"], where="my.toml")
    lines = str(caught.value).splitlines()
    assert lines[0] == "my.toml:"
    assert [line.split(":")[0] for line in lines[1:]] == ["  seed", "  train.epochs"]


def test_thousands_of_faults_are_counted_not_listed() -> None:
    with pytest.raises(ConfigError) as caught:
        loads("\n".join(f"k{number} = 1" for number in range(3_000)))
    lines = str(caught.value).splitlines()
    assert len(lines) == MOST_FAULTS + 2
    assert lines[-1] == f"  and {3_000 - MOST_FAULTS:,} more"


@pytest.mark.parametrize("word", ["nan", "inf", "-inf", "1e400"])
@pytest.mark.parametrize(
    "key",
    [
        "data.validation_split",
        "layers.1.dropout",
        "layers.1.recurrent_dropout",
        "train.learning_rate",
        "train.clipnorm",
        "train.checkpoint_seconds",
        "train.early_stopping.min_delta",
        "train.schedule.min_lr",
    ],
)
def test_numbers_are_finite(key: str, word: str) -> None:
    text = BASE + "[train.schedule]\nkind = 'cosine'\n"
    (fault,) = faults(f"{key}={word}", text=text)
    assert fault.startswith(f"{key}: ")
    assert "is not allowed; it takes a number" in fault


@pytest.mark.parametrize("number", ["9" * 5_000, "0x" + "f" * 5_000, "1" * 40])
def test_huge_numbers_are_faults(number: str) -> None:
    (fault,) = faults(f"train.epochs={number}")
    assert fault.startswith("train.epochs: ")
    assert len(fault) < 200


@pytest.mark.parametrize("name", ["..", ".", "a/b", "a.", ".a", "-a", "a\\b", "a\n", "𠀀" * 64])
def test_a_name_is_a_safe_folder(name: str) -> None:
    (fault,) = faults(f'name="{name}"')
    assert fault.startswith("name: ")


@pytest.mark.parametrize("name", ["a", "影评-1", "été", "v1.2_x", "a" * 64])
def test_a_name_may_be_in_any_language(name: str) -> None:
    assert loads(BASE, [f"name={name}"]).name == name


def test_escape_codes_in_a_key_do_not_reach_the_terminal() -> None:
    (fault,) = faults(text='"\\u001b[31mx" = 1\n')
    assert fault.startswith("\\x1b[31mx: unknown key")


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("imdb-lstn", "no preset or file named 'imdb-lstn' (did you mean imdb-lstm?)"),
        ("", "presets: quickstart, "),
        ("x" * 300, "presets: quickstart, "),
        ("a/\0", "no preset or file named"),
        ("missing.toml", "cannot read it: no such file or directory"),
        ("/", "no preset or file named '/'"),
        (f"{Path(__file__).parent}", "cannot read it: is a directory"),
        ("~nobody-of-that-name/x.toml", "cannot read it: no such file or directory"),
    ],
)
def test_a_configuration_that_cannot_be_read(config: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(config)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("given_word", "hint"),
    [
        ("ac", " (did you mean acc?)"),
        ("ACCURACY", " (did you mean accuracy?)"),
        ("", ""),
        ("q" * 100_000, ""),
    ],
)
def test_the_nearest_word(given_word: str, hint: str) -> None:
    assert nearest(given_word, ["acc", "accuracy", "auc"]) == hint


def test_values_are_shown_as_they_are_written_and_cut() -> None:
    assert (shown(True), shown("x"), shown(1.5)) == ("true", "'x'", "1.5")
    assert len(shown(["x" * 1_000] * 1_000)) < 250
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    assert shown(nested) == "[[[[...]]]]"
