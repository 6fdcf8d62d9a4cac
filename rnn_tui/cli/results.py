"""Commands for the results of a run: show, compare, evaluate, predict, export."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rnn_tui.cli import options
from rnn_tui.io.faults import UserError
from rnn_tui.io.streams import tell, write
from rnn_tui.results.exports.formats import FORMATS, taking
from rnn_tui.wording.language import told

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory

USUAL_TEXTS = 10
"""Texts of an evaluation that are printed where no number is given."""

_checkpoint = click.option(
    "--checkpoint",
    type=click.Choice(["last", "best"]),
    help="The weights to use (default: those that the run keeps).",
)


@click.command()
@options.found_run
@options.as_json
def show(run: "RunDirectory", json_lines: bool) -> None:
    """Print all that is known of a run: model, history, curves, test, experiment, events, files."""
    from rnn_tui.batch.show import show_run

    show_run(run, json_lines)


@click.command()
@options.runs
@options.runs_dir
@click.option(
    "--evaluate",
    "evaluated",
    is_flag=True,
    help="For two runs: predict the test part with both, and test if their difference is chance.",
)
@click.option(
    "--texts",
    type=click.IntRange(0),
    metavar="N",
    help="With --evaluate: the number of texts to print that only one of them gets right "
    f"(default: {USUAL_TEXTS}).",
)
@options.as_json
def compare(
    references: tuple[str, ...],
    runs_dir: Path | None,
    evaluated: bool,
    texts: int | None,
    json_lines: bool,
) -> None:
    """Print runs side by side: the differences of their experiments, and their results."""
    from rnn_tui.batch.compare import compare_runs
    from rnn_tui.runs import find_run

    runs = list(dict.fromkeys(find_run(each, runs_dir) for each in references))
    if len(runs) < 2:
        raise UserError("give at least two different runs to compare")
    if texts is not None and not evaluated:
        raise UserError("--texts belongs to --evaluate, which predicts the texts")
    compare_runs(runs, json_lines, evaluated, USUAL_TEXTS if texts is None else texts)


@click.command()
@options.found_run
@click.option(
    "--data",
    metavar="PATH",
    help="Labelled texts (a table, a folder, an archive) instead of the run's own test part.",
)
@_checkpoint
@click.option(
    "--mistakes",
    type=click.IntRange(0),
    default=USUAL_TEXTS,
    metavar="N",
    show_default=True,
    help="The number of mistakes to print, those that the network was surest of.",
)
@click.option("--true", metavar="CLASS", help="Only mistakes on texts of this class.")
@click.option("--predicted", metavar="CLASS", help="Only mistakes predicted as this class.")
@click.option(
    "--words",
    type=options.Range(),
    metavar="FROM-TO",
    help="Only mistakes on texts of this length in words: 100-200, -50 or 300-.",
)
@options.as_json
def evaluate(
    run: "RunDirectory",
    data: str | None,
    checkpoint: Any,
    mistakes: int,
    true: str | None,
    predicted: str | None,
    words: tuple[int | None, int | None] | None,
    json_lines: bool,
) -> None:
    """Measure a run's network on its test part, or on other labelled texts.

    Loss and metrics, confusion matrix, scores of each class, accuracy by length, calibration in
    ten bins, and the worst mistakes.
    """
    from rnn_tui.batch.evaluate import evaluate_run

    sys.exit(
        evaluate_run(
            run,
            data,
            checkpoint,
            json_lines,
            mistakes,
            true,
            predicted,
            words or (None, None),
        )
    )


@click.command()
@options.found_run
@click.argument("text", required=False)
@click.option(
    "--file",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="PATH",
    help="A file of texts, one per line; - for standard input.",
)
@_checkpoint
@options.as_json
def predict(
    run: "RunDirectory",
    text: str | None,
    file: Path | None,
    checkpoint: Any,
    json_lines: bool,
) -> None:
    """Predict the class of TEXT, of each line of a file, or of all of standard input."""
    from rnn_tui.batch.predict import predict_texts

    if text is not None and file is not None:
        raise UserError("TEXT and --file cannot be combined")
    sys.exit(predict_texts(run, text, file, checkpoint, json_lines))


@click.command()
@options.runs
@options.runs_dir
@options.everywhere
@click.option(
    "--to",
    type=click.Choice(list(FORMATS)),
    required=True,
    help="; ".join(f"{each.name}: {each.title}" for each in FORMATS.values()) + ".",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="File or folder to write; - for stdout "
    f"({', '.join(each.name for each in FORMATS.values() if each.text)}).",
)
@click.option(
    "--best", is_flag=True, help=f"{', '.join(taking('best'))}: the best epoch instead of the last."
)
@click.option(
    "--quantize",
    type=click.Choice(["int8"]),
    help=f"{', '.join(taking('quantize'))}: smaller weights; tells what that does to the accuracy.",
)
@click.option(
    "--steps",
    is_flag=True,
    help=f"{', '.join(taking('steps'))}: add a column step, the steps done by the epoch's end.",
)
@click.option(
    "--plot",
    multiple=True,
    metavar="NAME",
    help=f"{', '.join(taking('plot'))}: a plot to draw: a quantity (loss, acc, ...), gradients, "
    "learning_rate, speed, or of one run's test part confusion, lengths, calibration. "
    "Repeatable (default: all curves).",
)
@click.option(
    "--apart",
    is_flag=True,
    help=f"{', '.join(taking('apart'))}: no band of runs that differ in nothing but the seed.",
)
@click.option("--log", is_flag=True, help=f"{', '.join(taking('log'))}: a log scale for curves.")
@click.option("--force", is_flag=True, help="Replace a file, or an earlier export, that exists.")
def export(
    references: tuple[str, ...],
    runs_dir: Path | None,
    everywhere: bool,
    to: Any,
    output: Path | None,
    force: bool,
    **options: Any,
) -> None:
    """Write a run as a file for other programs, or several runs as one picture or page."""
    from rnn_tui.results.exports.export import export as export_run
    from rnn_tui.runs import find_run

    if not references:
        raise UserError("name the run to export, such as last")
    found = (find_run(each, runs_dir, everywhere) for each in references)
    run, *others = dict.fromkeys(found)
    exported = export_run(run, to, output, force=force, others=others, **options)
    for line in exported.lines:
        write(told(line) if exported.text is None else line)
    for note in exported.notes:
        tell(told(note))
