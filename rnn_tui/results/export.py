"""What a run leaves for the world outside: its history, its experiment, its model as files."""

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, NoReturn

import numpy as np
from numpy.typing import NDArray

from rnn_tui.data import Corpus, DataError, arrays, ignore, load
from rnn_tui.data.imdb import CLASSES as IMDB_CLASSES
from rnn_tui.data.vectors import find
from rnn_tui.experiment import Experiment, Severity, problems
from rnn_tui.io.child_process import ChildDied, ChildFailed, Event
from rnn_tui.io.child_process import run as run_child
from rnn_tui.io.faults import UserError, reason
from rnn_tui.io.reading import open_to_read
from rnn_tui.io.writing import Draft, draft
from rnn_tui.results.script import keras_script, needs_arrays
from rnn_tui.runs import Phase, Position, RunDirectory, RunError, RunState, State, read_state
from rnn_tui.runs.files.history_csv import history_csv
from rnn_tui.runs.files.size_limits import model_bytes
from rnn_tui.wording.positions import place

To = Literal["csv", "script", "keras"]

SUFFIXES: dict[To, str] = {"csv": ".csv", "script": ".py", "keras": ".keras"}
CHILD_SECONDS = 600.0

STDOUT = Path("-")
"""As `out`: the text is for standard output."""


class ExportError(UserError):
    """One sentence: what cannot be written, why, and what to do where there is something."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written, or the `text` where none was asked for; `notes` are for people."""

    paths: tuple[Path, ...] = ()
    text: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """What belongs on stdout; the notes belong on stderr."""
        if self.text is not None:
            return tuple(self.text.splitlines())
        return tuple(f"wrote {path}" for path in self.paths)


def export(
    run: RunDirectory, to: To, out: Path | None = None, *, best: bool = False, force: bool = False
) -> Exported:
    """Write the run's history, script or model; it may be live. Raises ExportError.

    Without `out` a history comes back as text, and the others go into the working folder,
    named after the run; with `STDOUT` a script comes back as text, too. `best` takes the model
    of the best epoch instead of the last weights; `force` replaces files that exist.
    """
    if not run.is_run:
        raise ExportError(f"there is no run at {run.path}")
    try:
        state = read_state(run)
    except RunError as error:
        raise ExportError(str(error)) from error
    except OSError as error:
        raise ExportError(f"cannot read run {run.label}: {reason(error)}") from error
    if best and to != "keras":
        raise ExportError("best chooses between models: it goes with keras alone")
    if to == "csv":
        return _history(state, out, force)
    own_name = Path(f"{run.run_id}{SUFFIXES[to]}")
    target = out or own_name
    if to == "script":
        assert state.experiment is not None  # read_state has loaded it
        if out == STDOUT:
            return _script_as_text(state.experiment, own_name)
        return export_script(state.experiment, target, force=force)
    if out == STDOUT:
        raise ExportError(f"a model does not go to standard output: name a file, {own_name}")
    return _model(run, state, target, best, force)


def export_script(experiment: Experiment, out: Path, *, force: bool = False) -> Exported:
    """Write the Keras script, and the arrays beside it that it may need. Raises ExportError."""
    _check_suffix(out, "script")
    beside = [out.with_suffix(".npz")] if needs_arrays(experiment) else []
    with _written([*beside, out], force) as drafts:
        classes = _save_arrays(experiment, drafts[0]) if beside else IMDB_CLASSES
        script = keras_script(experiment, beside[0].name if beside else None, classes)
        drafts[-1].write(script.text.encode())
    notes = [f"{path.name} belongs beside the script, which reads it" for path in beside]
    return Exported((out, *beside), notes=(*notes, *_refusals(experiment)))


def _script_as_text(experiment: Experiment, out: Path) -> Exported:
    """The script as it would be written to `out`, without the arrays that it may read."""
    script = keras_script(experiment, out.with_suffix(".npz").name)
    notes = []
    if script.arrays is not None:
        notes.append(f"the script reads {script.arrays}, which export --to script -o {out} writes")
    return Exported(text=script.text, notes=(*notes, *_refusals(experiment)))


def _refusals(experiment: Experiment) -> list[str]:
    return [
        f"as it stands Keras will refuse to train it: {problem.sentence}"
        for problem in problems(experiment)
        if problem.severity == Severity.ERROR
    ]


def _history(state: RunState, out: Path | None, force: bool) -> Exported:
    if not state.epochs:
        raise ExportError(f"run {state.label} has no complete epoch yet")
    text = history_csv(state.epochs)
    notes = []
    if state.partial is not None:
        notes.append(f"epoch {state.partial.epoch + 1} was cut short and is left out")
    if out is None or out == STDOUT:
        return Exported(text=text, notes=tuple(notes))
    with _written([out], force) as drafts:
        drafts[0].write(text.encode())
    return Exported((out,), notes=tuple(notes))


