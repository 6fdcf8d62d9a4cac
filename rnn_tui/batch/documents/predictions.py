"""The lines of `predict --json`: one, or one for each line of `--file` that is not blank."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from rnn_tui.results.predict import Prediction, Predictor, TextError

# Functional syntax, since the key "class" is a keyword of Python.
Predicted = TypedDict(
    "Predicted",
    {
        "v": Literal[1],
        "line": NotRequired[int],
        "run": str,
        "checkpoint": str,
        "class": str,
        "probability": float,
        "probabilities": dict[str, float],
        "words": int,
        "unknown": list[str],
        "unknown_count": int,
        "cut": int,
    },
)
Predicted.__doc__ = """What the network makes of one text.

`line` is the text's place in the file, from 1. `words` counts those of the text; `unknown` are
those that are not in the vocabulary, each once; `cut` words more than the network reads.
"""


class Unpredictable(TypedDict):
    """A text that nothing can be said about; `error` says why."""

    v: Literal[1]
    line: NotRequired[int]
    run: str
    checkpoint: str
    error: str


def predicted(
    predictor: Predictor, outcome: Prediction | TextError, line: int | None = None
) -> dict[str, Any]:
    """The document about one text, in the shape of `Predicted` or `Unpredictable`."""
    document: dict[str, Any] = {"v": 1}
    if line is not None:
        document["line"] = line
    document |= {"run": predictor.run.run_id, "checkpoint": predictor.checkpoint}
    if isinstance(outcome, TextError):
        return document | {"error": str(outcome)}
    return document | {
        "class": outcome.label,
        "probability": outcome.probability,
        "probabilities": dict(zip(predictor.classes, outcome.probabilities, strict=True)),
        "words": outcome.words,
        "unknown": list(outcome.unknown),
        "unknown_count": outcome.unknown_count,
        "cut": outcome.cut,
    }
