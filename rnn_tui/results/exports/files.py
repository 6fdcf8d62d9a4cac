"""Files of exports: the request, what came of it, and how files take their places whole."""

import errno
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NoReturn

from rnn_tui import __version__
from rnn_tui.experiment import Experiment
from rnn_tui.io.faults import UserError, reason
from rnn_tui.io.reading import MALFORMED, read_bounded
from rnn_tui.io.text import visible
from rnn_tui.io.writing import Draft, draft
from rnn_tui.runs import RunDirectory, RunState

STDOUT = Path("-")
"""As `out`: the text is for standard output."""

MARK = "rnn-tui.json"
"""The file by which a folder is known as an export, and which lists its files: by force it is
replaced, as long as it holds nothing else."""

MARK_BYTES = 100_000


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
        """The lines for stdout; the notes belong on stderr."""
        if self.text is not None:
            return tuple(self.text.splitlines())
        return tuple(f"wrote {path}" for path in self.paths)


@dataclass(frozen=True, slots=True)
class Request:
    """One file to write: `out` is a checked path or `STDOUT`, `own_name` the file's usual name,
    `to` the name of its format.

    `others` are the runs beside the first where several go into one file.
    `force` replaces files that exist; `options` are the values of those that the format takes.
    """

    run: RunDirectory
    state: RunState
    out: Path
    own_name: Path
    force: bool = False
    options: Mapping[str, object] = field(default_factory=dict)
    to: str = ""
    others: tuple[tuple[RunDirectory, RunState], ...] = ()

    @property
    def experiment(self) -> Experiment:
        assert self.state.experiment is not None  # read_state has loaded it
        return self.state.experiment


Writer = Callable[[Request], Exported]
"""Writes the file of a request, which may be of a live run. Raises ExportError."""


def write_text(request: Request, text: str, notes: tuple[str, ...] = ()) -> Exported:
    """Write the text into the file of the request, or hand it back for standard output."""
    if request.out == STDOUT:
        return Exported(text=text, notes=notes)
    with written([request.out], request.force) as files:
        files[0].write(text.encode())
    return Exported((request.out,), notes=notes)


def check_suffix(out: Path, suffix: str) -> None:
    if suffix and out.suffix != suffix and not os.path.isdir(out):  # noqa: PTH112 - never raises
        raise ExportError(f"the name {out} must end in {suffix}")


@contextmanager
def written(targets: list[Path], force: bool) -> Iterator[list[BinaryIO]]:
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


@contextmanager
def written_folder(request: Request) -> Iterator[Path]:
    """A folder to fill, which takes the place `request.out` when the block ends well.

    Until then it lies beside it under a name that nobody can guess. OSError inside becomes an
    ExportError. Only the files of an earlier export are ever replaced, and those only by force.
    """
    out = request.out
    draft = out.with_name(f".{out.name[:40]}.{secrets.token_hex(8)}.tmp")
    try:
        _check_free_for_folder(out, request.force)
        draft.mkdir()  # as open as the umask allows, as every file of an export
        try:
            yield draft
            about = {
                "format": request.to,
                "run": request.run.run_id,
                "rnn-tui": __version__,
                "files": sorted(_files_in(draft)),
            }
            (draft / MARK).write_text(json.dumps(about, indent=2) + "\n")
            _settle_folder(draft, out, request.force)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise ExportError(f"cannot write {out}: {reason(error)}") from error


def _check_free_for_folder(out: Path, force: bool) -> None:
    if not os.path.lexists(out):
        return
    if not force:
        _refuse_existing(out)
    if out.is_symlink() or not (out / MARK).is_file():
        raise ExportError(f"{out} is not an export of rnn-tui and is not replaced: choose another")
    if added := _files_in(out) - _files_of_export(out):
        raise ExportError(
            f"{out} holds {visible(min(added))}, which no export has written, and is not replaced: "
            "move that away, or choose another name"
        )


def _files_in(folder: Path) -> set[str]:
    """Whatever lies in the folder, except what Python leaves when it runs `predict.py`."""
    found: set[str] = set()
    for place, folders, names in os.walk(folder):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        found.update((here / name).relative_to(folder).as_posix() for name in (*names, *links))
        folders[:] = [name for name in folders if name != "__pycache__"]
    return found


def _files_of_export(folder: Path) -> set[str]:
    """What the mark of an export lists, and the mark itself."""
    try:
        listed = json.loads(read_bounded(folder / MARK, MARK_BYTES))["files"]
        return {MARK, *map(str, listed)}
    except MALFORMED:
        return {MARK}


def _settle_folder(draft: Path, out: Path, force: bool) -> None:
    """Give the folder its name, in one step; by force in the place of an earlier export."""
    try:
        draft.rename(out)  # fails where a folder with anything in it has the name
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        _check_free_for_folder(out, force)
        old = draft.with_suffix(".old.tmp")
        out.rename(old)
        draft.rename(out)
        shutil.rmtree(old, ignore_errors=True)


def _check_free(target: Path, force: bool) -> None:
    if target.is_dir():
        raise ExportError(f"{target} is a folder: name a file in it")
    if os.path.lexists(target):
        if not force:
            _refuse_existing(target)
        if not target.is_file() and not target.is_symlink():
            raise ExportError(f"{target} is not a regular file and cannot be replaced")


def _refuse_existing(target: Path) -> NoReturn:
    raise ExportError(f"{target} already exists: choose another name, or add --force to replace it")


def _settle(new: Draft, force: bool) -> None:
    try:
        new.settle(replace=force)
    except FileExistsError:
        _refuse_existing(new.path)
