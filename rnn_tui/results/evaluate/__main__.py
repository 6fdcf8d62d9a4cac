"""`python -m rnn_tui.results.evaluate RUN_DIRECTORY [last|best]`: in a process that can be ended.

On stdout events (`io/child_events.py`), of which the last is `evaluated` (checkpoint, logs,
confusion, by_class, baseline, findings, bands, calibration, worst) or `failed`. Whoever asked
may then call `evaluate`, which finds the answers in the cache. Exit status as for the command
line: 0, 2 for a call or a run that makes no sense, 3 for a DataError, 130 or 143 for SIGINT or
SIGTERM.
"""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from rnn_tui.data import DataError
from rnn_tui.data.progress import Printed
from rnn_tui.io.child_events import fail, say, unwind_on_signals
from rnn_tui.results.evaluate import evaluate
from rnn_tui.results.evaluate.mistakes import worst
from rnn_tui.results.evaluate.only import EVERY
from rnn_tui.results.predict import open_predictor
from rnn_tui.results.predict.weights import PredictError, Which
from rnn_tui.results.verdict import scores_of, test_findings, yardsticks
from rnn_tui.runs import RunDirectory

WORST = 20
"""Mistakes that are told."""


def main(arguments: list[str]) -> None:
    """Evaluate. A signal unwinds, so that half-built cache entries are removed."""
    unwind_on_signals()
    which: Any = arguments[1] if len(arguments) == 2 else None
    if len(arguments) not in (1, 2) or which not in (None, *get_args(Which)):
        fail("usage: give a run's directory, then last or best (optional)", 2)
    try:
        predictor = open_predictor(RunDirectory(Path(arguments[0])), which)
        found = evaluate(predictor, Printed())
    except PredictError as error:
        fail(str(error), 2)
    except DataError as error:
        fail(str(error), 3)
    say(
        "evaluated",
        checkpoint=predictor.chosen.words,
        logs=found.logs,
        confusion=found.confusion,
        by_class=[asdict(each) for each in scores_of(found.as_run)],
        baseline=dict(yardsticks(found.as_run)),
        findings=[asdict(each) for each in test_findings(found.as_run)],
        bands=[asdict(band) for band in found.bands],
        calibration=asdict(found.calibration),
        worst=[asdict(each) for each in worst(found, EVERY, WORST)],
    )


if __name__ == "__main__":
    main(sys.argv[1:])
