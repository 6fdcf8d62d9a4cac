"""A folder with files that appears under its name in one step, when it is complete."""

import shutil
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path

from rnn_tui.io.faults import UserError, reason
from rnn_tui.io.writing import make_folder, sync_folder


def new_folder(
    parent: Path,
    names: Iterable[str],
    fill: Callable[[Path], None],
    what: str,
    fault: type[UserError],
) -> Path | None:
    """A new folder in `parent`, which is made as well, under the first of the names that is free.

    `fill` writes its files while it has another name. None where all names are taken. Raises
    `fault`, which says that `what` cannot be made, for an OSError.
    """
    draft = parent / f".new-{uuid.uuid4().hex[:12]}"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        make_folder(draft)
    except OSError as error:
        raise fault(
            f"cannot make {what} in {parent}: {reason(error)}; choose another folder with "
            "--runs-dir"
        ) from error
    try:
        fill(draft)
        if (settled := _settled(draft, parent, names)) is None:
            shutil.rmtree(draft, ignore_errors=True)
        return settled
    except BaseException as error:
        shutil.rmtree(draft, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise fault(f"cannot write {what} into {parent}: {reason(error)}") from error


def _settled(draft: Path, parent: Path, names: Iterable[str]) -> Path | None:
    for name in names:
        path = parent / name
        try:
            make_folder(path)  # whoever makes it first has the name
        except FileExistsError:
            continue
        draft.replace(path)  # onto an empty folder: one step
        sync_folder(parent)
        return path
    return None
