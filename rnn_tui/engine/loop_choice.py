"""Loop of a recurrent layer, and the part of a step that XLA compiles: two tables, read down.

`choose_loop` and `choose_step` take the first row that fits; the rest says what the columns mean.
The reason for the rows: XLA has no cuDNN RNN, so a step that holds one is never given to XLA, and
nothing is left to Keras's "auto", which asks what devices there are, not which one is used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rnn_tui.engine.fused.choose import does_not_apply, not_faster
from rnn_tui.engine.native.library import library
from rnn_tui.engine.placement import Device
from rnn_tui.experiment import Experiment, infer
from rnn_tui.experiment.layers.recurrent import Recurrent


class Loop(StrEnum):
    """The loop over the timesteps of a layer."""

    NATIVE = "native"
    """Our loops in C (`rnn_tui.engine.native`), called from inside a step that XLA compiles."""
    FUSED = "fused"
    """Our loops (`rnn_tui.engine.fused`), meant for XLA."""
    CUDNN = "cuDNN"
    """NVIDIA's library, called by our layers, whatever the mask looks like."""
    STOCK = "stock"
    """Keras's own loop over the timesteps."""
    STOCK_CUDNN = "stock cuDNN"
    """Keras's own layer, told to call NVIDIA's library."""


CALLS_CUDNN = (Loop.CUDNN, Loop.STOCK_CUDNN)


class CompiledPart(StrEnum):
    """The part of a training step that XLA compiles."""

    WHOLE = "compiled"
    """All of it, the optimizer included, in one program or one for each part of the batch."""
    GRADIENTS = "compiled up to the gradients"
    """The optimizer, which adds an embedding's gradient up word by word, is left to TensorFlow."""
    NONE = "not compiled"


@dataclass(frozen=True, slots=True)
class LayerCase:
    """One recurrent layer of an experiment on a device.

    `obstacle` is what only Keras's loop can do among the layer's arguments, `slow` why our loops
    would not be faster, `native` whether our loops in C are installed, `masked` whether a mask
    reaches the layer, `keras_cudnn` whether Keras hands the layer to cuDNN where no mask does.
    Padding before or after, `return_sequences`, `bidirectional` and `train.deterministic` decide
    nothing: cuDNN gets every sequence shifted to the left and shifted back, and is deterministic
    where TensorFlow is asked to be.
    """

    device: Device
    engine: str
    jit: bool
    native: bool
    obstacle: str | None
    slow: str | None
    masked: bool
    keras_cudnn: bool


@dataclass(frozen=True, slots=True)
class LoopChoice:
    """The loop for a layer, and in a few words why; an empty `why` is the usual choice."""

    loop: Loop
    why: str = ""

    def __str__(self) -> str:
        return f"{self.loop} ({self.why})" if self.why else str(self.loop)


@dataclass(frozen=True, slots=True)
class LoopRule:
    """One line of the table; None stands for whatever the case says.

    `free`: nothing stands in the way; `slow`: our loops would not be faster. `why` may
    name the `obstacle` or the `slow` of the case.
    """

    device: Device
    engine: str | None
    free: bool | None
    jit: bool | None
    native: bool | None
    slow: bool | None
    masked: bool | None
    keras_cudnn: bool | None
    loop: Loop
    why: str = ""

    def fits(self, case: LayerCase) -> bool:
        """True if every column that says something agrees with the case."""
        wanted = (self.device, self.engine, self.free, self.jit, self.native, self.slow)
        free, slow = case.obstacle is None, case.slow is not None
        given = (case.device, case.engine, free, case.jit, case.native, slow)
        pairs = [*zip(wanted, given, strict=True), (self.masked, case.masked)]
        pairs.append((self.keras_cudnn, case.keras_cudnn))
        return all(want is None or want == have for want, have in pairs)


_C, _G = Device.CPU, Device.GPU
ANY: None = None

LOOP_RULES: tuple[LoopRule, ...] = (
    #   device engine  free   jit    native slow   masked keras_cudnn
    LoopRule(_C, "stock", ANY, ANY, ANY, ANY, ANY, ANY, Loop.STOCK, "train.engine is stock"),
    LoopRule(_C, "fused", True, ANY, ANY, ANY, ANY, ANY, Loop.FUSED),
    LoopRule(_C, "native", True, True, True, ANY, ANY, ANY, Loop.NATIVE),
    LoopRule(_C, "native", True, True, False, ANY, ANY, ANY, Loop.FUSED, "no native library"),
    LoopRule(_C, ANY, True, False, ANY, ANY, ANY, ANY, Loop.STOCK, "train.jit_compile is off"),
    LoopRule(_C, "auto", True, True, True, ANY, ANY, ANY, Loop.NATIVE),
    LoopRule(_C, "auto", True, True, False, False, ANY, ANY, Loop.FUSED),
    LoopRule(_C, ANY, True, ANY, ANY, True, ANY, ANY, Loop.STOCK, "{slow}"),
    LoopRule(_C, ANY, False, ANY, ANY, ANY, ANY, ANY, Loop.STOCK, "{obstacle}"),
    LoopRule(
        _G, "stock", ANY, ANY, ANY, ANY, False, True, Loop.STOCK_CUDNN, "train.engine is stock"
    ),
    LoopRule(_G, "stock", ANY, ANY, ANY, ANY, ANY, ANY, Loop.STOCK, "train.engine is stock"),
    LoopRule(_G, "fused", True, ANY, ANY, ANY, ANY, ANY, Loop.FUSED),
    LoopRule(_G, "native", True, ANY, ANY, ANY, ANY, ANY, Loop.CUDNN, "native loops need a CPU"),
    LoopRule(_G, "auto", True, ANY, ANY, ANY, ANY, ANY, Loop.CUDNN),
    LoopRule(_G, ANY, False, ANY, ANY, ANY, ANY, ANY, Loop.STOCK, "{obstacle}"),
)


