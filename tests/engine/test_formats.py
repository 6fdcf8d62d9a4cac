"""Networks in the formats of other programs, which read texts with them as ours does.

What predicts here is the `predict.py` of the export, in a process that cannot import rnn-tui.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_runs import DEADLINE

from rnn_tui.engine import variables
from rnn_tui.engine.build import build_stock
from rnn_tui.engine.export import CannotExport, export_folder
from rnn_tui.engine.formats import onnx_file, written
from rnn_tui.experiment import Experiment, infer
from rnn_tui.results.exports import predicting
from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import Request
from rnn_tui.results.exports.formats import FORMATS
from rnn_tui.results.predict import open_predictor
from rnn_tui.runs import Position, RunDirectory, create, read_state
from rnn_tui.runs.files import checkpoints
from rnn_tui.runs.files.checkpoints import Checkpoint
from tests.made_runs import begun, checkpoint, epoch, stopped, tell
from tests.trained_runs import vocabulary

WORDS = ("the", "film", "was", "not", "good", "bad", *"这部电影很好看不坏", "don't", "naïve", "😀")
TEXTS = (
    "The film was good, but the end was not!",
    "这部电影很好看",
    "不好看 bad bad bad",
    "nothing of this is known",
    "Don't " * 40,
    "naïve 😀",
)
ONE = (
    {"kind": "Embedding", "input_dim": 40, "output_dim": 6, "mask_zero": True},
    {"kind": "GRU", "units": 5, "bidirectional": True},
    {"kind": "Dense", "units": 1, "activation": "sigmoid"},
)
THREE = (
    {"kind": "Embedding", "input_dim": 40, "output_dim": 6},
    {"kind": "Conv1D", "filters": 4, "kernel_size": 3, "activation": "relu"},
    {"kind": "BatchNormalization"},
    {"kind": "LSTM", "units": 4, "return_sequences": True},
    {"kind": "SimpleRNN", "units": 4, "dropout": 0.5},
    {"kind": "Dense", "units": 3, "activation": "softmax"},
)
EACH = pytest.mark.parametrize(
    "to",
    [
        pytest.param("onnx", marks=pytest.mark.extra("onnx")),
        pytest.param("litert", marks=pytest.mark.extra("litert")),
        "savedmodel",
        pytest.param("safetensors", marks=pytest.mark.extra("safetensors")),
        "hf",
    ],
)


def made(folder: Path, layers: tuple[dict[str, Any], ...], **changes: Any) -> RunDirectory:
    """A stopped run whose network has random weights, and gives classes that differ."""
    classes = ("no", "yes") if layers is ONE else ("a", "b", "c")
    loss = "binary_crossentropy" if layers is ONE else "sparse_categorical_crossentropy"
    experiment = Experiment.model_validate(
        {
            "name": "tiny",
            "data": {"source": "sample", "num_words": 40, "maxlen": 16} | changes.pop("data", {}),
            "layers": list(layers),
            "train": {"loss": loss},
        }
    )
    run = create(folder, experiment)
    model = build_stock(experiment)
    draw = np.random.default_rng(1)
    for weight in model.weights:
        value = draw.normal(scale=0.7, size=weight.shape)
        weight.assign(abs(value) + 0.5 if "variance" in weight.path else value)
    model.optimizer.build(model.trainable_variables)
    checkpoints.save(
        run.checkpoints,
        Checkpoint(
            position=Position(1),
            history=(),
            model=variables.arrays_of(model.variables),
            optimizer=variables.arrays_of(model.optimizer.variables),
            metrics=(),
            variables=variables.described(model),
        ),
    )
    settings = {"words": WORDS, "num_words": 40, "classes": classes} | changes
    vocabulary(**settings).save(run.vocabulary)
    tell(run, *begun(), epoch(0), checkpoint(1), stopped(1, 0))
    return run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunDirectory:
    return made(tmp_path_factory.mktemp("one"), ONE)


def exported(run: RunDirectory, to: str, folder: Path) -> dict[str, Any]:
    """What `export` writes, with Keras in this process: it is imported already."""
    folder.mkdir()
    told = export_folder(run, folder, to, best=False, quantize=False)
    request = Request(run, read_state(run), folder, folder, to=to)
    assert predicting.write_words(request, folder) == []
    return told


PREDICT = """
import json, sys
sys.modules["rnn_tui"] = None  # any import of it fails
sys.path.insert(0, sys.argv[1])
import predict
texts = json.load(sys.stdin)
print(json.dumps(predict.probabilities(texts).tolist()))
"""


def in_python(code: str, *arguments: object, stdin: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def answers(folder: Path, texts: tuple[str, ...]) -> np.ndarray:
    found = np.array(json.loads(in_python(PREDICT, folder, stdin=json.dumps(texts))))
    return np.concatenate((1 - found, found), axis=1) if found.shape[1] == 1 else found


def check_answers(run: RunDirectory, folder: Path, texts: tuple[str, ...] = TEXTS) -> None:
    found = answers(folder, texts)
    expected = np.array([each.probabilities for each in open_predictor(run).predict(texts)])
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert found.argmax(axis=1).tolist() == expected.argmax(axis=1).tolist()
    assert len(set(expected.max(axis=1).round(5))) > 1, "the texts are told apart"


@EACH
def test_each_format_reads_texts_as_the_run_does(
    run: RunDirectory, tmp_path: Path, to: str
) -> None:
    folder = tmp_path / "out"
    told = exported(run, to, folder)
    assert told["difference"] <= 1e-5
    assert len((folder / "predict.py").read_text().splitlines()) <= 45
    check_answers(run, folder)


@pytest.mark.extra("onnx")
def test_a_call_without_texts_says_how_it_is_called(run: RunDirectory, tmp_path: Path) -> None:
    exported(run, "onnx", tmp_path / "out")
    command = [sys.executable, str(tmp_path / "out" / "predict.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert (done.returncode, done.stderr) == (
        1,
        'name the texts: python predict.py "a fine film"\n',
    )


@pytest.mark.extra("onnx")
@pytest.mark.parametrize("changes", [{"splitting": "jieba-1"}, {"splitting": "words-1"}])
def test_other_networks_and_splitters_travel_too(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Three classes, padding behind, a vocabulary without a start and with words left out."""
    data = {"padding": "post", "truncating": "post"}
    numbers = {"start_char": None, "skip_top": 5, "oov_char": 2, "num_words": 16}
    run = made(tmp_path, THREE, data=data, **numbers, **changes)
    exported(run, "onnx", tmp_path / "out")
    check_answers(run, tmp_path / "out", TEXTS[:3])


