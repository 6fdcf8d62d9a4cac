"""From the spec to a Keras model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import keras

from rnn_tui.engine import own_metrics
from rnn_tui.engine.dropping import DropoutByInput, Rates, rates_as_inputs
from rnn_tui.engine.failures import CountsDiffer
from rnn_tui.engine.fused import FusedRMSprop, cudnn_class, fused_class
from rnn_tui.engine.gradients import Watched, watch
from rnn_tui.engine.loop_choice import (
    Loop,
    LoopChoice,
    StepRule,
    choose_loop,
    choose_step,
    layer_cases,
    needs_exact_pooling,
)
from rnn_tui.engine.native.layers import NativeEmbedding, native_class
from rnn_tui.engine.native.optimizers import NATIVE_OPTIMIZERS
from rnn_tui.engine.placement import Device
from rnn_tui.experiment import Experiment, infer
from rnn_tui.experiment.layers import Layer
from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.experiment.registry.losses import LOSSES
from rnn_tui.experiment.registry.metrics import METRICS
from rnn_tui.experiment.registry.optimizers import OPTIMIZERS

# What a user's keras.json says is for the user's own programs: it would change every number here.
keras.config.set_floatx("float32")
keras.config.set_dtype_policy("float32")
keras.config.set_epsilon(1e-7)
keras.config.set_image_data_format("channels_last")

FUSED_OPTIMIZERS = {"RMSprop": FusedRMSprop}
"""Of our own, for steps that XLA compiles."""

TAKE_USE_CUDNN = ("LSTM", "GRU")
"""Kinds whose Keras layer asks for itself whether there is a GPU, unless it is told."""


@dataclass(frozen=True)
class Built:
    """A compiled model; `metrics` are the objects of the epoch's columns, the loss first.

    `loops` says for each recurrent layer which loop runs it and why, `step` what of a training
    step is to be compiled. `class_weights` (classes,) multiply the loss in training; None where
    all count alike. `rates` are those of dropout that a program takes as inputs.
    `watched` are the layers whose gradients are measured, none unless asked for.
    """

    model: Any
    metrics: tuple[Any, ...]
    loops: tuple[str, ...]
    step: StepRule
    class_weights: Any = None
    rates: Rates = field(default_factory=dict)
    watched: tuple[Watched, ...] = ()

    def sample_weight(self, y: Any) -> Any:
        """The weight of each sequence of a batch, (batch,), as Keras's `fit(class_weight=...)`.

        None where all count alike: the step is then the one that knows of no weights.
        """
        if self.class_weights is None:
            return None
        of_class = keras.ops.cast(keras.ops.reshape(y, (-1,)), "int32")
        return keras.ops.take(self.class_weights, of_class)

    @property
    def means(self) -> tuple[Any, ...]:
        """The columns of the trace: metrics that are means over samples, and of gradients."""
        found = (m for m in self.metrics if m.name == "loss" or METRICS[m.name].mean)
        return (*found, *self._gradients)

    @property
    def _gradients(self) -> tuple[Any, ...]:
        return tuple(each.mean for each in self.watched)

    @property
    def metric_variables(self) -> list[Any]:
        """The state of the metrics. Keras's own list lacks them until the first step."""
        kept = (*self.metrics, *self._gradients)
        return [variable for metric in kept for variable in metric.variables]

    def reset_metrics(self) -> None:
        """Begin a new mean."""
        for metric in (*self.metrics, *self._gradients):
            metric.reset_state()

    def update_metrics(self, loss: Any, y: Any, predicted: Any) -> None:
        """Take in a batch: its mean loss, targets and predictions, both (batch, classes or 1)."""
        self.metrics[0].update_state(loss, sample_weight=y.shape[0])
        for metric in self.metrics[1:]:
            metric.update_state(y, predicted)

    def logs(self) -> dict[str, float]:
        """The running values since the last reset."""
        return {metric.name: float(metric.result()) for metric in self.metrics}


def build(experiment: Experiment, *, on_gpu: bool, class_weights: Sequence[float] = ()) -> Built:
    """The model of the experiment with fresh weights drawn from its seed, compiled.

    `class_weights` are those of the plan. Raises CountsDiffer where Keras counts other
    parameters than the spec.
    """
    keras.utils.set_random_seed(experiment.seed)
    train, device = experiment.train, Device.GPU if on_gpu else Device.CPU
    cases = layer_cases(experiment, device)
    choices = [choose_loop(case) if case else None for case in cases]
    native = any(choice and choice.loop == Loop.NATIVE for choice in choices)
    stock = train.engine == "stock"
    stack = [
        make_layer(layer, choice, native=native, stock=stock)
        for layer, choice in zip(experiment.layers, choices, strict=True)
    ]
    model = assemble(experiment, stack)
    rates = {} if stock else rates_as_inputs(experiment.layers, stack)
    classes = max(2, int(model.output_shape[-1]))
    single = LOSSES[train.loss].single_output
    metrics = [make_metric(name, single_output=single, classes=classes) for name in train.metrics]
    faster = _faster_optimizers(experiment, native=native)
    compile_model(model, experiment, metrics, faster)
    model.optimizer.build(model.trainable_variables)
    loops = tuple(
        f"{layer.kind}: {choice}"
        for layer, choice in zip(experiment.layers, choices, strict=True)
        if choice
    )
    used = [choice for choice in choices if choice]
    step = choose_step(device, train.jit_compile, used, exact_pools=needs_exact_pooling(experiment))
    weights = keras.ops.convert_to_tensor(class_weights, "float32") if class_weights else None
    kinds = [layer.kind for layer in experiment.layers]
    watched = watch(model, kinds) if train.watch_gradients else ()
    return Built(model, (model.metrics[0], *metrics), loops, step, weights, rates, watched)


