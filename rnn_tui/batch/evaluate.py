"""`rnn-tui evaluate`: loss, metrics and confusion matrix, as lines or as JSON."""

from rnn_tui.batch.documents.evaluated import Evaluated
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.lines import matrix_lines
from rnn_tui.io.exits import Exit
from rnn_tui.io.streams import tell, write
from rnn_tui.io.text import visible
from rnn_tui.results.evaluate import evaluate
from rnn_tui.results.evaluate.other_texts import Judged, evaluate_at
from rnn_tui.results.predict import open_predictor
from rnn_tui.results.predict.weights import Which
from rnn_tui.runs import RunDirectory
from rnn_tui.wording.numbers import figures


def evaluate_run(
    run: RunDirectory, path: str | None, checkpoint: Which | None, json_lines: bool
) -> int:
    """Print the figures of the network on the texts. Raises PredictError, DataError."""
    predictor = open_predictor(run, checkpoint)
    if path is None:
        found = evaluate(predictor)
        judged = Judged(len(found.labels), found.logs, found.confusion, ())
    else:
        judged = evaluate_at(predictor, path)
    for note in [*predictor.chosen.notes, *judged.notes]:
        tell(note)
    if json_lines:
        write(
            json_line(
                Evaluated(
                    run=run.run_id,
                    checkpoint=predictor.checkpoint,
                    data=path,
                    texts=judged.texts,
                    logs=judged.logs,
                    classes=list(predictor.classes),
                    confusion=[list(row) for row in judged.confusion],
                )
            )
        )
        return Exit.FINISHED
    where = "its test part" if path is None else visible(path)
    write(f"{run.label}, {predictor.chosen.words}, on {judged.texts:,} texts of {where}")
    write(figures(judged.logs))
    for line in matrix_lines(predictor.classes, judged.confusion):
        write(line)
    return Exit.FINISHED
