"""What a sweep tries for a key, in words: as it is typed, and what it comes to."""

import json
from collections.abc import Mapping
from typing import Any

from rnn_tui.experiment.space import LOG, Choices, Dimension, dimension_in


def typed(dimension: Dimension) -> str:
    """The dimension as `--set` takes it: `16,32,64` or `1e-4..1e-2:log`.

    A list of one value, which cannot be typed as several, is that value.
    """
    if isinstance(dimension, Choices):
        plainly = ",".join(_word(value) for value in dimension.values)
        if _reads_as(plainly, dimension):
            return plainly
        return ",".join(_inline(value) for value in dimension.values)
    step = LOG if dimension.log else dimension.step
    return f"{dimension.low}..{dimension.high}" + ("" if step is None else f":{step}")


def meaning(dimension: Dimension) -> str:
    """How many values there are, or which numbers: `3 values`, `any number from 1 to 5`."""
    if (points := dimension.points) is not None:
        count = f"{len(points):,} {'value' if len(points) == 1 else 'values'}"
        return (
            count if isinstance(dimension, Choices) else f"{count} from {points[0]} to {points[-1]}"
        )
    assert not isinstance(dimension, Choices)
    kind = "any whole number" if dimension.whole else "any number"
    log = ", each order of magnitude as likely as the others" if dimension.log else ""
    return f"{kind} from {dimension.low:g} to {dimension.high:g}{log}"


def _reads_as(text: str, dimension: Dimension) -> bool:
    try:
        return dimension_in(text) == dimension
    except ValueError:
        return False


def _word(value: Any) -> str:
    return value if isinstance(value, str) else _inline(value)


def _inline(value: Any) -> str:
    """A value as TOML has it within a line."""
    if isinstance(value, Mapping):
        entries = (f"{json.dumps(key)} = {_inline(each)}" for key, each in value.items())
        return f"{{{', '.join(entries)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)
