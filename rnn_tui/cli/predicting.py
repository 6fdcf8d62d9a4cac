"""Commands that ask a trained model for classes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rnn_tui.cli import options
from rnn_tui.references import DataRefusal, Refusal

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory


@click.command()
@options.found_run
@click.argument("text", required=False)
@click.option(
    "--file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Many texts, one a line; - for standard input.",
)
@click.option(
    "--checkpoint",
    type=click.Choice(["last", "best"]),
    help="Whose weights (default: those that the run keeps).",
)
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
    from rnn_tui.results.choosing import PredictError
    from rnn_tui.results.predict import TextError

    if text is not None and file is not None:
        raise Refusal("TEXT and --file exclude each other")
    try:
        sys.exit(predict_texts(run, text, file, checkpoint, json_lines))
    except PredictError as error:
        refusal = DataRefusal if isinstance(error, TextError) else Refusal
        raise refusal(str(error)) from error
