"""The sentences of the Predict view: the verdict of each run, the word under the cursor."""

from collections.abc import Sequence

from textual.content import Content

from rnn_tui.io.text import one_line
from rnn_tui.results.plot.inks import run_ink
from rnn_tui.results.predict import Predictor
from rnn_tui.results.predict.explain import Explanation
from rnn_tui.results.tokens import TokenKind
from rnn_tui.tui.inspect.predictors import Answer, LabelledText
from rnn_tui.wording.language import listed, told, tr
from rnn_tui.wording.numbers import counted, percent

UNKNOWN_SHOWN = 6

NO_TEXT = "No text yet: enter goes to the field, t takes one from the test part."


def about(predictor: Predictor) -> str:
    """Which network is looked at."""
    return f"{predictor.run.run_id}, {told(predictor.chosen.words)}"


def verdict(answers: Sequence[Answer], taken: LabelledText | None) -> Content:
    """A line for each run, then what is to be known about the words."""
    lines = [_of_run(each, len(answers) > 1, number) for number, each in enumerate(answers)]
    found = next((each.explanation for each in answers if each.explanation), None)
    if found is not None and len(answers) == 1:
        lines.append(_words(found, taken))
    elif taken is not None:
        lines[0] = Content.assemble(lines[0], tr("   true class {truth}", truth=taken.truth))
    return Content("\n").join(lines)


def _of_run(answer: Answer, several: bool, number: int) -> Content:
    name = f"{'─┄'[number]} {answer.target.run.run_id}  " if several else ""
    ink = run_ink(number).colour.theme
    if answer.explanation is None:
        style = "$warning" if answer.problem else "$foreground 60%"
        text = told(answer.problem) or tr(NO_TEXT)
        return Content.assemble((name, ink), (text, style))
    prediction = answer.explanation.prediction
    classes = answer.predictor.classes if answer.predictor else ()
    others = sorted(range(len(classes)), key=lambda i: -prediction.probabilities[i])[1:4]
    rest = ", ".join(
        f"{one_line(classes[i])} {percent(prediction.probabilities[i])}" for i in others
    )
    return Content.assemble(
        (name, ink),
        (f"{one_line(prediction.label)} {percent(prediction.probability)}", "bold"),
        (f"   {rest}", "$foreground 60%"),
    )


def _words(found: Explanation, taken: LabelledText | None) -> Content:
    prediction = found.prediction
    parts = [told(counted(prediction.words, "word"))]
    if prediction.cut:
        parts.append(tr("{cut:,} cut off", cut=prediction.cut))
    if prediction.unknown_count:
        some = " ".join(f"‹{one_line(word)[:20]}›" for word in prediction.unknown[:UNKNOWN_SHOWN])
        more = " …" if len(prediction.unknown) > UNKNOWN_SHOWN else ""
        has_token = "[OOV]" in prediction.unknown
        parts.append(
            tr("{unknown_count:,} unknown", unknown_count=prediction.unknown_count)
            + ("" if has_token else f" {some}{more}")
        )
    truth = tr("true class {truth}: {what}, ", truth=taken.truth, what=taken.what) if taken else ""
    return Content(truth + listed(parts))


def under_cursor(found: Explanation, place: int) -> str:
    """The effect of the word."""
    token = found.tokens[place]
    if token.is_cut:
        return tr("cut off: not read")
    if token.kind == TokenKind.LEFT_OUT:
        return tr("{text}: unknown, dropped", text=one_line(token.text)[:24])
    moved = float(found.moved[place, found.focus]) * 100
    note = tr(" (unknown)") if token.kind == TokenKind.UNKNOWN else ""
    return tr(
        "{text}{note} moved it by {moved:+.1f} points",
        text=one_line(token.text)[:24],
        note=note,
        moved=moved,
    )
