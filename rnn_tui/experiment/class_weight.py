"""Weights of the classes in the loss: `train.class_weight`."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, WrapValidator

from rnn_tui.experiment.toml import parse_toml

BALANCED = "balanced"
LARGEST = 1e6
ALLOWED = "balanced, or a table of class names and weights such as {spam = 5.0}"


def _explained(value: Any, inner: Any) -> Any:
    """The value, a table also as TOML in a text. Raises ValueError with one sentence."""
    if isinstance(value, str) and value.strip().startswith("{"):
        value = parse_table(value)
    if isinstance(value, dict):
        _check_table(value)
    try:
        return inner(value)
    except ValidationError as error:
        given = "" if isinstance(value, str | list) else f"{value!r:.60} "  # those are shown
        raise ValueError(f"{given}is not allowed; it takes {ALLOWED}") from error


def _check_table(table: dict[Any, Any]) -> None:
    if not table:
        raise ValueError("the table is empty; remove the key if all classes count the same")
    for name, weight in table.items():
        is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if not is_number or not 0 <= weight <= LARGEST:
            raise ValueError(
                f"{name!r:.60} has the weight {weight!r:.40}; it takes a number from 0 to "
                f"{LARGEST:,.0f}"
            )


Weight = Annotated[float, Field(ge=0.0, le=LARGEST)]
ClassWeight = Annotated[Literal["balanced"] | dict[str, Weight], WrapValidator(_explained)]


def parse_table(text: str) -> Any:
    """The value that a TOML inline table stands for; the text itself where it is not one."""
    try:
        return parse_toml(f"value = {text}")["value"]
    except ValueError:
        return text


def weights_of(
    given: "str | Mapping[str, float] | None", classes: Sequence[str], counts: Sequence[int]
) -> tuple[float, ...]:
    """The weight of each class, in their order; empty where all count alike.

    `counts` are the sequences of each class in the training part. "balanced" gives each class
    that occurs n / (classes that occur * its count), as scikit-learn's `class_weight` does, so
    that all of them have the same share in the loss and the mean weight is 1. A class that a
    table does not name has weight 1, as in Keras's `fit(class_weight=...)`.
    """
    if given is None:
        return ()
    if isinstance(given, Mapping):
        return tuple(float(given.get(name, 1.0)) for name in classes)
    occurring = sum(count > 0 for count in counts)
    return tuple(sum(counts) / (occurring * count) if count else 1.0 for count in counts)
