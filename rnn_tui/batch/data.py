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
from rnn_tui.results.data.coverage import every_word, measure
from rnn_tui.results.data.format import taken_lines
from rnn_tui.results.data.report import Report, report_of, shown_words
from rnn_tui.wording.numbers import percent
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
    yield visible(f"source: {data.source}{f', {path}' if path else ''}")
    yield from taken_lines(report.taken)
    yield (
        f"parts: {figures.train_size:,} to train, {figures.validation_size:,} to validate, "
        f"{figures.test_size:,} to test"
    )
    yield f"classes: {len(report.classes)}"
    for one in report.classes[:MOST_CLASSES]:
        validation = f", {one.validation:,} to validate" if any_validation(report) else ""
        yield visible(f"  {one.name}: {one.train:,} to train{validation}, {one.test:,} to test")
    if len(report.classes) > MOST_CLASSES:
        yield f"  and {len(report.classes) - MOST_CLASSES:,} more"
    yield (
        f"lengths: {lengths.shortest:,} to {lengths.longest:,} timesteps, median "
        f"{lengths.median:,.0f}, mean {lengths.mean:,.1f}; at maxlen {figures.maxlen:,} "
        f"{percent(figures.padded)} are padded, {percent(figures.truncated)} truncated"
    )
    words = "no word index" if report.vocabulary is None else f"{report.vocabulary:,} words"
    yield f"vocabulary: {words}, num_words {data.num_words or 'none'}"
    yield f"unknown words: {_unknown(report)}"
    for note in figures.notes:
        yield visible(f"note: {note}")
    for number, text in enumerate(report.examples, 1):
        shown = shown_words(text)
        cut = f", {text.cut:,} cut away" if text.cut else ""
        padding = f", {text.padding:,} of padding" if text.padding else ""
        yield visible(f"example {number}: {text.label}, {text.length:,} timesteps{cut}{padding}")
        more = "..." if len(shown) > SHOWN_CHARACTERS else ""
        yield visible(f"  {shown[:SHOWN_CHARACTERS]}{more}")


def any_validation(report: Report) -> bool:
    """Check whether the data has a validation part of its own."""
    return report.figures.validation_unknown is not None


def _unknown(report: Report) -> str:
    figures = report.figures
    parts = [f"{percent(figures.unknown)} in training"]
    if figures.validation_unknown is not None:
        parts.append(f"{percent(figures.validation_unknown)} in validation")
    return ", ".join([*parts, f"{percent(figures.test_unknown)} in test"])


class _Progress:
    """Progress on a terminal's stderr; nothing elsewhere."""

    def __init__(self) -> None:
        console = Console(stderr=True, highlight=False)
        self._status = console.status("loading", spinner="line") if sys.stderr.isatty() else None

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
            words = f"{progress.stage}: {done}"
            self._status.update(visible(words).replace("[", "\\["))
