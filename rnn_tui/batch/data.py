"""`rnn-tui data`: prints the data that a run would load."""

import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from rnn_tui.batch.documents.data import document
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.experiments import experiment_of
from rnn_tui.data import DataError, Progress, load, remember
from rnn_tui.data.imdb.files import is_keras_file
from rnn_tui.io.faults import UserError
from rnn_tui.io.places import with_home
from rnn_tui.io.streams import write
from rnn_tui.io.text import visible
from rnn_tui.results.data.coverage import Example, every_word, measure
from rnn_tui.results.data.format import taken_shown
from rnn_tui.results.data.report import Report, report_of, shown_words
from rnn_tui.wording.language import listed, told, tr
from rnn_tui.wording.numbers import counted, percent
from rnn_tui.wording.progress import amount

MOST_CLASSES = 40
SHOWN_CHARACTERS = 400
USUAL = ("data.num_words=10000", "data.maxlen=500")
"""Sizes that suit texts better than those of the sample."""


def show_data(
    path: str | None, config: str | None, settings: tuple[str, ...], json_lines: bool
) -> None:
    """Load and print. Raises UserError, and DataError where the data cannot be had."""
    if path is None and config is None:
        raise UserError("name a file or folder, or a configuration with -c")
    experiment = experiment_of(config, (*_settings_of(path, config), *settings))
    data, seed = experiment.data, experiment.seed
    with _Progress() as progress:
        measured = measure(load(every_word(data), seed, progress))
    remember(data)
    report = report_of(measured, data, seed)
    if report.figures.trouble:
        raise DataError(report.figures.trouble)
    if json_lines:
        write(json_line(document(report)))
        return
    for line in report_lines(report):
        write(line)


def _settings_of(path: str | None, config: str | None) -> tuple[str, ...]:
    """The settings that the path means: Keras's file, the sample by its name, else texts."""
    if path is None:
        return ()
    if not path or not path.isprintable():
        raise UserError(
            f"{path!r} cannot be the path of data, since a run records it as plain text: give the "
            "file a name without control characters, in UTF-8"
            if path
            else "the path of the data is empty: name a file or folder"
        )
    if config is not None:
        return (f"data.path={path}",)
    if path == "sample" and not Path(path).exists():
        return ()
    source = "imdb" if is_keras_file(with_home(path)) else "text"
    return (f"data.source={source}", f"data.path={path}", *USUAL)


def report_lines(report: Report) -> Iterator[str]:
    """The report for people, one fact a line."""
    data, figures, lengths = report.data, report.figures, report.lengths
    path = getattr(data, "path", None)
    yield visible(f"{tr('source: ')}{listed([data.source, *([path] if path else [])])}")
    yield from taken_shown(report.taken)
    validation = figures.validation_size
    yield f"{tr('parts: ')}{_sizes(figures.train_size, validation, figures.test_size)}"
    yield tr("classes: {number}", number=len(report.classes))
    for one in report.classes[:MOST_CLASSES]:
        sizes = _sizes(one.train, one.validation if any_validation(report) else None, one.test)
        yield visible(f"  {one.name}{tr(': ')}{sizes}")
    if len(report.classes) > MOST_CLASSES:
        yield tr("  and {number:,} more", number=len(report.classes) - MOST_CLASSES)
    yield tr(
        "lengths: {shortest:,} to {longest:,} timesteps, median {median:,.0f}, mean {mean:,.1f}; "
        "at maxlen {maxlen:,} {padded} are padded, {truncated} truncated",
        shortest=lengths.shortest,
        longest=lengths.longest,
        median=lengths.median,
        mean=lengths.mean,
        maxlen=figures.maxlen,
        padded=percent(figures.padded),
        truncated=percent(figures.truncated),
    )
    yield tr(
        "vocabulary: {words}, num_words {most}",
        words=_vocabulary(report),
        most=data.num_words or tr("none"),
    )
    yield f"{tr('unknown words: ')}{_unknown(report)}"
    for note in figures.notes:
        yield visible(tr("note: {note}", note=note))
    for number, text in enumerate(report.examples, 1):
        yield visible(_heading(number, text))
        shown = shown_words(text)
        more = "..." if len(shown) > SHOWN_CHARACTERS else ""
        yield visible(f"  {shown[:SHOWN_CHARACTERS]}{more}")


def _sizes(train: int, validation: int | None, test: int) -> str:
    parts = [tr("{number:,} to train", number=train)]
    if validation is not None:
        parts.append(tr("{number:,} to validate", number=validation))
    return listed([*parts, tr("{number:,} to test", number=test)])


def _vocabulary(report: Report) -> str:
    if report.vocabulary is None:
        return tr("no word index")
    return told(counted(report.vocabulary, "word"))


def _heading(number: int, text: Example) -> str:
    """`example 1: good, 300 timesteps, 12 cut away`."""
    parts = [text.label, told(counted(text.length, "timestep"))]
    if text.cut:
        parts.append(tr("{number:,} cut away", number=text.cut))
    if text.padding:
        parts.append(tr("{number:,} of padding", number=text.padding))
    return f"{tr('example {number}', number=number)}{tr(': ')}{listed(parts)}"


def any_validation(report: Report) -> bool:
    """Check whether the data has a validation part of its own."""
    return report.figures.validation_unknown is not None


def _unknown(report: Report) -> str:
    figures = report.figures
    parts = [tr("{share} in training", share=percent(figures.unknown))]
    if figures.validation_unknown is not None:
        parts.append(tr("{share} in validation", share=percent(figures.validation_unknown)))
    return listed([*parts, tr("{share} in test", share=percent(figures.test_unknown))])


class _Progress:
    """Progress on a terminal's stderr; nothing elsewhere."""

    def __init__(self) -> None:
        console = Console(stderr=True, highlight=False)
        shown = sys.stderr.isatty()
        self._status = console.status(tr("loading"), spinner="line") if shown else None

    def __enter__(self) -> "_Progress":
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def __call__(self, progress: Progress) -> None:
        if self._status is not None:
            done = amount(progress.done, progress.total, progress.unit)
            words = f"{told(progress.stage)}{tr(': ')}{done}"
            self._status.update(visible(words).replace("[", "\\["))
