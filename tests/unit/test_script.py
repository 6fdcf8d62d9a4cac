"""Keras scripts as text: they compile, say what the experiment says, and stand on Keras alone."""

import ast
from typing import Any

import numpy as np
import pytest
from reading_scripts import call, calls, script_of, value_of

from rnn_tui.experiment import KINDS, Experiment, load, loads, preset_names
from rnn_tui.experiment.class_weight import weights_of
from rnn_tui.results.script import keras_script, layer_source
from rnn_tui.runs.state.policies import learning_rate

ALLOWED = {"keras", "numpy", "pathlib", "math", "pickle", "zipfile", "typing", "tensorflow"}


@pytest.mark.parametrize("preset", preset_names())
@pytest.mark.parametrize(
    "data", [(), ("data.path=/d/imdb.npz",), ("data.source=sample",), ("text",)], ids=str
)
def test_every_preset_on_every_source_compiles_and_imports_no_more_than_keras(
    preset: str, data: tuple[str, ...]
) -> None:
    settings = ["data.source=text", "data.path=/d/x.csv"] if data == ("text",) else list(data)
    if preset == "quickstart" and data == ("data.path=/d/imdb.npz",):
        settings.insert(0, "data.source=imdb")
    script = keras_script(load(preset, settings))
    tree = ast.parse(script.text)
    compile(script.text, "script.py", "exec")
    modules = {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    modules |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert modules <= ALLOWED
    assert all(len(line) <= 100 for line in script.text.splitlines())
    assert script.text.endswith(")\n")
    assert not script.text.endswith("\n\n")


@pytest.mark.parametrize("preset", preset_names())
def test_the_model_has_the_layers_of_the_experiment(preset: str) -> None:
    experiment = load(preset)
    tree = script_of(preset=preset)
    (stack,) = calls(tree, "keras.Sequential")
    assert isinstance(stack.args[0], ast.List)
    written = [ast.unparse(layer) for layer in stack.args[0].elts]
    assert written[0] == "keras.Input((None,), dtype='int32')"
    sources = [
        ast.unparse(ast.parse(layer_source(layer), mode="eval")) for layer in experiment.layers
    ]
    assert written[1:] == sources


def test_the_article_training_is_told_in_its_own_words() -> None:
    tree = script_of()
    assert call(tree, "keras.datasets.imdb.load_data") == {"num_words": 10_000}
    assert call(tree, "model.compile") == {
        "optimizer": "rmsprop",
        "loss": "binary_crossentropy",
        "metrics": ["acc"],
    }
    assert call(tree, "model.fit") == {"validation_split": 0.2, "epochs": 10, "batch_size": 10}
    (seed,) = calls(tree, "keras.utils.set_random_seed")
    assert ast.unparse(seed.args[0]) == "0"
    padded = calls(tree, "keras.utils.pad_sequences")
    assert [ast.unparse(node) for node in padded] == [
        f"keras.utils.pad_sequences({part}, maxlen=500)" for part in ("x_train", "x_test")
    ]


def test_every_option_of_the_training_arrives() -> None:
    tree = script_of(
        "seed=7",
        "train.optimizer=adamw",
        "train.learning_rate=0.01",
        "train.clipnorm=1.5",
        'train.metrics=["accuracy", "auc"]',
        "train.validation_batch_size=50",
        "train.shuffle=false",
        "train.jit_compile=false",
        "train.deterministic=true",
    )
    assert call(tree, "keras.optimizers.AdamW") == {"learning_rate": 0.01, "clipnorm": 1.5}
    compiled = call(tree, "model.compile")
    assert compiled["metrics"] == ["accuracy", "auc"]
    assert compiled["jit_compile"] is False
    fit = call(tree, "model.fit")
    assert fit["validation_batch_size"] == 50
    assert fit["shuffle"] is False
    assert call(tree, "model.evaluate") == {"batch_size": 50, "return_dict": True}
    assert len(calls(tree, "tf.config.experimental.enable_op_determinism")) == 1


def test_what_fit_cannot_do_is_said() -> None:
    experiment = load("imdb-lstm", ["train.bucket_by_length=true"])
    assert "train.bucket_by_length" in keras_script(experiment).text
    assert "bucket_by_length" not in keras_script(load("imdb-lstm")).text


def test_without_a_validation_part_there_is_none() -> None:
    for settings in ((), ("data.source=sample",)):
        tree = script_of(*settings, "data.validation_split=0.0")
        assert {"validation_split", "validation_data"}.isdisjoint(call(tree, "model.fit"))
        assert "x_val" not in ast.unparse(tree)


def test_early_stopping_restores_the_best_weights_where_it_watches_the_same() -> None:
    tree = script_of(preset="imdb-lstm")
    assert call(tree, "keras.callbacks.EarlyStopping") == {
        "monitor": "val_loss",
        "patience": 2,
        "restore_best_weights": True,
    }
    assert not calls(tree, "keras.callbacks.ModelCheckpoint")


def test_early_stopping_counts_as_the_run_does() -> None:
    rule = "{patience = 3, min_delta = 0.01, start_from_epoch = 4}"
    early = call(script_of(f"train.early_stopping={rule}"), "keras.callbacks.EarlyStopping")
    assert early == {
        "monitor": "val_loss",
        "patience": 3,
        "min_delta": 0.01,
        "start_from_epoch": 4,
    }


@pytest.mark.parametrize(
    "settings",
    [
        ("train.restore_best=true", "train.monitor=val_acc"),
        (
            "train.restore_best=true",
            "train.monitor=val_acc",
            "train.early_stopping.monitor=val_loss",
        ),
        (
            "train.restore_best=true",
            "train.monitor=val_acc",
            "train.early_stopping.min_delta=0.01",
        ),
    ],
)
def test_elsewhere_the_best_weights_go_through_a_file(settings: tuple[str, ...]) -> None:
    tree = script_of(*settings)
    saved = call(tree, "keras.callbacks.ModelCheckpoint")
    assert saved == {
        "monitor": "val_acc",
        "mode": "max",
        "save_best_only": True,
        "save_weights_only": True,
    }
    (loading,) = calls(tree, "model.load_weights")
    (testing,) = calls(tree, "model.evaluate")
    assert loading.lineno < testing.lineno
    for early in calls(tree, "keras.callbacks.EarlyStopping"):
        assert "restore_best_weights" not in ast.unparse(early)


def test_a_plateau_schedule_is_keras_own() -> None:
    tree = script_of(
        "train.schedule.kind=reduce_on_plateau",
        "train.schedule.monitor=val_acc",
        "train.schedule.cooldown=1",
        "train.schedule.min_lr=0.00001",
    )
    assert call(tree, "keras.callbacks.ReduceLROnPlateau") == {
        "monitor": "val_acc",
        "mode": "max",
        "factor": 0.5,
        "patience": 2,
        "min_delta": 1e-4,
        "cooldown": 1,
        "min_lr": 1e-5,
    }


@pytest.mark.parametrize(
    "settings",
    [
        ("train.schedule.kind=step", "train.schedule.every=3"),
        ("train.schedule.kind=exponential", "train.schedule.factor=0.7"),
        ("train.schedule.kind=cosine",),
        ("train.schedule.kind=cosine", "train.schedule.min_lr=0.0002"),
        ("train.schedule.kind=cosine", "train.schedule.epochs=4"),
        ("train.schedule.kind=cosine", "train.schedule.epochs=40"),
    ],
)
def test_a_schedule_is_a_function_with_our_rates(settings: tuple[str, ...]) -> None:
    experiment = load("imdb-simple-rnn", settings)
    tree = ast.parse(keras_script(experiment).text)
    kept = [n for n in tree.body if isinstance(n, ast.FunctionDef) or "math" in ast.unparse(n)[:12]]
    names: dict[str, Any] = {}
    exec(compile(ast.Module(kept, []), "schedule", "exec"), names)
    for epoch in range(experiment.train.epochs):
        assert names["learning_rate"](epoch, 1.0) == learning_rate(experiment, epoch, [])


def test_class_weights_by_name_are_written_by_number() -> None:
    experiment = load("quickstart", ["train.class_weight={good = 3.0}"])
    script = keras_script(experiment, classes=("bad", "good"))
    assert call(ast.parse(script.text), "model.fit")["class_weight"] == {1: 3.0}
    assert "\n# Class weights: {good = 3.0}\n" in script.text
    imdb = call(script_of("train.class_weight={pos = 0.5}"), "model.fit")
    assert imdb["class_weight"] == {1: 0.5}


@pytest.mark.parametrize(
    ("preset", "part"), [("imdb-lstm", "y_train[:20000]"), ("quickstart", "y_train")]
)
def test_balanced_classes_are_counted_in_what_is_trained_on(preset: str, part: str) -> None:
    experiment = load(preset, ["train.class_weight=balanced"])
    tree = ast.parse(keras_script(experiment).text)
    assert call(tree, "model.fit")["class_weight"] == "class_weight"
    kept = [n for n in tree.body if isinstance(n, ast.Assign)]
    named = {ast.unparse(n.targets[0]): n for n in kept}
    y_train = np.random.default_rng(0).choice(3, 25_000, p=[0.7, 0.25, 0.05])
    names: dict[str, Any] = {"np": np, "y_train": y_train}
    body = ast.Module([named[name] for name in ("labels", "counts", "class_weight")], [])
    exec(compile(body, "weights", "exec"), names)
    counts = np.bincount(eval(part, {"y_train": y_train}))
    expected = weights_of("balanced", ["a", "b", "c"], counts.tolist())
    assert list(names["class_weight"].values()) == pytest.approx(expected)


def test_macro_f1_is_defined_where_it_is_asked_for() -> None:
    tree = script_of('train.metrics=["acc", "f1_score"]', "train.monitor=val_f1_score")
    assert call(tree, "model.compile")["metrics"] == "['acc', MacroF1(2)]"
    (defined,) = [n for n in tree.body if isinstance(n, ast.ClassDef)]
    assert defined.name == "MacroF1"
    assert "MacroF1" not in keras_script(load("imdb-lstm")).text


HOSTILE = [
    '"""',
    "'''",
    "\\",
    "\\\"\"\"\\'''\\n",
    "{x} %s $HOME `id`",
    "coding: utf-7 +AAo-",
    "\u202e\u2066 bidi \u2028 separators \u2029",
    '"); import os; os.system("x") #',
    "评论 café 😀",
    "\ufeff",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("source", ["imdb", "text"])
def test_no_text_gets_out_of_its_place(text: str, source: str) -> None:
    plain = load("imdb-simple-rnn")
    data = {"source": source, "path": f"/d/{text}.csv", "maxlen": 500}
    experiment = Experiment.model_validate(plain.model_dump() | {"description": text, "data": data})
    script = keras_script(experiment, f"{text}.npz")
    tree = ast.parse(script.text.encode())
    usual = ast.parse(
        keras_script(
            Experiment.model_validate(
                plain.model_dump() | {"description": "x", "data": data | {"path": "/d/x"}}
            ),
            "x.npz",
        ).text
    )
    assert [type(node) for node in ast.walk(tree)] == [type(node) for node in ast.walk(usual)]
    strings = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    assert (f"{text}.npz" if source == "text" else f"/d/{text}.csv") in strings
    assert all(c.isprintable() or c == "\n" for c in script.text)


def test_names_of_the_experiment_name_the_files() -> None:
    experiment = loads(
        "name = '影评-1'\n[data]\nsource = 'sample'\n[train]\nrestore_best = true\n"
        "[[layers]]\nkind = 'Embedding'"
    )
    script = keras_script(experiment)
    assert script.arrays == "影评-1.npz"
    assert "'影评-1.weights.h5'" in ast.unparse(ast.parse(script.text))
    assert keras_script(load("imdb-lstm")).arrays is None


def test_a_fixed_length_is_in_the_input() -> None:
    experiment = load("imdb-simple-rnn", ["data.maxlen=50"])
    flat = experiment.model_copy(update={"layers": (experiment.layers[0], KINDS["Flatten"]())})
    assert 'keras.Input((50,), dtype="int32")' in keras_script(flat).text


def test_settings_of_imdb_arrive_under_keras_names() -> None:
    settings = [
        'data.num_words="none"',
        "data.skip_top=5",
        'data.oov_char="none"',
        "data.start_char=4",
        "data.index_from=0",
        "data.shuffle_seed=9",
        "data.padding=post",
    ]
    wanted = {"skip_top": 5, "oov_char": None, "start_char": 4, "index_from": 0, "seed": 9}
    assert call(script_of(*settings), "keras.datasets.imdb.load_data") == wanted
    local = script_of(*settings, "data.path=/d/imdb.npz")
    assert call(local, "load_data") == wanted
    assert all(
        "padding='post'" in ast.unparse(n) for n in calls(local, "keras.utils.pad_sequences")
    )


def test_a_mirror_feeds_the_folder_of_keras() -> None:
    tree = script_of("data.url=https://mirror.example/sets/")
    fetched = call(tree, "keras.utils.get_file")
    assert fetched["origin"] == "https://mirror.example/sets/imdb.npz"
    assert len(fetched["file_hash"]) == 64
    (loading,) = calls(script_of("data.url=file:///d/a%20b"), "load_data")
    assert value_of(loading.args[0]) == "/d/a b/imdb.npz"
