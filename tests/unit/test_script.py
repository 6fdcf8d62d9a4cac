"""Keras scripts as text: they compile, say what the experiment says, and stand on Keras alone."""

import ast
import pickle
from typing import Any

import numpy as np
import pytest

from rnn_tui.results.imdb_loader import OnlyLists, load_data
from rnn_tui.results.script import keras_default, keras_script, layer_source
from rnn_tui.runs.policies import learning_rate
from rnn_tui.spec import KINDS, Experiment, load, loads, preset_names
from rnn_tui.spec.layers import Recurrent

ALLOWED = {"keras", "numpy", "pathlib", "math", "pickle", "zipfile", "typing", "tensorflow"}


def script_of(*settings: str, preset: str = "imdb-simple-rnn") -> ast.Module:
    return ast.parse(keras_script(load(preset, settings)).text)


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """All calls of a dotted name, in the order of the text."""
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) == name]
    return sorted(found, key=lambda node: node.lineno)


def call(tree: ast.AST, name: str) -> dict[str, Any]:
    """The keyword arguments of the only call of that name; constants as values, others as text."""
    (only,) = calls(tree, name)
    return {keyword.arg or "": value_of(keyword.value) for keyword in only.keywords}


def value_of(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return ast.unparse(node)


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


def arguments_of(source: str, kind: str) -> dict[str, Any]:
    """What the constructor gets: positional ones by the names that Keras gives them."""
    positional = {
        "Embedding": ("input_dim", "output_dim"),
        "Conv1D": ("filters", "kernel_size"),
        "Dropout": ("rate",),
        "SpatialDropout1D": ("rate",),
    }.get(kind, ("units",))
    (made,) = calls(ast.parse(source), f"keras.layers.{kind}")
    given = dict(zip(positional, map(value_of, made.args), strict=False))
    return given | {k.arg or "": value_of(k.value) for k in made.keywords}


CHANGED: dict[str, Any] = {
    "trainable": False,
    "activation": "elu",
    "recurrent_activation": "hard_sigmoid",
    "padding": "same",
    "merge_mode": "sum",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_is_written_with_all_that_is_not_keras_default(kind: str) -> None:
    maker = KINDS[kind]
    plain = maker()
    changed = {}
    for name, value in plain.keras_arguments().items():
        if name in CHANGED:
            changed[name] = CHANGED[name]
        elif isinstance(value, bool):
            changed[name] = not value
        elif isinstance(value, int):
            changed[name] = value + 1
        else:
            changed[name] = 3 if value is None else 0.125
    changed.pop("dilation_rate", None)  # not together with strides
    layer = maker(**changed)
    left_out = {name for name in layer.keras_arguments() if name not in changed}
    for one in (layer, plain):
        wanted = one.keras_arguments()
        given = arguments_of(layer_source(one), kind)
        defaults = {name: keras_default(one, name) for name in wanted}
        assert defaults | given == wanted
        optional = set(given) - {"input_dim", "output_dim", "units", "rate", "filters"}
        optional -= {"kernel_size"}
        assert all(given[name] != defaults[name] for name in optional)
    assert left_out <= {"dilation_rate"}


@pytest.mark.parametrize("kind", [k for k in KINDS if issubclass(KINDS[k], Recurrent)])
@pytest.mark.parametrize("mode", ["concat", "ave"])
def test_a_pair_of_directions_is_wrapped(kind: str, mode: str) -> None:
    source = layer_source(KINDS[kind](bidirectional=True, merge_mode=mode))
    wanted = {} if mode == "concat" else {"merge_mode": mode}
    assert call(ast.parse(source), "keras.layers.Bidirectional") == wanted
    assert arguments_of(source, kind) == {"units": 32}


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


def write_imdb(path: Any, rows: list[list[int]]) -> None:
    ranks = np.empty(len(rows), object)
    ranks[:] = rows
    labels = np.arange(len(rows)) % 2
    np.savez(path, x_train=ranks, y_train=labels, x_test=ranks, y_test=labels)


def test_the_loader_encodes_as_keras_documents(tmp_path: Any) -> None:
    path = tmp_path / "imdb.npz"
    write_imdb(path, [[1, 2, 9], [3], [], [5, 1]])
    random = np.random.RandomState(113)
    orders = np.arange(4), np.arange(4)
    for order in orders:
        random.shuffle(order)
    rows = [[1, 4, 5, 2], [1, 6], [1], [1, 8, 4]]
    loaded = load_data(str(path), num_words=9)
    for (x, y), order in zip(loaded, orders, strict=True):
        assert x == [rows[i] for i in order]
        assert list(y) == [i % 2 for i in order]
    (x, _), _ = load_data(str(path), oov_char=None, start_char=None, index_from=0, skip_top=2)
    assert x == [[[2], [3], [], [5]][i] for i in orders[0]]


def test_the_loader_refuses_other_pickles(tmp_path: Any) -> None:
    class Harm:
        def __reduce__(self) -> Any:
            return (exec, ("raise SystemError('ran')",))

    rows = np.empty(1, object)
    rows[0] = Harm()
    np.savez(tmp_path / "imdb.npz", x_train=rows, y_train=[0], x_test=rows, y_test=[0])
    with pytest.raises(pickle.UnpicklingError, match=r"refused to load builtins\.exec"):
        load_data(str(tmp_path / "imdb.npz"))
    assert OnlyLists.KNOWN.keys() == {"_reconstruct", "ndarray", "dtype"}
