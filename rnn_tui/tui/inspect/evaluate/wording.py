"""The results on the test part, in words, numbers and bars."""

from collections.abc import Iterator, Sequence

from rich.cells import set_cell_size
from textual.content import Content

from rnn_tui.io.text import one_line
from rnn_tui.results.evaluate import Evaluation
from rnn_tui.results.evaluate.measures import Band
from rnn_tui.results.evaluate.only import Only
from rnn_tui.results.verdict import scores_of, test_findings, yardsticks
from rnn_tui.runs import RunState
from rnn_tui.runs.state.class_scores import ClassScores, macro_f1
from rnn_tui.tui.inspect.evaluate.bars import Scale, scale_of
from rnn_tui.tui.widgets.confusion import TABLE_CLASSES, confusion_lines
from rnn_tui.tui.widgets.line import filled, to_the_right
from rnn_tui.tui.widgets.palette import Palette
from rnn_tui.tui.widgets.word_flow import short
from rnn_tui.wording.evaluation import length_range, part, probability_range
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted, figure, percent

NAME, LEAST_NAME, BAND, BIN = 12, 8, 26, 25
WIDEST_BAR = 40
WORST = 500
PREVIEW = 24
YARDSTICK = 16
MATRIX_CLASSES = 12
SCROLLBAR = 1
"""Cells that are left free beside the figures, which may be more than fit."""

CLASS_HEAD = ("prec.", "recall", "F1", "texts")
"""Above the figures of the classes, one each."""

COLUMN = 7
"""Cells of each of these columns."""

DIM = "$foreground 65%"


def figures(tested: RunState, width: int, shades: Palette) -> Content:
    """Loss and metrics, what to hold them against and what they say, then who was taken for
    whom and how well each class was found, in so many cells."""
    assert tested.test is not None
    width -= SCROLLBAR
    logs = [
        Content.styled(f"{name} {figure(value)}", "bold")
        for name, value in tested.test.logs.items()
    ]
    held = [
        Content(f"{short(one_line(told(name)), YARDSTICK)} {figure(value)}")
        for name, value in yardsticks(tested)
    ]
    matrix = tested.test.confusion
    lines = [
        *filled(logs, width, gap=3),
        *filled(held, width),
        *(
            Content.styled(one_line(told(each.sentence)), "$warning")
            for each in test_findings(tested)
        ),
        *confusion_lines(tested.classes, matrix, width, shades, MATRIX_CLASSES),
        *class_lines(tested, width),
    ]
    return Content("\n").join(lines)


def class_lines(tested: RunState, width: int) -> Iterator[Content]:
    """Precision, recall, F1 and texts of each class, and the mean F1 of more than two; of many
    classes the one with the lowest F1 first."""
    assert tested.test is not None
    scores = scores_of(tested)
    if len(scores) > TABLE_CLASSES:
        scores.sort(key=lambda each: each.f1)
    name = max(LEAST_NAME, min(NAME, width - COLUMN * len(CLASS_HEAD)))
    heads = (to_the_right(tr(head), COLUMN) for head in CLASS_HEAD)
    yield Content.styled(" " * name + "".join(heads), DIM)
    for each in scores:
        yield _class_line(each, name)
    if len(scores) > 2:
        f1 = figure(macro_f1(tested.test.confusion)).rjust(3 * COLUMN)
        yield Content.assemble((set_cell_size(tr("mean"), name), DIM), (f1, "bold"))


def _class_line(each: ClassScores, name: int) -> Content:
    shares = map(figure, (each.precision, each.recall, each.f1))
    columns = (*shares, f"{each.support:,}")
    precision, recall, f1, texts = (text.rjust(COLUMN) for text in columns)
    label = set_cell_size(short(one_line(each.label), name), name)
    return Content.assemble(label, precision, recall, (f1, "bold"), texts)


def lengths(bands: Sequence[Band], width: int) -> Content:
    """Accuracy by the length of the text, with a bar each, in so many cells.

    The bars begin at a round number below the lowest accuracy: those are what is compared.
    """
    scale = scale_of((band.accuracy for band in bands), min(width - BAND, WIDEST_BAR))
    heads = f"{to_the_right(tr('words'), 9)}{to_the_right(tr('texts'), 7)}"
    shares = set_cell_size(tr("accuracy"), 8)
    lines = [Content.styled(f"{heads} {shares} {scale.head()}", DIM)]
    for band in bands:
        lines.append(
            Content.assemble(
                f"{length_range(band.shortest, band.longest):>9}{band.texts:>7,} ",
                (f"{percent(band.accuracy):>8} ", "bold"),
                (scale.bar(band.accuracy), "$primary"),
            )
        )
    return Content("\n").join(lines)


def calibration(found: Evaluation, width: int) -> Content:
    """The share that came true in each bin as a bar, cut by a mark at what was predicted."""
    scale = Scale(0.0, 1.0, max(0, min(width - BIN, WIDEST_BAR)))
    heads = f"{to_the_right(tr('prob.'), 7)}{to_the_right(tr('texts'), 7)}"
    shares = set_cell_size(tr("came true"), 9)
    lines = [Content.styled(f"{heads} {shares} {scale.head()}", DIM)]
    for each in found.calibration.bins:
        row = f"{probability_range(each.low, each.high):>7}{each.texts:>7,}"
        if not each.texts:
            lines.append(Content.styled(row, DIM))
            continue
        before, mark, after, inside = scale.marked_bar(each.observed, each.predicted)
        lines.append(
            Content.assemble(
                row,
                (f"{percent(each.observed):>10} ", "bold"),
                (before, "$primary"),
                (mark, "bold $background on $primary" if inside else "bold $accent"),
                (after, "$primary"),
            )
        )
    return Content("\n").join(lines)


def mistakes(found: Evaluation, only: Only) -> list[tuple[int, Content]]:
    """Places and lines, the most confident mistake first."""
    listed = []
    for place in found.places("worst", only)[:WORST].tolist():
        index = int(found.predicted[place])
        line = Content.assemble(
            f"{percent(float(found.probabilities[place, index])):>8} ",
            (short(one_line(found.classes[index]), NAME), "bold"),
            tr(
                " (true: {classes})  ",
                classes=short(one_line(found.classes[int(found.labels[place])]), NAME),
            ),
            beginning(found, place),
        )
        listed.append((place, line))
    return listed


def beginning(found: Evaluation, place: int) -> str:
    """The first words of a text."""
    words = [word for word in found.words(place)[: PREVIEW + 1] if word != "[START]"]
    return one_line(" ".join(words[:PREVIEW]))


def mistakes_title(found: Evaluation, only: Only) -> str:
    """`493 mistakes, most confident first`, `176 of 493 mistakes: true negative, 21-24 words`."""
    every, some = len(found.places("wrong")), len(found.places("wrong", only))
    asked = part_words(found, only)
    if not asked:
        return tr("{mistakes}, most confident first", mistakes=counted(every, "mistake"))
    return tr(
        "{some:,} of {mistakes}: {asked}",
        some=some,
        mistakes=counted(every, "mistake"),
        asked=asked,
    )


def part_words(found: Evaluation, only: Only) -> str:
    """The part of the texts that is asked for; empty for all."""
    return one_line(part(found.classes, only.true, only.predicted, only.shortest, only.longest))
