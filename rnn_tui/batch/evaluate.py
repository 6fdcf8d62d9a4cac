"""`rnn-tui evaluate`: a network on labelled texts, as lines or as JSON."""

from collections.abc import Iterator

from rnn_tui.batch.documents.evaluated import Evaluated
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.lines import baseline_lines, class_lines, columns, matrix_lines, preview
from rnn_tui.io.exits import Exit
from rnn_tui.io.streams import tell, write
from rnn_tui.io.text import visible
from rnn_tui.results.evaluate import evaluate
from rnn_tui.results.evaluate.calibration import Calibration
from rnn_tui.results.evaluate.measures import Band
from rnn_tui.results.evaluate.mistakes import Mistake, only_of, worst
from rnn_tui.results.evaluate.only import Only
from rnn_tui.results.evaluate.other_texts import Judged, evaluate_at
from rnn_tui.results.predict import Predictor, open_predictor
from rnn_tui.results.predict.weights import Which
from rnn_tui.results.verdict import scores_of, test_findings, yardsticks
from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.wording.evaluation import length_range, off, part, probabilities_of, probability_range
from rnn_tui.wording.language import listed, told, tr
from rnn_tui.wording.numbers import counted, figure, figures, percent

Words = tuple[int | None, int | None]


def evaluate_run(
    run: RunDirectory,
    path: str | None,
    checkpoint: Which | None,
    json_lines: bool,
    most: int,
    true: str | None = None,
    predicted: str | None = None,
    words: Words = (None, None),
) -> int:
    """Print the figures of the network on the texts, and `most` of the mistakes among those of
    the classes and the length. Raises PredictError, DataError, UserError.
    """
    predictor = open_predictor(run, checkpoint)
    only = only_of(predictor.classes, true, predicted, words)
    if path is None:
        judged, as_run = _own(predictor, only, most)
    else:
        judged = evaluate_at(predictor, path, only=only, most=most)
        as_run = judged.as_run
    for note in [*predictor.chosen.notes, *judged.notes]:
        tell(told(note))
    if json_lines:
        write(json_line(_document(predictor, path, judged, as_run)))
        return Exit.FINISHED
    write(
        tr(
            "{label}, {weights}, on {number:,} texts of {place}",
            label=run.label,
            weights=predictor.chosen.words,
            number=judged.texts,
            place=tr("its test part") if path is None else visible(path),
        )
    )
    for line in _lines(judged, as_run, only):
        write(line)
    return Exit.FINISHED


def _own(predictor: Predictor, only: Only, most: int) -> tuple[Judged, RunState]:
    """The test part of the run itself."""
    found = evaluate(predictor)
    judged = Judged(
        len(found.labels),
        found.classes,
        found.logs,
        found.confusion,
        found.bands,
        found.calibration,
        len(found.places("wrong", only)),
        tuple(worst(found, only, most)),
        (),
    )
    return judged, found.as_run


def _document(predictor: Predictor, path: str | None, judged: Judged, state: RunState) -> Evaluated:
    return Evaluated(
        run=predictor.run.run_id,
        checkpoint=predictor.checkpoint,
        data=path,
        texts=judged.texts,
        logs=judged.logs,
        classes=list(judged.classes),
        confusion=[list(row) for row in judged.confusion],
        by_class=scores_of(state),
        baseline=dict(yardsticks(state)),
        findings=list(test_findings(state)),
        bands=list(judged.bands),
        calibration=judged.calibration,
        wrong=judged.wrong,
        mistakes=list(judged.worst),
    )


def _lines(judged: Judged, state: RunState, only: Only) -> Iterator[str]:
    yield figures(judged.logs)
    yield from baseline_lines(state)
    yield from matrix_lines(judged.classes, judged.confusion)
    yield from class_lines(state)
    yield from (visible(told(each.sentence)) for each in test_findings(state))
    yield from _length_lines(judged.bands)
    yield from _calibration_lines(judged.classes, judged.calibration)
    yield from _mistake_lines(judged, only)


def _length_lines(bands: tuple[Band, ...]) -> Iterator[str]:
    yield tr("accuracy by length:")
    yield from columns(
        [
            (tr("words"), tr("texts"), tr("accuracy")),
            *(
                (
                    length_range(band.shortest, band.longest),
                    f"{band.texts:,}",
                    percent(band.accuracy),
                )
                for band in bands
            ),
        ]
    )


def _calibration_lines(classes: tuple[str, ...], found: Calibration) -> Iterator[str]:
    """Bins without a text are left out."""
    words = [told(probabilities_of(classes, found.positive)), told(off(found.error))]
    yield visible(f"{tr('calibration: ')}{listed(words)}")
    yield from columns(
        [
            (tr("probability"), tr("texts"), tr("mean"), tr("came true")),
            *(
                (
                    probability_range(each.low, each.high),
                    f"{each.texts:,}",
                    figure(each.predicted),
                    figure(each.observed),
                )
                for each in found.bins
                if each.texts
            ),
        ]
    )


def _mistake_lines(judged: Judged, only: Only) -> Iterator[str]:
    if not judged.worst:
        return
    asked = part(judged.classes, only.true, only.predicted, only.shortest, only.longest)
    mistakes = counted(judged.wrong, "mistake")
    if asked:
        about = {"mistakes": mistakes, "asked": visible(asked)}
        words = tr("{mistakes} of {asked}, most confident first", **about)
    else:
        words = tr("{mistakes}, most confident first", mistakes=mistakes)
    yield f"{words}{tr(':')}"
    for each in judged.worst:
        yield f"  {_mistake_line(each)}"


def _mistake_line(each: Mistake) -> str:
    true = tr("(true: {label})", label=visible(each.true))
    place = tr("text {number:,}", number=each.place + 1)
    about = f"{percent(each.probability):>7} {visible(each.predicted)} {true}"
    return f"{about}  {place}{tr(': ')}{preview(each.text)}"
