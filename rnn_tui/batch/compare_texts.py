"""Two networks on their test part, for `compare --evaluate`: as a document and as lines."""

from collections.abc import Iterator, Sequence

from rnn_tui.batch.documents.compared import Disagreement, OnTexts
from rnn_tui.batch.lines import preview
from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import tell
from rnn_tui.io.text import visible
from rnn_tui.results.evaluate import evaluate
from rnn_tui.results.evaluate.mistakes import mistake
from rnn_tui.results.evaluate.pairs import Pair, pair
from rnn_tui.results.predict import open_predictor
from rnn_tui.runs import RunDirectory
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import percent


def pair_of(runs: Sequence[RunDirectory]) -> Pair:
    """Both on their test part. Raises UserError, PredictError, DataError."""
    if len(runs) != 2:
        raise UserError("--evaluate compares two runs text by text: name two")
    found = []
    for run in runs:
        predictor = open_predictor(run)
        for note in predictor.chosen.notes:
            tell(told(note))
        found.append(evaluate(predictor))
    return pair(*found)


def on_texts(found: Pair, most: int) -> OnTexts:
    """The document, with at most so many of the texts."""
    return OnTexts(
        total=len(found.first.labels),
        logs=[found.first.logs, found.second.logs],
        first=found.test.first,
        second=found.test.second,
        p=found.test.p,
        exact=found.test.exact,
        texts=[_disagreement(found, place) for place in found.places()[:most].tolist()],
    )


def _disagreement(found: Pair, place: int) -> Disagreement:
    told = mistake(found.first, place)
    label = int(found.first.labels[place])
    both = (found.first, found.second)
    return Disagreement(
        place,
        told.true,
        [each.classes[int(each.predicted[place])] for each in both],
        [float(each.probabilities[place, label]) for each in both],
        told.words,
        told.text,
    )


def text_lines(found: OnTexts, verdict: str) -> Iterator[str]:
    """The outcome of the test, and the texts with the probability of the right class from each."""
    alone = found.first + found.second
    yield tr(
        "one is right and the other wrong on {alone:,} of {total:,} texts; {verdict}",
        alone=alone,
        total=found.total,
        verdict=verdict,
    )
    for each in found.texts:
        first, second = map(percent, each.probabilities)
        shares = tr("{first} and {second}", first=first, second=second)
        place = tr("text {number:,}", number=each.place + 1)
        yield f"  {shares} {visible(each.true)}  {place}{tr(': ')}{preview(each.text)}"
