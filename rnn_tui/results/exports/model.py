"""The model that a run ended with; else one made from a checkpoint."""

import os
import shutil
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from rnn_tui.io.child_process import ChildDied, ChildFailed, Event
from rnn_tui.io.child_process import run as run_child
from rnn_tui.io.reading import open_to_read
from rnn_tui.results.exports.files import Exported, ExportError, Request, written
from rnn_tui.runs import Phase, Position, RunDirectory, State
from rnn_tui.runs.files.size_limits import model_bytes
from rnn_tui.wording.positions import place

CHILD_SECONDS = 600.0


def write(request: Request) -> Exported:
    """The option `best` takes the weights of the best epoch instead of the last ones."""
    run, best = request.run, bool(request.options.get("best"))
    notes: list[str] = []
    with written([request.out], request.force) as files:
        if request.state.state == State.FINISHED and not best:
            if _is_whole(run.model, model_bytes(request.experiment)):
                with open_to_read(run.model) as model:
                    shutil.copyfileobj(model, files[0], 1 << 20)
                return Exported((request.out,))
            notes.append(f"{run.model.name} is missing or damaged: rebuilt")
        notes += notes_of(from_checkpoint(run, files[0], best), best)
    return Exported((request.out,), notes=tuple(notes))


def notes_of(told: Event, best: bool) -> list[str]:
    """What the process says about the checkpoint, as sentences."""
    at = Position(int(told["epoch"]), int(told["batch"]), Phase(told["phase"]))
    which = "of the best epoch" if best else f"at {place(at)}"
    return [*map(str, told["complaints"]), f"made from the checkpoint {which}"]


def _is_whole(path: Path, limit: int) -> bool:
    """Check that a model file can be read to its end, packed and unpacked within the limit."""
    try:
        with open_to_read(path) as file:
            if os.fstat(file.fileno()).st_size > limit:
                return False
            archive = zipfile.ZipFile(file)
            whole = sum(member.file_size for member in archive.infolist()) <= limit
            return whole and archive.testzip() is None
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
        return False


def from_checkpoint(run: RunDirectory, target: BinaryIO | Path, best: bool, *more: str) -> Event:
    """Let a process with Keras write the model, into a file or a folder: there is none in this
    one. Raises ExportError."""
    files = [] if isinstance(target, Path) else [target.fileno()]
    name = str(target if isinstance(target, Path) else target.fileno())
    command = ["-m", "rnn_tui.engine.export", str(run.path), name]
    try:
        return run_child(
            [*command, *(["--best"] if best else []), *more],
            "exported",
            pass_fds=files,
            seconds=CHILD_SECONDS,
        )
    except ChildFailed as error:
        raise ExportError(str(error)) from error
    except ChildDied as error:
        raise ExportError(
            f"the model of run {run.label} cannot be made: the process with Keras {error}"
        ) from error
