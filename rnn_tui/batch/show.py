"""One run in full: on a terminal or as lines, or as one JSON document."""

import shutil
import sys
import time
from collections.abc import Iterator

from rnn_tui.batch.documents.run import files_of, shown
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.lines import (
    baseline_lines,
    closing_lines,
    computed_lines,
    data_lines,
    epoch_line,
    failure_lines,
)
from rnn_tui.batch.pictures import curves, summary
from rnn_tui.experiment import dumps
from rnn_tui.io.streams import write
from rnn_tui.io.text import one_line, printable, visible
from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.runs.files.marks import marks_of, marks_words
from rnn_tui.runs.files.note import note_of
from rnn_tui.runs.lists.overview import readable_state
from rnn_tui.runs.process.slurm import end_words, job_words
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.times import moment

PLAIN_WIDTH, MAX_WIDTH, HEIGHT = 78, 120, 18


def show_run(run: RunDirectory, json_lines: bool) -> None:
    """Print all that is known of the run. Raises RunError."""
    state = readable_state(run)
    if json_lines:
        write(json_line(shown(run, state)))
        return
    for line in show_lines(run, state):
        write(line)


def show_lines(run: RunDirectory, state: RunState) -> Iterator[str]:
    """The run's experiment, machine, history, test, events and files, as lines."""
    yield f"{state.label}{tr(': ')}{tr(state.state.value)}"
    if words := note_of(run):
        yield f"{tr('note: ')}{words}"
    if words := marks_words(marks_of(run)):
        yield told(words)
    if state.experiment is not None and not state.imported:
        yield summary(state.experiment, colour=False)
    yield from data_lines(state)
    if state.test is None:  # else they are printed beside its figures
        yield from baseline_lines(state)
    yield from _computed_on(state)
    for entry in state.epochs:
        yield epoch_line(state, entry)
    if state.recorded:
        yield curves(state, _width(), HEIGHT, colour=False)
    yield from closing_lines(state)
    yield from failure_lines(state)
    if state.experiment is not None and not state.imported:
        yield f"\n{tr('experiment:')}"
        yield from _indented(dumps(state.experiment))
    yield f"\n{tr('events:')}"
    for note in state.notes:
        words = tr("warning: {text}", text=note.text) if note.warning else told(note.text)
        yield f"  {moment(note.at)}  {words}"
    yield f"\n{tr('files:')}"
    for file in files_of(run):
        yield f"  {file.bytes:>12,}  {visible(file.name)}"


def _computed_on(state: RunState) -> Iterator[str]:
    if state.machine is not None:
        versions = ", ".join(f"{k} {v}" for k, v in state.machine.versions.items())
        words = tr("{device} on {host}; ", device=state.machine.device, host=state.machine.host)
        yield one_line(f"{words}{versions}")
        yield from machine_lines(state, time.time())
    yield from computed_lines(state)


def machine_lines(state: RunState, now: float) -> Iterator[str]:
    """Processor and devices in one line, the batch job in another; `now` in s since 1970."""
    if (machine := state.machine) is None:
        return
    visible_devices = machine.visible_devices
    devices = f"CUDA_VISIBLE_DEVICES={visible_devices}" if visible_devices else ""
    cores = tr("limited to processor {cores}", cores=machine.cores) if machine.cores else ""
    job = [told(job_words(machine.job)), told(end_words(state, now))] if machine.job else []
    for parts in ([str(machine.settings.get("cpu", "")), cores, devices], job):
        if line := one_line(tr("; ").join(part for part in parts if part)):
            yield line


def _width() -> int:
    if not sys.stdout.isatty():
        return PLAIN_WIDTH
    return min(MAX_WIDTH, shutil.get_terminal_size().columns - 1)


def _indented(text: str) -> Iterator[str]:
    for line in printable(text).rstrip().splitlines():
        yield f"  {line}".rstrip()
