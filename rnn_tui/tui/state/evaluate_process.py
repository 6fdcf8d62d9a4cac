"""Evaluating for the app: in a process of its own, with progress, to be ended at any time.

No Textual. What came of it lies in the user's cache, where `evaluated` finds it.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from typing import Any

from rnn_tui.data import Progress
from rnn_tui.io.text import one_line
from rnn_tui.results.predict.weights import PredictError, Which
from rnn_tui.runs import RunDirectory

LINE_LIMIT = 64 << 20
"""Bytes of an event: that of the end holds texts."""

GRACE_S = 5.0


async def evaluate_in_child(
    run: RunDirectory, which: Which, report: Callable[[Progress], None]
) -> None:
    """Have `python -m rnn_tui.results.evaluate` fill the cache. Raises PredictError.

    Cancelling ends the process and leaves nothing half done.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "rnn_tui.results.evaluate",
        str(run.path),
        which,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        limit=LINE_LIMIT,
    )
    assert child.stdout is not None
    end: dict[str, Any] = {}
    said = ""
    try:
        async for line in child.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                event = {}
            if not isinstance(event, dict) or "event" not in event:
                said = line.decode(errors="replace") if line.strip() else said
            elif event["event"] == "progress":
                report(Progress(event["stage"], event["done"], event["total"], event["unit"]))
            else:
                end = event
        code = await child.wait()
    finally:
        await _end(child)
    if end.get("event") == "failed":
        raise PredictError(one_line(str(end.get("message"))))
    if end.get("event") != "evaluated":
        why = f" and said: {one_line(said)}" if said else ""
        raise PredictError(f"the process that evaluates ended with status {code}{why}")


async def _end(child: asyncio.subprocess.Process) -> None:
    """Politely first, so that it can tidy up."""
    if child.returncode is not None:
        return
    child.terminate()
    try:
        await asyncio.wait_for(child.wait(), GRACE_S)
    except TimeoutError:
        child.kill()
        await child.wait()
