"""Every record has all its partners: its class in Keras and its form in numpy."""

import keras
import numpy as np
import pytest

from rnn_tui.cells.passes import FORWARD_PASSES
from rnn_tui.data.loading import LOADERS
from rnn_tui.data.sequences import Ints
from rnn_tui.engine import own_metrics
from rnn_tui.engine.build import FUSED_OPTIMIZERS, make_layer, make_metric
from rnn_tui.engine.native.optimizers import NATIVE_OPTIMIZERS
from rnn_tui.experiment import KINDS
from rnn_tui.experiment.data import SOURCES
from rnn_tui.experiment.layers.base import IDS
from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.experiment.registry.losses import LOSSES, usual_loss
from rnn_tui.experiment.registry.metrics import METRICS
from rnn_tui.experiment.registry.optimizers import OPTIMIZERS
from rnn_tui.results.evaluate.measures import LOSS_MEASURES, METRIC_MEASURES, Floats
from rnn_tui.runs.state.ranking import better

SHAPE = (2, 7, 5)
ACCURACY = ("BinaryAccuracy", "SparseCategoricalAccuracy")
"""What Keras's `compile` takes for the names acc and accuracy."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_has_a_forward_pass_and_the_weights_that_keras_gives_it(kind: str) -> None:
    assert kind in FORWARD_PASSES
    layer = KINDS[kind].model_validate({})
    shape = SHAPE[:IDS] if layer.input_rank == IDS else SHAPE
    made = make_layer(layer, None)
    assert made.compute_output_shape(shape) == layer.output_shape(shape)
    made.build(shape)
    weights = {weight.path.split("/")[-1]: tuple(weight.shape) for weight in made.weights}
    assert weights == layer.weight_shapes(shape)
    assert list(weights) == list(layer.weight_shapes(shape))
    assert layer.one_line


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_tells_what_a_batch_changes_without_a_gradient(kind: str) -> None:
    """And whether a batch gives the same in parts, of which threads then compute one each."""
    without_dropout = {"rate": 0.0} if "rate" in KINDS[kind].model_fields else {}
    layer = KINDS[kind].model_validate(without_dropout)
    made = make_layer(layer, None)
    rank = IDS if layer.input_rank == IDS else len(SHAPE)
    x = np.random.default_rng(0).integers(0, 9, SHAPE[:rank]).astype(np.float32)
    made.build(x.shape)
    before = [weight.numpy() for weight in made.weights]
    whole = made(x, training=True).numpy()
    pairs = zip(made.weights, before, strict=True)
    assert {w.name for w, old in pairs if (w.numpy() != old).any()} == layer.statistics
    parts = [made(x[i : i + 1], training=True).numpy() for i in range(len(x))]
    in_parts = np.allclose(whole, np.concatenate(parts), atol=1e-5)
    assert in_parts != layer.uses_batch_statistics


def test_no_forward_pass_is_left_without_its_layer() -> None:
    assert set(FORWARD_PASSES) == set(KINDS)


@pytest.mark.parametrize("kind", [k for k, layer in KINDS.items() if issubclass(layer, Recurrent)])
def test_a_pair_has_the_weights_of_both_directions(kind: str) -> None:
    layer = KINDS[kind].model_validate({"bidirectional": True})
    made = make_layer(layer, None)
    made.build(SHAPE)
    assert [tuple(weight.shape) for weight in made.weights] == [
        *layer.weight_shapes(SHAPE).values()
    ]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_is_keras_s_and_begins_at_its_rate(name: str) -> None:
    record, optimizer = OPTIMIZERS[name], keras.optimizers.get(name)
    assert type(optimizer).__name__ == record.keras_class
    assert float(optimizer.learning_rate) == pytest.approx(record.learning_rate)


def test_a_faster_optimizer_stands_for_one_of_the_records() -> None:
    classes = {record.keras_class for record in OPTIMIZERS.values()}
    assert set(FUSED_OPTIMIZERS) <= classes
    assert set(NATIVE_OPTIMIZERS) <= classes


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_has_its_object_in_keras_and_its_form_in_numpy(name: str) -> None:
    record = METRICS[name]
    assert record.help
    for single, classes in ((True, 2), (False, 2), (False, 7)):
        if record.fits(single_output=single) and (single or classes > 2 or record.binary):
            labels, shares = of_classes(classes)
            metric = make_metric(name, single_output=single, classes=classes)
            metric.update_state(labels[:, np.newaxis], shares[:, 1:] if single else shares)
            assert metric.name == name
            measured = METRIC_MEASURES[name](labels, shares)
            assert float(metric.result()) == pytest.approx(measured, abs=1e-6)


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_is_better_the_surer_the_right_class_is(name: str) -> None:
    classes = 2 if METRICS[name].fits(single_output=True) else 7
    labels, _ = of_classes(classes)
    sure = np.where(np.arange(classes) == labels[:, np.newaxis], 0.9, 0.1).astype(np.float32)
    right, wrong = METRIC_MEASURES[name](labels, sure), METRIC_MEASURES[name](labels, 1 - sure)
    assert better(name, right, than=wrong)
    assert better(f"val_{name}", right, than=wrong)


def of_classes(classes: int) -> tuple[Ints, Floats]:
    """Labels (n,) and what a softmax gives (n, classes), drawn at random."""
    draw = np.random.default_rng(classes)
    shares = draw.dirichlet(np.ones(classes), 40).astype(np.float32)
    return draw.integers(0, classes, 40, dtype=np.int32), shares


def test_a_script_asks_keras_for_a_metric_by_the_name_of_its_record() -> None:
    for record in METRICS.values():
        if record.own:
            assert issubclass(getattr(own_metrics, record.own), keras.metrics.Metric)
            assert record.binary == record.categorical == ""
        elif record.name in ("acc", "accuracy"):  # `compile` chooses one by the output
            assert (record.binary, record.categorical) == ACCURACY
        else:
            named = type(keras.metrics.get(record.name)).__name__
            assert named == (record.binary or record.categorical)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_keras_s_and_has_its_form_in_numpy(name: str) -> None:
    record = LOSSES[name]
    for classes in (2,) if record.single_output else (2, 7):
        labels, shares = of_classes(classes)
        predicted = shares[:, 1:] if record.single_output else shares
        expected = np.mean(keras.losses.get(name)(labels[:, np.newaxis], predicted))
        assert LOSS_MEASURES[name](labels, shares) == pytest.approx(float(expected), rel=1e-5)


def test_nothing_is_measured_that_no_record_names() -> None:
    assert set(LOSS_MEASURES) == set(LOSSES)
    assert set(METRIC_MEASURES) == set(METRICS)
    assert {usual_loss(single_output=single) for single in (True, False)} <= set(LOSSES)


def test_a_source_has_its_loader_and_words_for_people() -> None:
    assert set(LOADERS) == set(SOURCES)
    for name, source in SOURCES.items():
        data = source.model_validate({"path": "a.csv"} if name == "text" else {})
        assert data.source == name
        assert data.about
        assert data.label
        assert data.title
