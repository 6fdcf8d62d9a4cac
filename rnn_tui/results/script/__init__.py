"""An experiment as a plain Keras script, as somebody would write it who never heard of us."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rnn_tui.data.imdb import CLASSES as IMDB_CLASSES
from rnn_tui.data.imdb.files import NPZ
from rnn_tui.experiment import Experiment, ImdbData, Layer, infer
from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.results.script import imdb_loader
from rnn_tui.results.script.source import INDENT, WIDTH, brackets, call, docstring, keyword, literal
from rnn_tui.results.script.training import (
    Weighing,
    callbacks,
    class_weight,
    compile_call,
    metric_definitions,
    needs_math,
)

POSITIONAL = ("input_dim", "output_dim", "units", "rate", "filters", "kernel_size")
"""Arguments that Keras asks for: given without their names, whatever their values."""


VECTORS = "# Word vectors; the rows of other words keep Keras's random values"
TAKE_VECTORS = (
    "(table,) = model.layers[0].get_weights()",
    'table[arrays["vector_rows"]] = arrays["vectors"]',
    "model.layers[0].set_weights([table])",
)


@dataclass(frozen=True, slots=True)
class Script:
    """The text; `arrays` is the file beside it that it reads, None where it needs none.

    That file is an npz: `x_train`, `y_train`, `x_val`, `y_val`, `x_test`, `y_test` of texts, and
    `vectors` with the rows `vector_rows` that they belong into, where the experiment has some.
    """

    text: str
    arrays: str | None


@dataclass(slots=True)
class _Parts:
    """A script in the making: modules to import, then blocks with a blank line between."""

    plain_imports: set[str] = field(default_factory=lambda: {"import keras"})
    standard_imports: set[str] = field(default_factory=set)
    definitions: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)

    def text(self, head: str) -> str:
        imports = [
            "\n".join(sorted(lines, key=_import_order))
            for lines in (self.standard_imports, self.plain_imports)
            if lines
        ]
        body = "\n\n".join([head, *imports])
        if self.definitions:
            body += "".join(f"\n\n\n{text}" for text in self.definitions) + "\n"
        return body + "".join(f"\n\n{text}" for text in self.blocks) + "\n"


def keras_script(
    experiment: Experiment, arrays: str | None = None, classes: Sequence[str] = IMDB_CLASSES
) -> Script:
    """The script that trains and tests the experiment with stock Keras.

    `arrays` names the npz beside the script where the data come from texts, or the Embedding
    begins with vectors (default: the experiment's name), `classes` are those of the texts. IMDB
    is loaded by the script itself.
    """
    parts = _Parts()
    parts.blocks.append(f"keras.utils.set_random_seed({experiment.seed})")
    if experiment.train.deterministic:
        parts.plain_imports.add("import tensorflow as tf")
        parts.blocks[0] += "\ntf.config.experimental.enable_op_determinism()"
    file = arrays or f"{experiment.name}.npz"
    if isinstance(experiment.data, ImdbData):
        _imdb(experiment.data, parts)
    else:
        _arrays(experiment, file, parts)
    parts.definitions += metric_definitions(experiment)
    parts.blocks.append(_model(experiment))
    if experiment.begins_with is not None:
        opened = [_opened(file, parts)] if experiment.data.in_keras else []
        parts.blocks.append("\n".join([VECTORS, *opened, *TAKE_VECTORS]))
    if needs_math(experiment):
        parts.standard_imports.add("import math")
    weighing = class_weight(experiment, classes)
    if "np." in weighing.before:
        parts.plain_imports.add("import numpy as np")
    parts.blocks += _training(experiment, weighing)
    return Script(parts.text(_head(experiment)), file if needs_arrays(experiment) else None)


def needs_arrays(experiment: Experiment) -> bool:
    """True if the script reads a file beside it: word ids of texts, or word vectors."""
    return not experiment.data.in_keras or experiment.begins_with is not None


def layer_source(layer: Layer) -> str:
    """The call that makes the layer, with what differs from Keras's defaults."""
    given = layer.keras_arguments()
    arguments = [literal(given.pop(name)) for name in list(given) if name in POSITIONAL]
    names = sorted(given, key=lambda name: name == "trainable")  # last, as something apart
    for name in names:
        if given[name] != keras_default(layer, name):
            arguments.append(keyword(name, given[name]))
    room = WIDTH - len(INDENT) - 1
    source = call(f"keras.layers.{layer.kind}", arguments, room)
    if isinstance(layer, Recurrent) and layer.bidirectional:
        merge = [] if layer.merge_mode == "concat" else [keyword("merge_mode", layer.merge_mode)]
        source = call("keras.layers.Bidirectional", [source, *merge], room)
    return source


def keras_default(layer: Layer, name: str) -> Any:
    """Keras's default of the argument; our own differ in one."""
    if name == "activation" and not isinstance(layer, Recurrent):
        return "linear"
    return type(layer).model_fields[name].default


def _import_order(line: str) -> tuple[bool, str]:
    return (line.startswith("from"), line)


def _head(experiment: Experiment) -> str:
    """The docstring. It comes first: no comment near the top can then declare an encoding."""
    title = experiment.name
    if experiment.description:
        title += f": {experiment.description}"
    return docstring(title, "A plain Keras script, written by rnn-tui and independent of it.")


def _imdb(data: ImdbData, parts: _Parts) -> None:
    """Load with Keras, or with a loader of the script's own where the file is named."""
    path = _local_file(data)
    arguments = [keyword("num_words", data.num_words)] if data.num_words is not None else []
    fields = ImdbData.model_fields
    for name, ours in {
        "skip_top": "skip_top",
        "seed": "shuffle_seed",
        "start_char": "start_char",
        "oov_char": "oov_char",
        "index_from": "index_from",
    }.items():
        if (value := getattr(data, ours)) != fields[ours].default:
            arguments.append(keyword(name, value))
    if path is not None:
        parts.standard_imports |= {"import pickle", "import zipfile", "from typing import Any"}
        parts.plain_imports.add("import numpy as np")
        members = (imdb_loader.OnlyLists, imdb_loader.read_part, imdb_loader.load_data)
        parts.definitions += [
            inspect.getsource(member).strip().replace("  # noqa: RUF012", "") for member in members
        ]
        loading = call("load_data", [literal(path), *arguments], WIDTH - 40)
    else:
        loading = call("keras.datasets.imdb.load_data", arguments, WIDTH - 40)
        if data.url is not None:
            parts.blocks.append(_fetch(data.url))
    padding = [keyword("maxlen", data.maxlen)]
    padding += [
        keyword(name, getattr(data, name))
        for name in ("padding", "truncating")
        if getattr(data, name) != "pre"
    ]
    lines = [f"(x_train, y_train), (x_test, y_test) = {loading}"]
    for part in ("x_train", "x_test"):
        padded = call("keras.utils.pad_sequences", [part, *padding], WIDTH - len(part) - 3)
        lines.append(f"{part} = {padded}")
    lines.append('print("shapes:", x_train.shape, x_test.shape)')
    parts.blocks.append("\n".join(lines))


def _local_file(data: ImdbData) -> str | None:
    """The file that is named by itself, by its folder, or by a mirror on this machine."""
    named = data.path
    if named is None and data.url is not None:
        address = urlsplit(data.url)
        named = unquote(address.path) if address.scheme == "file" else None
        return None if named is None else str(Path(named) / NPZ.name)
    if named is None:
        return None
    path = Path(named)
    return str(path / NPZ.name if path.is_dir() else path)


def _fetch(url: str) -> str:
    origin = f"{url.rstrip('/')}/{NPZ.name}"
    arguments = [literal(NPZ.name), keyword("origin", origin), keyword("file_hash", NPZ.digest)]
    comment = "# From the mirror into Keras's own folder, where load_data looks for it."
    return f"{comment}\n{call('keras.utils.get_file', arguments)}"


def _arrays(experiment: Experiment, file: str, parts: _Parts) -> None:
    """Word ids from the file beside the script: texts are read by rnn-tui alone."""
    names = ["train", "val", "test"] if experiment.data.validates else ["train", "test"]
    lines = [
        f"# Word ids, padded to {experiment.data.maxlen} timesteps",
        _opened(file, parts),
    ]
    lines += [f'x_{n}, y_{n} = arrays["x_{n}"], arrays["y_{n}"]' for n in names]
    parts.blocks.append("\n".join(lines))


def _opened(file: str, parts: _Parts) -> str:
    """The line that opens the file beside the script."""
    parts.standard_imports.add("from pathlib import Path")
    parts.plain_imports.add("import numpy as np")
    return f"arrays = np.load(Path(__file__).with_name({literal(file)}))"


def _model(experiment: Experiment) -> str:
    timesteps = infer(experiment.layers, experiment.data.maxlen).timesteps
    layers = [f'keras.Input(({timesteps},), dtype="int32")']
    layers += [layer_source(layer) for layer in experiment.layers]
    stack = brackets("[", layers, "]")
    return f"model = keras.Sequential({stack})\n{compile_call(experiment)}\nmodel.summary()"


def _training(experiment: Experiment, weighing: Weighing) -> list[str]:
    """Callbacks, fit, the history in numbers, the test."""
    train, data = experiment.train, experiment.data
    watching = callbacks(experiment, f"{experiment.name}.weights.h5")
    arguments = ["x_train", "y_train"]
    if data.in_keras and data.validates:
        arguments.append(keyword("validation_split", data.validation_split))
    elif data.validates:
        arguments.append("validation_data=(x_val, y_val)")
    arguments += [keyword("epochs", train.epochs), keyword("batch_size", train.batch_size)]
    evaluation = ["x_test", "y_test"]
    if train.validation_batch_size is not None:
        if data.validates:
            arguments.append(keyword("validation_batch_size", train.validation_batch_size))
        evaluation.append(keyword("batch_size", train.validation_batch_size))
    if not train.shuffle:
        arguments.append(keyword("shuffle", False))
    if weighing.argument:
        arguments.append(weighing.argument)
    if watching.entries:
        arguments.append("callbacks=" + brackets("[", watching.entries, "]"))
    comment = (
        "# Batches of similar length (train.bucket_by_length) are not possible with fit: these "
        "are mixed."
    )
    history = (
        (f"{comment}\n" if train.bucket_by_length else "")
        + f"history = {call('model.fit', arguments, WIDTH - 10)}\n"
        "for name, values in history.history.items():\n"
        '    print(f"{name}:", *(f"{value:.4f}" for value in values))'
    )
    testing = call("model.evaluate", [*evaluation, "return_dict=True"], WIDTH - 14)
    printed = [f'print("test:", {testing})'] if experiment.train.test else []
    test = "\n".join([*watching.afterwards, *printed])
    before = [weighing.before] if weighing.before else []
    return [*watching.definitions, *before, history, *([test] if test else [])]
