"""What travels with a network so that it can read a text: the vocabulary, the code that splits a
text into its words, how sequences are padded, the names of the classes, and `predict.py`."""

import json
import re
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path

from rnn_tui.data import Vocabulary
from rnn_tui.data.words import Splitting
from rnn_tui.results.exports.files import Request
from rnn_tui.results.predict import class_names, words_of

MODULES: dict[Splitting, tuple[str, ...]] = {
    "words-2": ("splitting", "folding", "characters"),
    "jieba-1": ("chinese", "splitting", "folding", "characters"),
    "words-1": ("plain",),
    "keras": ("plain",),
}
"""The modules of `rnn_tui.data.words` that a splitter consists of; the first one begins."""

FUNCTIONS: dict[Splitting, str] = {
    "words-2": "split_words",
    "jieba-1": "split",
    "words-1": "plain_split",
    "keras": "keras_split",
}


@dataclass(frozen=True, slots=True)
class Runtime:
    """A program that reads the format: what is imported, how the network is loaded, and how it
    answers `rows`, as lines of Python."""

    needs: str
    imports: str
    load: str
    answer: str


RUNTIMES = {
    "onnx": Runtime(
        "onnxruntime",
        "import onnxruntime",
        'NETWORK = onnxruntime.InferenceSession(HERE / "model.onnx")',
        'return NETWORK.run(None, {"ids": rows})[0]',
    ),
    "litert": Runtime(
        "ai-edge-litert",
        "from ai_edge_litert.interpreter import Interpreter",
        'NETWORK = Interpreter(str(HERE / "model.tflite"))\nRUN = NETWORK.get_signature_runner()',
        'return np.concatenate([RUN(ids=row[None])["output_0"] for row in rows])',
    ),
    "savedmodel": Runtime(
        "tensorflow",
        "import tensorflow as tf",
        'NETWORK = tf.saved_model.load(str(HERE / "model"))',
        "return np.asarray(NETWORK.serve(rows))",
    ),
    "safetensors": Runtime(
        "safetensors and keras",
        "import keras\nfrom safetensors import safe_open",
        'NETWORK = keras.models.model_from_json((HERE / "config.json").read_text("utf-8"))\n'
        'with safe_open(HERE / "model.safetensors", "numpy") as file:\n'
        '    names = json.loads(file.metadata()["order"])\n'
        "    NETWORK.set_weights([file.get_tensor(name) for name in names])",
        "return NETWORK.predict(rows, verbose=0)",
    ),
    "hf": Runtime(
        "keras",
        "import keras",
        "NETWORK = keras.saving.load_model(HERE)",
        "return NETWORK.predict(rows, verbose=0)",
    ),
}

SCRIPT = '''\
"""The class of each text: python predict.py "a fine film" ... (needs numpy and {needs})"""

import json
import sys
from pathlib import Path

import numpy as np
{imports}
from splitter import split

HERE = Path(__file__).resolve().parent
ABOUT = json.loads((HERE / "preprocessing.json").read_text("utf-8"))
VOCABULARY = json.loads((HERE / "vocabulary.json").read_text("utf-8"))
RANKS = {{word: rank for rank, word in enumerate(VOCABULARY["words"], 1) if word}}
{load}


def padded(text):
    ids = [RANKS.get(word, -9**9) + VOCABULARY["index_from"] for word in split(text)]
    if VOCABULARY["start_char"] is not None:
        ids = [VOCABULARY["start_char"], *ids]
    low, high = VOCABULARY["skip_top"], VOCABULARY["num_words"]
    ids = [i if low <= i < high else VOCABULARY["oov_char"] for i in ids]
    ids = [i for i in ids if i is not None]
    row = np.zeros(ABOUT["maxlen"], np.int32)
    ids = ids[-len(row) :] if ABOUT["truncating"] == "pre" else ids[: len(row)]
    row[len(row) - len(ids) if ABOUT["padding"] == "pre" else 0 :][: len(ids)] = ids
    return row


def probabilities(texts):
    rows = np.stack([padded(text) for text in texts])
    {answer}


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit('name the texts: python predict.py "a fine film"')
    for text, p in zip(sys.argv[1:], probabilities(sys.argv[1:])):
        p = p if len(p) > 1 else np.array([1 - p[0], p[0]])
        print(ABOUT["classes"][p.argmax()], f"{{p.max():.7f}}", text, sep="\\t")
'''


def write_words(request: Request, folder: Path) -> list[str]:
    """Write all of it into the folder; sentences about what is missing."""
    experiment = request.experiment
    vocabulary, why_none = words_of(request.run, experiment)
    data = experiment.data
    about = {
        "maxlen": data.maxlen,
        "padding": data.padding,
        "truncating": data.truncating,
        "classes": class_names(experiment, request.state, vocabulary),
        "splitter": vocabulary.splitting if vocabulary else None,
    }
    text = json.dumps(about, indent=2, ensure_ascii=False)
    (folder / "preprocessing.json").write_text(f"{text}\n", encoding="utf-8")
    if vocabulary is None:
        return [f"without predict.py: {why_none}"]
    vocabulary.save(folder / "vocabulary.json")
    _write_splitter(vocabulary, folder / "splitter")
    (folder / "predict.py").write_text(script(request.to), encoding="utf-8")
    return []


def script(to: str) -> str:
    """The text of `predict.py`."""
    runtime = RUNTIMES[to]
    return SCRIPT.format(
        needs=runtime.needs, imports=runtime.imports, load=runtime.load, answer=runtime.answer
    )


def _write_splitter(vocabulary: Vocabulary, folder: Path) -> None:
    """The modules of the splitter, as a package that needs nothing else of this program."""
    folder.mkdir()
    modules = MODULES[vocabulary.splitting]
    for module in modules:
        source = package_files("rnn_tui.data.words").joinpath(f"{module}.py")
        (folder / f"{module}.py").write_text(alone(source.read_text("utf-8")), encoding="utf-8")
    function = FUNCTIONS[vocabulary.splitting]
    door = (
        f'"""The splitter {vocabulary.splitting} of rnn-tui (MIT License): texts into words."""\n\n'
        f"from splitter.{modules[0]} import {function} as words_of\n\n\n"
        f"def split(text):\n    return words_of(text, {vocabulary.lowercase})\n"
    )
    (folder / "__init__.py").write_text(door, encoding="utf-8")


def alone(source: str) -> str:
    """The text of a module of `rnn_tui.data.words` as one of the package `splitter`."""
    source = source.replace("from rnn_tui.data.words", "from splitter")
    error = "from rnn_tui.data.errors import DataError\n"
    source = source.replace(error, "\n\nclass DataError(Exception):\n    pass\n\n")
    return re.sub(r"pip install 'rnn-tui\[zh\]'", "pip install 'jieba>=0.42.1,<0.43'", source)
