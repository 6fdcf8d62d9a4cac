"""Cases in which the fused layers apply, and in which they are faster."""

from collections.abc import Mapping
from typing import Any

# From this batch size on, stock layers under XLA are as fast: the work in a step then outweighs the
# cost of having steps. Measured by tests/bench/fused_step.py with 32 units on two cores: at 256 the
# fused layers are ahead by 1.15x, at 512 behind by 1.05x (GRU) and 1.15x (LSTM), SimpleRNN ahead.
STOCK_IS_AS_FAST_FROM: dict[str, int] = {"LSTM": 512, "GRU": 512}

_NEEDED = {"activation": "tanh", "recurrent_activation": "sigmoid"}
_ABSENT = ("recurrent_dropout", "return_state", "stateful", "unroll")


def does_not_apply(kind: str, arguments: Mapping[str, object]) -> str | None:
    """The reason why a fused layer with these arguments would take the stock path, or None.

    `arguments` are the constructor arguments of the Keras layer, defaults left out or not. The
    layers that call cuDNN compute the same networks.
    """
    if kind not in ("SimpleRNN", "LSTM", "GRU"):
        return f"no fused {kind}"
    for name, needed in _NEEDED.items():
        given = _name_of(arguments.get(name, needed))
        if given != needed:
            return f"{name} {given}"
    for name in _ABSENT:
        if arguments.get(name):
            return name
    if float(_number(arguments.get("dropout"))) >= 1.0:
        return "dropout of 1"
    if arguments.get("implementation", 2) != 2:
        return "implementation 1"
    if arguments.get("reset_after", True) is not True:
        return "reset_after false"
    if _name_of(arguments.get("dtype") or "float32") != "float32":
        return "a dtype other than float32"
    return None


def not_faster(kind: str, batch_size: int) -> str | None:
    """The reason why a fused layer gains nothing on a CPU at this batch size, or None."""
    limit = STOCK_IS_AS_FAST_FROM.get(kind)
    if limit is None or batch_size < limit:
        return None
    return f"{kind} at batch {batch_size} is as fast with stock layers"


def _name_of(value: object) -> str:
    if value is None:
        return "linear"
    return value if isinstance(value, str) else str(getattr(value, "__name__", value))


def _number(value: object) -> Any:
    return 0.0 if value is None else value
