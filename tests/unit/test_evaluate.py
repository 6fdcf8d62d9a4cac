"""The test set through a network: figures against plain sums, the cache, and the process."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui.data import DataError, Progress, load
from rnn_tui.io.faults import UserError
from rnn_tui.results.evaluate import Evaluation, evaluate, evaluated, measures
from rnn_tui.results.evaluate.calibration import calibration
from rnn_tui.results.evaluate.mistakes import only_of, worst
from rnn_tui.results.evaluate.only import EVERY, Only
from rnn_tui.results.evaluate.pairs import pair
from rnn_tui.results.predict import Prediction, open_predictor
from rnn_tui.results.predict.explain import explain
from rnn_tui.results.predict.weights import PredictError
from rnn_tui.runs import RunDirectory, create
from tests.trained_runs import EMBEDDING, RNN, experiment, random_weights, save_weights

ROWS = 400


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "cache"))


def write_corpus(path: Path, classes: int = 2, rows: int = ROWS) -> Path:
    draw = np.random.default_rng(0)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        for row in range(rows):
            words = draw.choice(list("abcdefg"), draw.integers(1, 20))
            writer.writerow([" ".join(words), f"class {row % classes}"])
    return path


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    """A run of 80 test texts that learned nothing."""
    return made(tmp_path, metrics=["acc", "auc", "precision", "recall"])


def made(
    tmp_path: Path, *layers: dict[str, Any], classes: int = 2, rows: int = ROWS, **train: Any
) -> RunDirectory:
    tmp_path.mkdir(exist_ok=True)
    corpus = write_corpus(tmp_path / "corpus.csv", classes, rows)
    data = {"source": "text", "path": str(corpus)}
    of = experiment(*layers, data=data, **train)
    of = of.model_copy(update={"data": of.data.model_copy(update={"path": str(corpus)})})
    run = create(tmp_path / "runs", of)
    save_weights(run, random_weights(of))
    vocabulary = load(of.data, of.seed).vocabulary
    assert vocabulary is not None
    vocabulary.save(run.vocabulary)
    return run


def found_of(run: RunDirectory) -> Evaluation:
    return evaluate(open_predictor(run))


def test_figures_are_those_of_single_predictions(run: RunDirectory) -> None:
    predictor = open_predictor(run)
    found = evaluate(predictor)
    texts = [" ".join(found.words(place)[1:]) for place in range(len(found.labels))]
    single = predictor.predict(texts)
    assert len(single) == ROWS * 0.2
    np.testing.assert_allclose(
        found.probabilities, [each.probabilities for each in single], rtol=1e-5
    )
    assert found.predicted.tolist() == [each.index for each in single]
    positive = np.array([each.probabilities[1] for each in single])
    right = np.where(found.labels == 1, positive, 1 - positive)
    assert found.logs["loss"] == pytest.approx(-np.log(right).mean(), rel=1e-5)
    assert found.logs["acc"] == pytest.approx((found.predicted == found.labels).mean())


def test_confusion_and_bands_add_up(run: RunDirectory) -> None:
    found = found_of(run)
    ((tn, fp), (fn, tp)) = found.confusion
    assert tn + fp + fn + tp == len(found.labels)
    assert found.logs["acc"] == pytest.approx((tn + tp) / len(found.labels))
    assert found.logs["precision"] == pytest.approx(tp / (tp + fp))
    assert found.logs["recall"] == pytest.approx(tp / (tp + fn))
    assert sum(band.texts for band in found.bands) == len(found.labels)
    assert sum(band.right for band in found.bands) == tn + tp
    edges = [edge for band in found.bands for edge in (band.shortest, band.longest)]
    assert edges == sorted(edges)
    assert any(
        band.longest <= 8 < after.shortest
        for band, after in zip(found.bands, found.bands[1:], strict=False)
    )
    assert all(0 <= band.accuracy <= 1 for band in found.bands)


def test_the_surest_mistakes_come_first(run: RunDirectory) -> None:
    found = found_of(run)
    right, wrong, worst = (found.places(sort) for sort in ("right", "wrong", "worst"))
    assert sorted([*right, *wrong]) == list(range(len(found.labels)))
    assert sorted(worst) == wrong.tolist()
    sureness = found.probabilities[worst].max(axis=1)
    assert (np.diff(sureness) <= 0).all()
    assert (found.predicted[worst] != found.labels[worst]).all()
    place = int(worst[0])
    explained = explain(open_predictor(run), found.ids(place)).prediction
    assert isinstance(explained, Prediction)
    assert explained.probability == pytest.approx(float(sureness[0]), rel=1e-5)


def test_mistakes_of_a_class_and_of_a_length(run: RunDirectory) -> None:
    found = found_of(run)
    every = found.places("worst")
    only = only_of(found.classes, "class 0", "class 1", (None, 8))
    some = found.places("worst", only)
    assert 0 < len(some) < len(every)
    assert [place for place in every if place in some] == some.tolist()
    for place in every:
        meets = (
            found.labels[place] == 0 and found.predicted[place] == 1 and found.lengths[place] <= 8
        )
        assert meets == (place in some)
    assert worst(found, EVERY, 3)[0].place == every[0]
    assert [each.place for each in worst(found, only, 2)] == some[:2].tolist()
    with pytest.raises(UserError, match=r"no class 'class 7'; it knows class 0, class 1$"):
        only_of(found.classes, predicted="class 7")


def test_probabilities_that_come_true_are_calibrated() -> None:
    """Ten bins of ten texts; in the last one half as many come true as were predicted."""
    share = np.repeat((np.arange(10) + 0.5) / 10, 20)
    true = np.array([row % 20 < round(20 * p) for row, p in enumerate(share)], np.int32)
    perfect = calibration(true, np.array([1 - share, share]).T)
    assert perfect.positive == 1
    assert [each.texts for each in perfect.bins] == [20] * 10
    assert [each.predicted for each in perfect.bins] == pytest.approx(share[::20])
    assert [each.observed for each in perfect.bins] == pytest.approx(share[::20])
    assert perfect.error == pytest.approx(0)
    true[180:] = 0
    assert calibration(true, np.array([1 - share, share]).T).error == pytest.approx(0.95 / 10)


def test_the_ends_of_the_bins_and_more_classes() -> None:
    share = np.array([[1, 0, 0], [0, 1, 0], [0.4, 0.3, 0.3], [0.1, 0.2, 0.7]], np.float32)
    found = calibration(np.array([0, 0, 0, 2], np.int32), share)
    assert found.positive is None
    filled = [each for each in found.bins if each.texts]
    assert {each.low: (each.texts, each.observed) for each in filled} == {
        0.4: (1, 1.0),
        0.7: (1, 1.0),
        0.9: (2, 0.5),  # 1.0 lies in the last bin
    }
    assert found.error == pytest.approx((0.6 + 0.3 + 2 * 0.5) / 4, rel=1e-5)


def test_two_runs_on_the_same_texts(run: RunDirectory, tmp_path: Path) -> None:
    first = found_of(run)
    second = found_of(made(tmp_path / "2", metrics=["acc"]))
    same = pair(first, second)
    assert (same.test.first, same.test.second, same.test.p) == (0, 0, 1.0)
    save_weights(run, random_weights(experiment(), seed=5))
    other = pair(first, found_of(run))
    right = [each.predicted == each.labels for each in (other.first, other.second)]
    assert other.places("first").size == (right[0] & ~right[1]).sum() == other.test.first > 0
    assert other.places("second").size == (right[1] & ~right[0]).sum() == other.test.second > 0
    assert sorted(other.places()) == np.flatnonzero(right[0] != right[1]).tolist()
    labels = first.labels
    places = np.arange(len(labels))
    gaps = abs(first.probabilities - other.second.probabilities)[places, labels]
    assert (np.diff(gaps[other.places()]) <= 0).all()


def test_runs_on_other_texts_are_not_compared(tmp_path: Path) -> None:
    first = found_of(made(tmp_path / "1", metrics=["acc"]))
    second = found_of(made(tmp_path / "2", metrics=["acc"], rows=300))
    with pytest.raises(PredictError, match="different test parts"):
        pair(first, second)
    head = {"kind": "Dense", "units": 3, "activation": "softmax"}
    loss = "sparse_categorical_crossentropy"
    third = found_of(made(tmp_path / "3", EMBEDDING, RNN, head, classes=3, loss=loss))
    with pytest.raises(PredictError, match="different classes"):
        pair(first, third)


def test_a_part_of_the_texts_is_what_meets_every_condition() -> None:
    labels, predicted = np.array([0, 0, 1, 1], np.int32), np.array([0, 1, 0, 1])
    lengths = np.array([1, 2, 3, 4])
    for only, expected in (
        (EVERY, [1, 1, 1, 1]),
        (Only(true=0), [1, 1, 0, 0]),
        (Only(predicted=0), [1, 0, 1, 0]),
        (Only(true=0, predicted=1, shortest=2, longest=2), [0, 1, 0, 0]),
        (Only(shortest=2, longest=3), [0, 1, 1, 0]),
    ):
        assert only.among(labels, predicted, lengths).tolist() == expected


def test_several_classes(tmp_path: Path) -> None:
    head = {"kind": "Dense", "units": 3, "activation": "softmax"}
    loss = "sparse_categorical_crossentropy"
    found = found_of(made(tmp_path, EMBEDDING, RNN, head, classes=3, loss=loss))
    assert found.classes == ("class 0", "class 1", "class 2")
    assert np.array(found.confusion).shape == (3, 3)
    share = found.probabilities[np.arange(len(found.labels)), found.labels]
    assert found.logs["loss"] == pytest.approx(-np.log(share).mean(), rel=1e-5)


def test_the_second_time_nothing_is_computed(run: RunDirectory) -> None:
    predictor = open_predictor(run)
    assert evaluated(predictor) is None
    first = evaluate(predictor)
    stages: list[str] = []
    again = evaluate(predictor, lambda progress: stages.append(progress.stage))
    assert "predicting the test part" not in stages
    np.testing.assert_array_equal(again.probabilities, first.probabilities)
    found = evaluated(predictor)
    assert found is not None
    assert found.logs == first.logs


def test_other_weights_are_another_evaluation(run: RunDirectory) -> None:
    first = found_of(run)
    save_weights(run, random_weights(experiment(), seed=5))
    assert evaluated(open_predictor(run)) is None
    assert found_of(run).logs != first.logs


def test_nothing_is_written_into_the_run(run: RunDirectory) -> None:
    before = {path: path.stat().st_mtime_ns for path in run.path.rglob("*")}
    found_of(run)
    assert {path: path.stat().st_mtime_ns for path in run.path.rglob("*")} == before


def test_progress_and_cancelling(run: RunDirectory, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.stage == "predicting the test part":
            assert (progress.total, progress.unit) == (80, "texts")
            raise Enough

    with pytest.raises(Enough):
        evaluate(open_predictor(run), stop)
    kept = [path.name for path in (tmp_path / "cache" / "data").iterdir()]
    assert not [name for name in kept if name.startswith(("evaluation", ".building"))]


def test_answers_that_cannot_be_kept_are_given_all_the_same(
    run: RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    predictor = open_predictor(run)
    corpus = load(predictor.experiment.data, 0)
    monkeypatch.setattr("rnn_tui.results.evaluate.load", lambda *_: corpus)
    monkeypatch.setenv("RNN_TUI_CACHE", "/dev/null/nowhere")
    assert len(evaluate(predictor).probabilities) == 80


def test_data_that_has_changed_since(run: RunDirectory, tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus.csv", classes=3)
    with pytest.raises(PredictError, match="data has 3 classes, and run tiny-1 was trained on 2"):
        found_of(run)
    (tmp_path / "corpus.csv").unlink()
    with pytest.raises(DataError, match=r"corpus\.csv"):
        found_of(run)


def test_texts_whose_words_have_changed_since(run: RunDirectory, tmp_path: Path) -> None:
    table = tmp_path / "corpus.csv"
    table.write_text(table.read_text().replace(" g", " h"))
    with pytest.raises(PredictError, match="have different words from those it was trained on"):
        found_of(run)


def test_weights_that_are_no_numbers(run: RunDirectory) -> None:
    weights = random_weights(experiment())
    weights[-1][:] = np.nan
    save_weights(run, weights)
    with pytest.raises(PredictError, match="not numbers"):
        found_of(run)


@pytest.mark.parametrize(
    ("labels", "positive", "expected"),
    [([0, 1], [0.1, 0.9], 1.0), ([1, 0], [0.1, 0.9], 0.0), ([0, 1, 0, 1], [0.5] * 4, 0.5)],
)
def test_auc_of_plain_cases(labels: list[int], positive: list[float], expected: float) -> None:
    share = np.array([1 - np.array(positive), positive], np.float32).T
    assert measures.auc(np.array(labels, np.int32), share) == pytest.approx(expected)


def test_metrics_where_a_class_is_missing() -> None:
    labels, share = np.zeros(3, np.int32), np.array([[0.9, 0.1]] * 3, np.float32)
    assert measures.precision(labels, share) == measures.recall(labels, share) == 0
    assert measures.auc(labels, share) == 0
    assert measures.confusion(labels, np.zeros(3, np.int64), 2) == ((3, 0), (0, 0))
    (band,) = measures.by_length(np.array([3, 3, 3]), np.array([True, True, False]), 8)
    assert (band.shortest, band.longest, band.texts, band.right) == (3, 3, 3, 2)


def test_a_certain_mistake_costs_no_infinity() -> None:
    share = np.array([[1, 0]], np.float32)
    assert measures.crossentropy(np.array([1], np.int32), share) == pytest.approx(
        -np.log(1e-7), rel=1e-3
    )


def child(*arguments: str | Path) -> tuple[int, list[dict[str, Any]]]:
    command = [sys.executable, "-m", "rnn_tui.results.evaluate", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_in_a_process_of_its_own(run: RunDirectory) -> None:
    code, events = child(run.path, "last")
    assert (code, events[-1]["event"]) == (0, "evaluated")
    assert {event["event"] for event in events[:-1]} == {"progress"}
    predictor = open_predictor(run)
    found = evaluated(predictor)  # the process has left it in the cache
    assert found is not None
    told = events[-1]
    assert told["logs"] == found.logs
    assert told["confusion"] == [list(row) for row in found.confusion]
    assert sum(band["texts"] for band in told["bands"]) == 80
    place = int(found.places("worst")[0])
    assert told["worst"][0]["place"] == place
    assert told["worst"][0]["text"] == " ".join(found.words(place)[1:])  # without [START]
    assert told["worst"][0]["true"] != told["worst"][0]["predicted"]


def test_the_process_says_what_is_wrong(run: RunDirectory, tmp_path: Path) -> None:
    code, (event,) = child(run.path, "first")
    assert (code, event["event"]) == (2, "failed")
    code, (event,) = child(tmp_path / "gone")
    assert (code, "no run gone" in event["message"]) == (2, True)
    (tmp_path / "corpus.csv").unlink()
    code, events = child(run.path)
    assert (code, events[-1]["event"]) == (3, "failed")
