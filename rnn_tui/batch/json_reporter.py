"""Events and trace as JSON lines on stdout, and nothing else there."""

from typing import Any

from rnn_tui.batch.documents.stream import named, trace_record
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.lines import failure_lines
from rnn_tui.io.streams import tell, write
from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.trace import Records


class JsonReporter:
    """Prints which run it is, then each event as the engine wrote it, and each trace record.

    The shapes of the lines are in `documents.stream`.
    """

    def __init__(self, run: RunDirectory) -> None:
        self._run: RunDirectory | None = run
        self._log = LogReader(run.events)
        self._trace: Records | None = None
        self._times: Any = None

    def update(self, state: RunState) -> None:
        if self._run is not None:
            write(json_line(named(self._run)))
            self._run = None
        for event in self._log.poll():
            write(event.line().decode().rstrip("\n"))
        for record in self._new_records(state.trace):
            write(json_line(trace_record(record)))

    def say(self, sentence: str) -> None:
        tell(sentence)

    def _new_records(self, trace: Records) -> Records:
        """The records that were not printed yet. A resume cuts the trace back and adds to it.

        Records are compared by their times. A trace that has not grown is compared again when it
        has: it may be out of reach for a moment.
        """
        if trace is self._trace:
            return trace[:0]
        self._trace = trace
        times = trace["time"].copy().view("<i8")  # as bits: NaN is unequal to itself
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
            tell(line)