def _model(run: RunDirectory, state: RunState, out: Path, best: bool, force: bool) -> Exported:
    """The model that the run ended with; else one made from a checkpoint."""
    _check_suffix(out, "keras")
    notes: list[str] = []
    with _written([out], force) as drafts:
        if state.state == State.FINISHED and not best:
            assert state.experiment is not None  # read_state has loaded it
            if _is_whole(run.model, model_bytes(state.experiment)):
                with open_to_read(run.model) as model:
                    shutil.copyfileobj(model, drafts[0], 1 << 20)
                return Exported((out,))
            notes.append(f"{run.model.name} is missing or damaged: made again")
        told = _from_checkpoint(run, drafts[0], best)
        notes += [str(complaint) for complaint in told["complaints"]]
        at = Position(int(told["epoch"]), int(told["batch"]), Phase(told["phase"]))
        which = "of the best epoch" if best else f"at {place(at)}"
        notes.append(f"made from the checkpoint {which}")
    return Exported((out,), notes=tuple(notes))


def _is_whole(path: Path, limit: int) -> bool:
    """Whether a model file can be read to its end, packed and unpacked within the limit."""
    try:
        with open_to_read(path) as file:
            if os.fstat(file.fileno()).st_size > limit:
                return False
            archive = zipfile.ZipFile(file)
            whole = sum(member.file_size for member in archive.infolist()) <= limit
            return whole and archive.testzip() is None
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
        return False


def _from_checkpoint(run: RunDirectory, draft: BinaryIO, best: bool) -> Event:
    """Let a process with Keras write the model: there is none in this one."""
    file = draft.fileno()
    command = ["-m", "rnn_tui.engine.export", str(run.path), str(file)]
    try:
        return run_child(
            [*command, *(["--best"] if best else [])],
            "exported",
            pass_fds=[file],
            seconds=CHILD_SECONDS,
        )
    except ChildFailed as error:
        raise ExportError(str(error)) from error
    except ChildDied as error:
        raise ExportError(
            f"the model of run {run.label} cannot be made: the process with Keras {error}"
        ) from error


def _save_arrays(experiment: Experiment, draft: BinaryIO) -> tuple[str, ...]:
    """Returns the names of the classes. Raises ExportError."""
    try:
        corpus = load(experiment.data, experiment.seed)
        held = {} if experiment.data.in_keras else _padded(corpus, experiment)
        if (first := experiment.begins_with) is not None:
            vectors = find(first, corpus.vocabulary, ignore)
            held |= {"vector_rows": vectors.ids, "vectors": vectors.rows}
    except DataError as error:
        raise ExportError(f"the data for the script cannot be had: {error}") from error
    np.savez_compressed(draft, allow_pickle=False, **held)
    return corpus.classes


def _padded(corpus: Corpus, experiment: Experiment) -> dict[str, NDArray[Any]]:
    padded = arrays(corpus, experiment.data, experiment.seed)
    return {
        "x_train": padded.x_train,
        "y_train": padded.y_train,
        "x_val": padded.x_val,
        "y_val": padded.y_val,
        "x_test": padded.x_test,
        "y_test": padded.y_test,
    }


def _check_suffix(out: Path, to: To) -> None:
    if out.suffix != SUFFIXES[to] and not os.path.isdir(out):  # noqa: PTH112 - never raises
        raise ExportError(f"{out} must end in {SUFFIXES[to]}")


@contextmanager
def _written(targets: list[Path], force: bool) -> Iterator[list[BinaryIO]]:
    """Files to fill, which take their places when the block ends well: all whole, or none.

    OSError inside becomes an ExportError. A file is never replaced unless `force` says so.
    """
    try:
        for target in targets:
            _check_free(target, force)
        with ExitStack() as opened:
            drafts = [opened.enter_context(draft(target, 0o666)) for target in targets]
            yield [new.file for new in drafts]
            for new in drafts:
                _settle(new, force)
    except OSError as error:
        raise ExportError(f"cannot write {targets[-1]}: {reason(error)}") from error


def _check_free(target: Path, force: bool) -> None:
    if target.is_dir():
        raise ExportError(f"{target} is a folder: name a file in it")
    if os.path.lexists(target):
        if not force:
            _refuse_existing(target)
        if not target.is_file() and not target.is_symlink():
            raise ExportError(f"{target} is no regular file and cannot be replaced")


def _refuse_existing(target: Path) -> NoReturn:
    raise ExportError(f"{target} exists already: choose another name, or --force to replace it")


def _settle(new: Draft, force: bool) -> None:
    try:
        new.settle(replace=force)
    except FileExistsError:
        _refuse_existing(new.path)
