"""Events and trace as JSON lines on stdout, and nothing else there."""

import json
import math
import sys
from typing import Any

from rnn_tui.batch.lines import failure_lines
from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.runs.log import LogReader
from rnn_tui.streams import write


class JsonReporter:
    """Each event as the engine wrote it, each trace record as `{"event": "trace", …}`."""

    def __init__(self, run: RunDirectory) -> None:
        self._log = LogReader(run.events)
        self._step = -1
        self._records = 0

    def update(self, state: RunState) -> None:
        for event in self._log.poll():
            write(event.line().decode().rstrip("\n"))
        if len(state.trace) < self._records:
            self._records = 0  # cut back by a resume
        for record in state.trace[self._records :]:
            write(_record_line(record))
        self._records = len(state.trace)

    def say(self, sentence: str) -> None:
        print(sentence, file=sys.stderr)

    def close(self, state: RunState) -> None:
        self.update(state)
        for line in failure_lines(state):
            print(line, file=sys.stderr)


def _record_line(record: Any) -> str:
    values = {name: record[name].item() for name in record.dtype.names}
    finite = {name: value if math.isfinite(value) else None for name, value in values.items()}
    return json.dumps({"v": 1, "event": "trace"} | finite, separators=(",", ":"))