@dataclass(frozen=True, slots=True)
class StepRule:
    """One line of the table of steps; `cudnn` and `recurrent`: whether any layer is.

    `exact_pools`: whether a MaxPooling1D has to give the same bits every time.
    """

    device: Device | None
    jit: bool | None
    cudnn: bool | None
    recurrent: bool | None
    exact_pools: bool | None
    part: CompiledPart
    why: str

    def fits(
        self, device: Device, jit: bool, choices: Sequence[LoopChoice], exact_pools: bool
    ) -> bool:
        cudnn = any(choice.loop in CALLS_CUDNN for choice in choices)
        given = (device, jit, cudnn, bool(choices), exact_pools)
        wanted = (self.device, self.jit, self.cudnn, self.recurrent, self.exact_pools)
        return all(want is None or want == have for want, have in zip(wanted, given, strict=True))


NONE, GRADIENTS, WHOLE = CompiledPart.NONE, CompiledPart.GRADIENTS, CompiledPart.WHOLE

STEP_RULES: tuple[StepRule, ...] = (
    #       device jit   cudnn recurrent exact_pools
    StepRule(ANY, False, ANY, ANY, ANY, NONE, "train.jit_compile is off"),
    StepRule(_C, True, ANY, ANY, ANY, WHOLE, ""),
    StepRule(_G, True, True, ANY, ANY, NONE, "XLA has no cuDNN RNN"),
    StepRule(_G, True, False, False, ANY, NONE, "without a loop over time XLA gains nothing"),
    # TensorFlow 2.21 refuses to compile MaxPoolGrad for XLA under op determinism.
    StepRule(_G, True, False, True, True, NONE, "XLA has no exact gradient of MaxPooling1D"),
    StepRule(
        _G,
        True,
        False,
        True,
        False,
        GRADIENTS,
        "XLA adds up an embedding's gradient slowly",
    ),
)


def choose_loop(case: LayerCase) -> LoopChoice:
    """The loop for the layer."""
    row = next(row for row in LOOP_RULES if row.fits(case))
    return LoopChoice(row.loop, row.why.format(obstacle=case.obstacle, slow=case.slow))


def choose_step(
    device: Device, jit: bool, choices: Sequence[LoopChoice], *, exact_pools: bool = False
) -> StepRule:
    """The rule for a step whose recurrent layers are computed in these loops."""
    return next(row for row in STEP_RULES if row.fits(device, jit, choices, exact_pools))


def needs_exact_pooling(experiment: Experiment) -> bool:
    """True if a MaxPooling1D has to give the same bits every time."""
    pools = any(layer.kind == "MaxPooling1D" for layer in experiment.layers)
    return pools and experiment.train.deterministic


def layer_cases(experiment: Experiment, device: Device) -> list[LayerCase | None]:
    """For each layer of the experiment its case, None for one that is not recurrent."""
    masks = [False, *(row.masked for row in infer(experiment.layers, 1).rows)]
    return [
        _case(layer, experiment, device, masked) if isinstance(layer, Recurrent) else None
        for layer, masked in zip(experiment.layers, masks, strict=False)
    ]


def _case(layer: Recurrent, experiment: Experiment, device: Device, masked: bool) -> LayerCase:
    train, arguments = experiment.train, layer.keras_arguments()
    obstacle = does_not_apply(layer.kind, arguments)
    return LayerCase(
        device=device,
        engine=train.engine,
        jit=train.jit_compile,
        native=library() is not None,
        obstacle=obstacle,
        slow=not_faster(layer.kind, train.batch_size),
        masked=masked,
        keras_cudnn=obstacle is None and _keras_takes_cudnn(layer.kind, arguments),
    )


def _keras_takes_cudnn(kind: str, arguments: Mapping[str, Any]) -> bool:
    """True if `keras.layers.<kind>(use_cudnn=True)` calls cuDNN where our own layer would."""
    return kind != "SimpleRNN" and bool(arguments.get("use_bias", True))
