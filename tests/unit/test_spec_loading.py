"""From TOML and `--set` to an experiment and back."""

from pathlib import Path

import pytest

from rnn_tui.experiment import (
    ConfigError,
    Experiment,
    ImdbData,
    SampleData,
    TextData,
    TrainSpec,
    dumps,
    load,
    loads,
    preset_names,
    preset_text,
    resolve,
    save,
)
from rnn_tui.experiment.layers.pooling import MaxPooling1D
from rnn_tui.experiment.layers.recurrent import GRU, LSTM
from rnn_tui.experiment.loading import MAX_BYTES, edited
from rnn_tui.experiment.overrides import Override, parse_overrides
from rnn_tui.experiment.train import CosineDecay, EarlyStopping


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_survives_the_round_trip(name: str, tmp_path: Path) -> None:
    experiment = load(name)
    assert experiment.name == name
    assert loads(dumps(experiment)) == experiment
    save(experiment, tmp_path / "experiment.toml")
    assert load(tmp_path / "experiment.toml") == experiment


def test_the_presets_begin_with_the_quick_start_and_the_introduction() -> None:
    assert preset_names()[:5] == (
        "quickstart",
        "embedding-simple-rnn",
        "simple-rnn-sequences",
        "stacked-simple-rnn",
        "imdb-simple-rnn",
    )
    assert set(preset_names()) >= {
        "imdb-lstm",
        "imdb-gru",
        "imdb-bilstm",
        "imdb-stacked",
        "imdb-conv-gru",
        "imdb-best",
    }
    with pytest.raises(KeyError):
        preset_text("../presets/quickstart")


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(),
        Experiment(data=SampleData(num_words=None)),
        Experiment(data=ImdbData(start_char=None, oov_char=None, num_words=None)),
        Experiment(data=TextData(path='/a "b"/数据.csv', text_column="'x'"), description="a\\b"),
        Experiment(layers=(MaxPooling1D(strides=None), MaxPooling1D(strides=3))),
        Experiment(
            train=TrainSpec(
                metrics=(),
                learning_rate=1e-7,
                early_stopping=EarlyStopping(monitor="loss", min_delta=1e-300),
                schedule=CosineDecay(min_lr=1e-5),
            )
        ),
    ],
)
def test_what_toml_has_no_word_for_survives_the_round_trip(experiment: Experiment) -> None:
    assert loads(dumps(experiment)) == experiment


def test_none_is_a_word() -> None:
    text = '[data]\nsource = "imdb"\nnum_words = "none"\noov_char = "none"\n'
    experiment = loads(text, ["train.clipnorm=none", "train.schedule=none", "data.path=none"])
    assert experiment.data == ImdbData(num_words=None, oov_char=None)
    assert experiment.train == TrainSpec()
    with pytest.raises(ConfigError, match="maxlen: 'none' is not allowed"):
        loads(text, ["data.maxlen=none"])


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("train.epochs=3", Override("train.epochs", 3)),
        (" train.epochs = 3 ", Override("train.epochs", 3)),
        ("train.learning_rate=1e-3", Override("train.learning_rate", 0.001)),
        ("train.shuffle=false", Override("train.shuffle", False)),
        ("train.loss=acc", Override("train.loss", "acc")),
        ('train.loss="acc"', Override("train.loss", "acc")),
        ('train.metrics=["acc"]', Override("train.metrics", ["acc"])),
        ("layers.1={kind='GRU'}", Override("layers.1", {"kind": "GRU"})),
        ("name=12", Override("name", "12")),
        ('name="12"', Override("name", "12")),
        ("data.path=a=b", Override("data.path", "a=b")),
        ("description=", Override("description", "")),
        ("train.epochs=3\nseed=9", Override("train.epochs", "3\nseed=9")),
    ],
)
def test_how_a_setting_is_read(text: str, setting: Override) -> None:
    assert parse_overrides([text]) == ([setting], [])


def test_settings_reach_into_lists_and_append() -> None:
    text = "[[layers]]\nkind='LSTM'\nunits=4\n"
    experiment = loads(text, ["layers.0.units=64", "layers.1.kind=GRU", "layers.1.units=8"])
    assert experiment.layers == (LSTM(units=64), GRU(units=8))
    assert loads("", ["layers.0.kind=GRU"]).layers == (GRU(),)
    assert loads("", ["layers=[{kind='GRU'}]", "layers.0.units=3"]).layers == (GRU(units=3),)


def test_the_last_setting_of_a_key_counts() -> None:
    assert loads("", ["seed=1", "seed=2"]).seed == 2


def test_a_changed_source_takes_its_own_keys_with_it() -> None:
    full = dumps(Experiment(data=ImdbData(path="/imdb", skip_top=5, maxlen=77)))
    changed = loads(full, ["data.source=text", "data.path=/x.csv"])
    assert changed.data == TextData(path="/x.csv", maxlen=77)
    assert loads(full, ["data.source=sample"]).data == SampleData(maxlen=77)
    with pytest.raises(ConfigError, match=r"data\.path: is missing"):
        loads(full, ["data.source=text"])


