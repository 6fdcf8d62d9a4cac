"""Evaluating for the app: in a process of its own, with progress, to be ended at any time.

No Textual. The result lies in the user's cache, where `evaluated` finds it.
"""

from rnn_tui.data.progress import Report, reporting
from rnn_tui.io.child_process import ChildDied, ChildFailed, run_async
from rnn_tui.results.predict.weights import PredictError, Which
from rnn_tui.runs import RunDirectory


async def evaluate_in_child(run: RunDirectory, which: Which, report: Report) -> None:
    """Have `python -m rnn_tui.results.evaluate` fill the cache. Raises PredictError.

    Cancelling ends the process and leaves nothing half done.
    """
    command = ["-m", "rnn_tui.results.evaluate", str(run.path), which]
    try:
        await run_async(command, "evaluated", report=reporting(report))
    except ChildFailed as error:
        raise PredictError(str(error)) from error
    except ChildDied as error:
        raise PredictError(f"the process that evaluates {error}") from error
