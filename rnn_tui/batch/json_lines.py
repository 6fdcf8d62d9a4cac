"""Events and trace as JSON lines on stdout, and nothing else there."""

import json
import math
import sys
from typing import Any

from rnn_tui.batch.lines import failure_lines
from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.runs.log import LogReader
from rnn_tui.runs.trace import Records
from rnn_tui.streams import write


class JsonReporter:
    """Each event as the engine wrote it, each trace record as `{"event": "trace", …}`."""

    def __init__(self, run: RunDirectory) -> None:
        self._log = LogReader(run.events)
        self._trace: Records | None = None
        self._times: Any = None

    def update(self, state: RunState) -> None:
        for event in self._log.poll():
            write(event.line().decode().rstrip("\n"))
        for record in self._new_records(state.trace):
            write(_record_line(record))

    def say(self, sentence: str) -> None:
        print(sentence, file=sys.stderr)

    def _new_records(self, trace: Records) -> Records:
        """Those that have not been told. A resume cuts the trace back and goes on from there.

        A record is known by its time. A trace that is no longer than what was told is compared
        again when it has grown: it may be out of reach for a moment.
        """
        if trace is self._trace:
            return trace[:0]
        self._trace = trace
        times = trace["time"].copy().view("<i8")  # as bits: no number is unlike itself
        if self._times is None:
            self._times = times
            return trace
        both = min(len(times), len(self._times))
        changed = (times[:both] != self._times[:both]).nonzero()[0]
        if not len(changed) and both == len(times):
            return trace[:0]
        self._times = times
        return trace[changed[0] if len(changed) else both :]

    def close(self, state: RunState) -> None:
        self.update(state)
        for line in failure_lines(state):
            print(line, file=sys.stderr)


def _record_line(record: Any) -> str:
    values = {name: record[name].item() for name in record.dtype.names}
    finite = {name: value if math.isfinite(value) else None for name, value in values.items()}
    return json.dumps({"v": 1, "event": "trace"} | finite, separators=(",", ":"))
