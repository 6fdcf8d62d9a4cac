"""Predictions on stdout: of one text in full, of many as a table, or as JSON lines."""

import shutil
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from rich.cells import cell_len, set_cell_size

from rnn_tui.batch.documents.predictions import predicted
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.tables import GAP, cut, to_the_left, to_the_right
from rnn_tui.data import DataError
from rnn_tui.data.text.encodings.detection import decode
from rnn_tui.data.text.lines import lines_of_file, lines_of_stream
from rnn_tui.io.exits import Exit
from rnn_tui.io.faults import reason
from rnn_tui.io.streams import tell, write
from rnn_tui.io.text import one_line, printable
from rnn_tui.results.predict import Prediction, Predictor, TextError, open_predictor
from rnn_tui.results.predict.weights import Which
from rnn_tui.runs import RunDirectory
from rnn_tui.wording.language import listed, told, tr
from rnn_tui.wording.lists import first_of
from rnn_tui.wording.numbers import counted, figure

STDIN = Path("-")
WIDTH, NARROWEST_TEXT, WIDEST_CLASS = 100, 20, 24
MANY = 12
"""The number of unknown words that are named for a text printed in full."""

Outcome = Prediction | TextError


def predict_texts(
    run: RunDirectory, text: str | None, file: Path | None, checkpoint: Which | None, as_json: bool
) -> Exit:
    """Predict and print `text`, or each line of `file`, or else all of stdin as one text.

    If nothing could be predicted, the exit code is that of a data error. Raises PredictError.
    """
    predictor = open_predictor(run, checkpoint)
    for note in predictor.chosen.notes:
        tell(told(note))
    if file is not None:
        return _print_many(predictor, file, as_json)
    _print_one(predictor, _from_stdin() if text is None else text, as_json)
    return Exit.FINISHED


def _from_stdin() -> str:
    if sys.stdin.isatty():
        tell(tr("type a text and end it with ctrl+d"))
    try:
        return decode(sys.stdin.buffer.read(), None)[0]
    except OSError as error:
        raise TextError(f"cannot read standard input: {reason(error)}") from error


def _print_one(predictor: Predictor, text: str, as_json: bool) -> None:
    (found,) = predictor.predict([text])
    if as_json:
        write(json_line(predicted(predictor, found)))
        return
    width = max(cell_len(printable(name)) for name in predictor.classes)
    for index, (name, share) in enumerate(zip(predictor.classes, found.probabilities, strict=True)):
        mark = "  <-" if index == found.index else ""
        write(f"{to_the_left(printable(name), width)}  {figure(share)}{mark}")
    write(_about(found))
    write(listed([predictor.run.label, told(predictor.chosen.words)]))


def _about(found: Prediction) -> str:
    """`12 words, 2 out of vocabulary: flick, ennui; the first 3 cut off`."""
    parts = [told(counted(found.words, "word"))]
    if found.unknown:
        named = first_of([one_line(word)[:40] for word in found.unknown], MANY)
        words = tr("{number:,} out of vocabulary: ", number=found.unknown_count)
        parts.append(f"{words}{told(named)}")
    line = listed(parts)
    if found.cut:
        line += tr("; {number:,} cut off, beyond what the network reads", number=found.cut)
    return line


def _print_many(predictor: Predictor, file: Path, as_json: bool) -> Exit:
    """One line out for each line in that is not blank, as they come."""
    waiting: deque[tuple[int, str]] = deque()

    def texts() -> Iterator[str]:
        for number, line in _lines(file):
            waiting.append((number, line))
            yield line

    table = _Table(predictor)
    seen = good = 0
    for outcome in predictor.predict_each(texts()):
        number, line = waiting.popleft()
        seen, good = seen + 1, good + isinstance(outcome, Prediction)
        if as_json:
            write(json_line(predicted(predictor, outcome, number)))
            continue
        if seen == 1:
            write(table.heading)
        write(table.row(number, outcome, line))
    if not seen:
        raise TextError(f"{file} contains no text")
    return Exit.FINISHED if good else Exit.DATA


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """(number, text) of the lines that are not blank. Raises TextError."""
    try:
        lines = lines_of_stream(sys.stdin.buffer) if file == STDIN else lines_of_file(file)
        for number, line in enumerate(lines, 1):
            if text := line.strip():
                yield number, text
    except OSError as error:
        raise TextError(f"cannot read {file}: {reason(error)}") from error
    except DataError as error:
        raise TextError(str(error)) from error


class _Table:
    """A table whose lines come one by one: only the names of the classes are known before."""

    def __init__(self, predictor: Predictor) -> None:
        names = [cell_len(printable(name)) for name in predictor.classes]
        self._heads = (tr("line"), tr("class"), tr("probability"), tr("words"), tr("unknown"))
        self._classes = min(WIDEST_CLASS, max(*names, cell_len(self._heads[1])))
        columns = shutil.get_terminal_size().columns - 1 if sys.stdout.isatty() else WIDTH
        self._text = max(NARROWEST_TEXT, columns - len(self._row("", "", "", "", "", "")))

    @property
    def heading(self) -> str:
        return self._row(*self._heads, tr("text"))

    def row(self, number: int, outcome: Outcome, text: str) -> str:
        if isinstance(outcome, TextError):
            return self._row(f"{number:,}", "-", "-", "-", "-", told(str(outcome)))
        share, unknown = figure(outcome.probability), f"{outcome.unknown_count:,}"
        cells = (outcome.label, share, f"{outcome.words:,}", unknown, self._excerpt(text))
        return self._row(f"{number:,}", *cells)

    def _row(self, number: str, label: str, share: str, words: str, unknown: str, text: str) -> str:
        name = set_cell_size(printable(label), self._classes)
        sizes = zip((number, share, words, unknown), (7, 11, 7, 7), strict=True)
        first, *figures = (to_the_right(cell, width) for cell, width in sizes)
        return GAP.join([first, name, *figures, text])

    def _excerpt(self, text: str) -> str:
        return cut(one_line(text), self._text)
