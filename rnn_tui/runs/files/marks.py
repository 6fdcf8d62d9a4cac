"""What a person keeps beside a run: a star and tags, in `marks.json`; nothing computed uses them.

The note is a file of its own (`note`). Changes are made under a lock on the run's directory, so
that two people who tag a run at the same time lose neither tag.
"""

import contextlib
import fcntl
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from rnn_tui.io.faults import reason
from rnn_tui.io.reading import MALFORMED, read_bounded
from rnn_tui.io.text import visible
from rnn_tui.io.writing import remove, write_atomically
from rnn_tui.runs.directory import RunDirectory, RunError

VERSION = 1
MAX_BYTES = 10_000
MOST_TAGS, LONGEST_TAG = 20, 40

_TAG = re.compile(r"\w[\w.+/-]*")


@dataclass(frozen=True, slots=True)
class Marks:
    """`tags` are sorted, each once."""

    star: bool = False
    tags: tuple[str, ...] = ()


NO_MARKS = Marks()


def marks_of(run: RunDirectory) -> Marks:
    """The marks; none where there is no file, or one that cannot be read."""
    try:
        return _marks(_record(run))
    except (OSError, *MALFORMED):
        return NO_MARKS


def marks_words(marks: Marks) -> str:
    """`starred, tags: baseline batch-64`; empty without any."""
    tags = [f"tags: {' '.join(marks.tags)}"] if marks.tags else []
    return ", ".join(["starred"] * marks.star + tags)


def change_marks(run: RunDirectory, change: Callable[[Marks], Marks]) -> Marks:
    """Replace the marks by what `change` makes of them. Raises RunError.

    A file that cannot be read is not written over.
    """
    try:
        with _locked(run):
            record = _known_record(run)
            before = _marks(record)
            now = change(before)
            if now != before:
                _write(run, record | {"v": VERSION, "star": now.star, "tags": list(now.tags)})
    except OSError as error:
        raise RunError(f"cannot write {run.marks.name} of {run.label}: {reason(error)}") from error
    return now


def set_star(run: RunDirectory, star: bool) -> Marks:
    """Give the run a star, or take it away. Raises RunError."""
    return change_marks(run, lambda marks: replace(marks, star=star))


def change_tags(run: RunDirectory, add: Iterable[str], remove: Iterable[str] = ()) -> Marks:
    """Add tags and remove others. Raises RunError, also for what cannot be a tag."""
    new, gone = list(add), set(remove)
    for tag in new:
        check_tag(tag)

    def changed(marks: Marks) -> Marks:
        tags = tuple(sorted(({*marks.tags} - gone) | {*new}))
        if len(tags) > MOST_TAGS:
            raise RunError(f"a run can have {MOST_TAGS} tags, {run.label} would have {len(tags)}")
        return replace(marks, tags=tags)

    return change_marks(run, changed)


def check_tag(tag: str) -> None:
    """Raises RunError where this cannot be a tag: a filter takes it as one word."""
    if not _TAG.fullmatch(tag) or len(tag) > LONGEST_TAG:
        raise RunError(
            f"{visible(tag)!r} cannot be a tag: it is one word of up to {LONGEST_TAG} letters, "
            "digits and _ . + / -, such as baseline or batch-64"
        )


def _record(run: RunDirectory) -> dict[str, Any]:
    """The file as JSON, empty without one. Raises OSError and what MALFORMED lists."""
    try:
        record = json.loads(read_bounded(run.marks, MAX_BYTES))
    except FileNotFoundError:
        return {}
    if record["v"] != VERSION:
        raise ValueError(f"a file of version {record['v']}")
    return dict(record)


def _known_record(run: RunDirectory) -> dict[str, Any]:
    try:
        record = _record(run)
        _marks(record)
    except MALFORMED as error:
        raise RunError(
            f"{run.marks.name} of {run.label} cannot be read and is kept as it is: {error}; "
            "move it away and try again"
        ) from error
    return record


def _marks(record: dict[str, Any]) -> Marks:
    tags = [str(tag) for tag in record.get("tags", ())]
    return Marks(bool(record.get("star")), tuple(sorted({t for t in tags if _TAG.fullmatch(t)})))


def _write(run: RunDirectory, record: dict[str, Any]) -> None:
    if record["star"] or record["tags"] or record.keys() - {"v", "star", "tags"}:
        write_atomically(run.marks, json.dumps(record, ensure_ascii=False).encode() + b"\n")
    else:
        remove(run.marks)


@contextmanager
def _locked(run: RunDirectory) -> Iterator[None]:
    """Hold the directory itself: no file is left behind. Raises OSError where there is no run.

    A network file system may have no lock for a directory; then the change is made without one.
    """
    descriptor = os.open(run.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
