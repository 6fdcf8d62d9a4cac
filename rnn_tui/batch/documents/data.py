"""`data --json`: what would be loaded."""

from dataclasses import dataclass
from typing import Any, Literal

from rnn_tui.results.data.report import ClassCount, Lengths, Report, shown_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A text as the network would see it: `words` are its timesteps, unknown words in ‹brackets›.

    `cut` timesteps are left out by maxlen, `padding` are added.
    """

    label: str
    timesteps: int
    cut: int
    padding: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """The data that a run with the settings in `settings` would load.

    `taken` says how texts were read, null for IMDB. `train`, `validation` and `test` count
    sequences. `padded` and `truncated` are shares of the training sequences; `unknown` are
    shares of the words of each part, with null for a validation part that is but a share of
    the training part. `vocabulary` counts the words of the training part.
    """

    v: Literal[1] = 1
    source: str
    path: str | None
    settings: dict[str, Any]
    taken: dict[str, bool | str | tuple[str, ...] | None] | None
    train: int
    validation: int
    test: int
    classes: tuple[ClassCount, ...]
    lengths: Lengths
    padded: float
    truncated: float
    vocabulary: int | None
    unknown: dict[str, float | None]
    notes: tuple[str, ...]
    examples: tuple[Looked, ...]


def document(report: Report) -> Data:
    """The report as it is printed."""
    figures = report.figures
    return Data(
        source=report.data.source,
        path=getattr(report.data, "path", None),
        settings=report.data.model_dump(),
        taken=report.taken or None,
        train=figures.train_size,
        validation=figures.validation_size,
        test=figures.test_size,
        classes=report.classes,
        lengths=report.lengths,
        padded=figures.padded,
        truncated=figures.truncated,
        vocabulary=report.vocabulary,
        unknown={
            "train": figures.unknown,
            "validation": figures.validation_unknown,
            "test": figures.test_unknown,
        },
        notes=figures.notes,
        examples=tuple(
            Looked(
                label=text.label,
                timesteps=text.length,
                cut=text.cut,
                padding=text.padding,
                words=shown_words(text),
            )
            for text in report.examples
        ),
    )