def build_stock(experiment: Experiment) -> Any:
    """The same model of Keras's own layers alone, compiled, for the world outside."""
    keras.utils.set_random_seed(experiment.seed)
    stack = [make_layer(layer, None, stock=True) for layer in experiment.layers]
    model = assemble(experiment, stack)
    named = [name for name in experiment.train.metrics if not METRICS[name].own]
    compile_model(model, experiment, named, {})
    return model


def make_layer(
    layer: Layer, choice: LoopChoice | None, *, native: bool = False, stock: bool = False
) -> Any:
    """The Keras layer of a spec layer; a Bidirectional where the spec says so.

    `choice` names the loop of a recurrent layer; None: Keras's own layer decides by itself.
    `native`: an embedding shows its table to the native layer after it. `stock`: Keras's own
    dropout.
    """
    arguments = layer.keras_arguments()
    if choice is not None and layer.kind in TAKE_USE_CUDNN:
        arguments["use_cudnn"] = choice.loop == Loop.STOCK_CUDNN
    made = _class_of(layer.kind, choice, native=native, stock=stock)(**arguments)
    if isinstance(layer, Recurrent) and layer.bidirectional:
        return keras.layers.Bidirectional(made, merge_mode=layer.merge_mode)
    return made


def _class_of(kind: str, choice: LoopChoice | None, *, native: bool, stock: bool) -> Any:
    if kind == "Embedding" and native:
        return NativeEmbedding
    if kind == "Dropout" and not stock:
        return DropoutByInput
    match choice:
        case LoopChoice(loop=Loop.NATIVE):
            return native_class(kind)
        case LoopChoice(loop=Loop.FUSED):
            return fused_class(kind)
        case LoopChoice(loop=Loop.CUDNN):
            return cudnn_class(kind)
    return getattr(keras.layers, kind)


def assemble(experiment: Experiment, stack: Sequence[Any]) -> Any:
    """A Sequential model over word ids of shape (batch, timesteps)."""
    expected = infer(experiment.layers, experiment.data.maxlen)
    timesteps = keras.Input((expected.timesteps,), dtype="int32")
    model = keras.Sequential([timesteps, *stack], name=_model_name(experiment.name))
    counted = (
        model.count_params(),
        sum(prod(variable.shape) for variable in model.trainable_variables),
    )
    if counted != (expected.total, expected.trainable):
        raise CountsDiffer(
            f"Keras counts {counted[0]:,} parameters, {counted[1]:,} of them trainable; "
            f"expected {expected.total:,} and {expected.trainable:,}"
        )
    return model


def compile_model(
    model: Any, experiment: Experiment, metrics: list[Any], faster: Mapping[str, Any]
) -> None:
    """Give the model its loss, metrics and optimizer: of `faster`, if that has one of its class."""
    train = experiment.train
    stock = getattr(keras.optimizers, OPTIMIZERS[train.optimizer].keras_class)
    optimizer = faster.get(stock.__name__, stock)(
        learning_rate=train.rate(), clipnorm=train.clipnorm
    )
    model.compile(optimizer=optimizer, loss=train.loss, metrics=metrics, jit_compile=False)


def _faster_optimizers(experiment: Experiment, *, native: bool) -> Mapping[str, Any]:
    if experiment.train.engine == "stock" or not experiment.train.jit_compile:
        return {}
    return NATIVE_OPTIMIZERS if native else FUSED_OPTIMIZERS


def make_metric(name: str, *, single_output: bool, classes: int) -> Any:
    """The Keras object of a metric, for one output or for one output a class."""
    record = METRICS[name]
    if record.own:
        return getattr(own_metrics, record.own)(classes, name)
    keras_class = record.binary if single_output else record.categorical
    return getattr(keras.metrics, keras_class)(name=name)


def _model_name(name: str) -> str:
    """Keras wants names that TensorFlow can use as scopes."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "_-.") else "_" for c in name)
    return plain if plain[0].isalnum() else f"model_{plain}"