def test_a_changed_kind_takes_its_own_keys_with_it() -> None:
    full = dumps(
        Experiment(
            layers=(LSTM(units=7, unit_forget_bias=False),),
            train=TrainSpec.model_validate({"schedule": {"kind": "step", "every": 3}}),
        )
    )
    changed = loads(full, ["layers.0.kind=GRU", "train.schedule.kind=cosine"])
    assert changed.layers == (GRU(units=7),)
    assert changed.train.schedule == CosineDecay()
    with pytest.raises(ConfigError, match="unit_forget_bia: unknown key"):
        loads(full + "\n[[layers]]\nkind='LSTM'\nunit_forget_bia=1\n", ["layers.1.kind=GRU"])


def test_edited_leaves_the_rest_and_the_original_alone() -> None:
    before = load("imdb-simple-rnn")
    after = edited(before, [("layers.1.units", 64), ("data.num_words", None)])
    assert (after.layers[1].model_dump()["units"], after.data.num_words) == (64, None)
    assert before == load("imdb-simple-rnn")
    assert edited(after, [("layers.1.units", 32), ("data.num_words", 10_000)]) == before
    assert edited(before, [("train.early_stopping", None)]) == before


def test_edited_refuses_with_all_faults() -> None:
    with pytest.raises(ConfigError) as caught:
        edited(load("imdb-simple-rnn"), [("layers.1.units", 0), ("train.epochs", "x")])
    assert [fault.key for fault in caught.value.faults] == ["layers.1.units", "train.epochs"]


def test_paths_in_a_file_start_from_its_folder_those_in_settings_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    file = there / "my.toml"
    file.write_text('[data]\nsource="imdb"\npath="imdb.npz"\nword_index="~/w.json"\n')
    monkeypatch.setenv("HOME", str(tmp_path))
    plain = load(file).data
    assert isinstance(plain, ImdbData)
    assert plain.path == str(there / "imdb.npz")
    assert plain.word_index == str(tmp_path / "w.json")
    for setting in ("data.path=x.npz", "data={source='imdb', path='x.npz'}"):
        data = load(file, [setting]).data
        assert isinstance(data, ImdbData)
        assert data.path == str(here / "x.npz")


def test_a_home_that_does_not_exist_is_a_folder_of_that_name(tmp_path: Path) -> None:
    data = TextData(path="~nobody-of-that-name/x.csv")
    resolved = resolve(Experiment(data=data), tmp_path).data
    assert isinstance(resolved, TextData)
    assert resolved.path == str(tmp_path / "~nobody-of-that-name" / "x.csv")


def test_resolving_twice_changes_nothing(tmp_path: Path) -> None:
    once = resolve(Experiment(data=TextData(path="a/../b.csv")), tmp_path)
    assert resolve(once, tmp_path / "elsewhere") == once


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"a = ", "not valid TOML"),
        (b"#" * (MAX_BYTES + 1), "larger than 200,000 bytes"),
        (b"a = " + b"[" * 50_000, "nested too deeply"),
        (b"a" + b" . 'a b'" * 20_000 + b" = 1", "a key has more than 300 parts"),
        (b"a = " + b"9" * 5_000, "not valid TOML"),
        (b"seed = 1\nseed = 2", "not valid TOML"),
    ],
)
def test_a_file_that_is_no_configuration(content: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=words) as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}:\n")


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_bytes(b"\xef\xbb\xbfseed = 7\r\nname = 'x'\r\n")
    assert load(file).seed == 7


def test_a_link_to_itself_is_a_fault(tmp_path: Path) -> None:
    link = tmp_path / "loop.toml"
    link.symlink_to(link)
    with pytest.raises(ConfigError, match="cannot read it"):
        load(link)


@pytest.mark.parametrize(
    ("setting", "weights"),
    [
        ("train.class_weight=balanced", "balanced"),
        ("train.class_weight={spam = 5, 'no spam' = 0.5}", {"spam": 5.0, "no spam": 0.5}),
        ("train.class_weight.spam=2", {"spam": 2.0}),
        ("train.class_weight=none", None),
    ],
)
def test_class_weights_are_a_word_or_a_table(setting: str, weights: object) -> None:
    experiment = loads("", [setting])
    assert experiment.train.class_weight == weights
    assert loads(dumps(experiment)) == experiment


def test_a_changed_class_weight_leaves_the_experiment_that_it_came_from() -> None:
    before = loads("", ["train.class_weight.spam=2"])
    after = edited(before, [("train.class_weight.ham", 3)])
    assert before.train.class_weight == {"spam": 2.0}
    assert after.train.class_weight == {"spam": 2.0, "ham": 3.0}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("balance", "'balance' is not allowed; it takes balanced, or a table"),
        ("3", "3 is not allowed; it takes balanced, or a table"),
        ("{}", "the table is empty"),
        ("{spam = -1}", "'spam' has the weight -1; it takes a number from 0 to 1,000,000"),
        ("{spam = true}", "'spam' has the weight True; it takes a number"),
        ("{spam = nan}", "'spam' has the weight nan; it takes a number"),
        ("{spam = {a = 1}}", "'spam' has the weight {'a': 1}; it takes a number"),
    ],
)
def test_what_is_no_class_weight_is_one_sentence(value: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loads("", [f"train.class_weight={value}"])
    (fault,) = caught.value.faults
    assert fault.key == "train.class_weight"
    assert words in fault.message