@pytest.mark.extra("onnx")
def test_onnx_is_the_same_on_two_hundred_texts(run: RunDirectory, tmp_path: Path) -> None:
    draw = np.random.default_rng(4)
    texts = tuple(" ".join(draw.choice(WORDS, int(length))) for length in draw.integers(1, 40, 200))
    exported(run, "onnx", tmp_path / "out")
    check_answers(run, tmp_path / "out", texts)


@pytest.mark.extra("onnx")
def test_onnx_names_what_goes_in_and_comes_out(run: RunDirectory, tmp_path: Path) -> None:
    import onnx
    import onnxruntime

    exported(run, "onnx", tmp_path / "out")
    path = tmp_path / "out" / onnx_file.NAME
    session = onnxruntime.InferenceSession(path)
    (given,), (answer,) = session.get_inputs(), session.get_outputs()
    assert (given.name, given.type, given.shape) == ("ids", "tensor(int32)", ["batch", "timesteps"])
    assert (answer.name, answer.shape) == ("probabilities", ["batch", 1])
    opset = {each.domain: each.version for each in onnx.load(path).opset_import}
    assert opset[""] == onnx_file.OPSET
    for shape in ((1, 37), (5, 250)):
        rows = np.ones(shape, np.int32)
        assert session.run(None, {"ids": rows})[0].shape == (shape[0], 1)


@pytest.mark.extra("litert")
def test_litert_runs_at_any_length_without_tensorflow(run: RunDirectory, tmp_path: Path) -> None:
    from ai_edge_litert.interpreter import Interpreter

    (folder,) = export(run, "litert", tmp_path / "out").paths
    reader = Interpreter(str(folder / "model.tflite")).get_signature_runner()
    for length in (1, 16, 100):
        assert reader(ids=np.ones((1, length), np.int32))["output_0"].shape == (1, 1)
    assert {path.name for path in folder.iterdir()} >= {"vocabulary.json", "rnn-tui.json"}


@pytest.mark.extra("litert")
def test_a_quantised_file_tells_its_accuracy(run: RunDirectory, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    told = export_folder(run, tmp_path / "out", "litert", best=False, quantize=True)
    (note,) = told["notes"]
    assert note.startswith("int8: ")
    assert "accuracy 0." in note
    assert note.endswith("on 1,000 texts of the test part")


@pytest.mark.extra("safetensors")
def test_safetensors_have_the_names_of_keras(run: RunDirectory, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    exported(run, "safetensors", tmp_path / "out")
    weights = load_file(tmp_path / "out" / "model.safetensors")
    bias = r".*/backward_gru\w*/gru_cell/bias"
    for name in (r"embedding\w*/embeddings", r"dense\w*/kernel", bias):
        assert any(re.fullmatch(name, found) for found in weights), name
    assert sum(array.size for array in weights.values()) == read_parameters(run)


def read_parameters(run: RunDirectory) -> int:
    experiment = read_state(run).experiment
    assert experiment is not None
    return infer(experiment.layers, experiment.data.maxlen).total


def test_a_file_that_answers_otherwise_is_refused(
    run: RunDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(model: Any, folder: Path) -> Callable[[Any], Any]:
        return lambda rows: np.asarray(model(rows)) + 2e-3

    monkeypatch.setattr("rnn_tui.engine.formats.saved_model.write", wrong)
    model = build_stock(read_state(run).experiment)  # type: ignore[arg-type]
    with pytest.raises(CannotExport, match=r"answers 2\.0e-03 otherwise than Keras"):
        written(model, "savedmodel", tmp_path, 40, 16)


def test_a_model_card_says_what_is_known(run: RunDirectory, tmp_path: Path) -> None:
    (folder,) = export(run, "hf", tmp_path / "out").paths
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert card.startswith("---\nlibrary_name: keras\n")
    assert "It was not measured on the test part." in card
    assert "| Embedding | (None, None, 6) | 240 |" in card
    assert card.count("to be filled in") == 3
    assert str(Path.home()) not in card


def test_every_network_format_has_a_runtime_and_a_writer() -> None:
    from rnn_tui.engine.formats import WRITERS

    networks = {name for name, each in FORMATS.items() if each.writer == "network:write"}
    assert networks == WRITERS.keys() == predicting.RUNTIMES.keys()
