"""The results on the test part, in words, numbers and bars."""

from rich.cells import set_cell_size
from textual.content import Content

from rnn_tui.io.text import one_line
from rnn_tui.results.evaluate import Evaluation
from rnn_tui.results.verdict import test_findings, yardsticks
from rnn_tui.tui.widgets.confusion import TABLE_CLASSES, confusion_lines
from rnn_tui.tui.widgets.line import filled
from rnn_tui.tui.widgets.word_flow import short
from rnn_tui.wording.numbers import figure, percent

NAME, LEAST_NAME, BAND = 12, 8, 25
PARTS = " ▏▎▍▌▋▊▉█"
WORST = 500
PREVIEW = 24
YARDSTICK = 16
SCROLLBAR = 2
"""Cells that are left free beside the figures, which may be more than fit."""

CLASS_HEAD = ("  prec.", " recall", "     F1", "  texts")
"""Above the figures of the classes, one each."""


def figures(found: Evaluation, width: int) -> Content:
    """Loss and metrics, what to hold them against and what they say, then who was taken for
    whom and how well each class was found, in so many cells."""
    width -= SCROLLBAR
    logs = [Content.styled(f"{name} {figure(value)}", "bold") for name, value in found.logs.items()]
    held = [
        Content(f"{short(one_line(name), YARDSTICK)} {figure(value)}")
        for name, value in yardsticks(found.as_run)
    ]
    lines = [
        *filled(logs, width, gap=3),
        *filled(held, width),
        *(
            Content.styled(one_line(each.sentence), "$warning")
            for each in test_findings(found.as_run)
        ),
        *confusion_lines(found.classes, found.confusion, width),
        *class_lines(found, width),
    ]
    return Content("\n").join(lines)


def class_lines(found: Evaluation, width: int) -> list[Content]:
    """Precision, recall, F1 and texts of each class; of many the one with the lowest F1 first."""
    rows = list(zip(found.classes, found.by_class, strict=False))
    if len(rows) > TABLE_CLASSES:
        rows.sort(key=lambda row: row[1].f1)
    name = max(LEAST_NAME, min(NAME, width - sum(map(len, CLASS_HEAD))))
    head = " " * name + "".join(CLASS_HEAD)
    lines = [Content.styled(head, "$foreground 65%")]
    for label, each in rows:
        precision, recall, f1, texts = (
            text.rjust(len(head))
            for text, head in zip(
                (
                    *map(figure, (each.precision, each.recall, each.f1)),
                    f"{each.support:,}",
                ),
                CLASS_HEAD,
                strict=True,
            )
        )
        lines.append(
            Content.assemble(
                set_cell_size(short(one_line(label), name), name),
                precision,
                recall,
                (f1, "bold"),
                texts,
            )
        )
    return lines


def lengths(found: Evaluation, width: int) -> Content:
    """Accuracy by the length of the text, with a bar each, in so many cells."""
    room = max(0, min(width - BAND, 40))
    lines = [Content.styled(f"{'words':>9}{'texts':>7} accuracy", "$foreground 65%")]
    for band in found.bands:
        words = f"{band.shortest:,}-{band.longest:,}"
        if band.shortest == band.longest:
            words = f"{band.shortest:,}"
        lines.append(
            Content.assemble(
                f"{words:>9}{band.texts:>7,} ",
                (f"{percent(band.accuracy):>7} ", "bold"),
                (_bar(band.accuracy, room), "$primary"),
            )
        )
    return Content("\n").join(lines)


def mistakes(found: Evaluation) -> list[tuple[int, Content]]:
    """Places and lines, the most confident mistake first."""
    listed = []
    for place in found.places("worst")[:WORST].tolist():
        index = int(found.predicted[place])
        words = [word for word in found.words(place)[: PREVIEW + 1] if word != "[START]"]
        line = Content.assemble(
            f"{percent(float(found.probabilities[place, index])):>8} ",
            (short(one_line(found.classes[index]), NAME), "bold"),
            f" (true: {short(one_line(found.classes[int(found.labels[place])]), NAME)})  ",
            one_line(" ".join(words[:PREVIEW])),
        )
        listed.append((place, line))
    return listed


def _bar(share: float, width: int) -> str:
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    return "█" * (eighths // 8) + PARTS[eighths % 8].strip()
