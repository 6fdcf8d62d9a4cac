"""A run as one file, for another machine: a zip of the files that a resume and predictions need.

Members are stored, not compressed, so that an archive never unpacks into more than twice its size.
The last one, `manifest.json`, names each file of the run, its size, its SHA-256, and the member
that holds it: files with the same content, as the best checkpoint and the last one often are,
share a member.
"""

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from rnn_tui import __version__
from rnn_tui.experiment import Experiment
from rnn_tui.io.faults import reason
from rnn_tui.io.reading import MALFORMED, open_to_read
from rnn_tui.runs.directory import RunDirectory
from rnn_tui.runs.files import marks, note
from rnn_tui.runs.files.checkpoints import BEST, list_checkpoints
from rnn_tui.runs.files.size_limits import (
    LOG_BYTES,
    checkpoint_bytes,
    model_bytes,
    vocabulary_bytes,
)

SUFFIX = ".zip"
MANIFEST = "manifest.json"
VERSION = 1
MOST_FILES = 32
MANIFEST_BYTES = 100_000
EXPERIMENT_BYTES = 1_000_000
EXPERIMENT = "experiment.toml"

_NAMES = re.compile(
    r"experiment\.toml|events\.jsonl|trace\.bin|history\.csv|vocabulary\.json|model\.keras"
    rf"|note\.txt|marks\.json|checkpoints/({re.escape(BEST)}|epoch-\d{{7}}-[123]-(train|validate|test)-\d{{8}}\.npz)"
)
"""All files that an archive may have: nothing else is ever unpacked."""

_BROKEN = (*MALFORMED, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError)
_CHUNK = 1 << 20
_FIRST = b"PK\x03\x04"
_TOO_MUCH = "it claims to hold more than it does"
_SAME_TIME = (1980, 1, 1, 0, 0, 0)


class ArchiveError(ValueError):
    """The file is no archive of a run, or a damaged one: the end of a sentence about it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the run: its size in bytes, its SHA-256, and the zip's member that holds it."""

    name: str
    size: int
    sha256: str
    stored_as: str


def limits_of(experiment: Experiment) -> dict[str, int]:
    """The most bytes of a file, by its name or that of its folder."""
    return {
        "checkpoints": checkpoint_bytes(experiment),
        "model.keras": model_bytes(experiment),
        "vocabulary.json": vocabulary_bytes(experiment),
        "trace.bin": LOG_BYTES,
        "events.jsonl": LOG_BYTES,
        "history.csv": LOG_BYTES,
        "note.txt": note.MAX_BYTES + 1,
        "marks.json": marks.MAX_BYTES,
        EXPERIMENT: EXPERIMENT_BYTES,
    }


def files_of(run: RunDirectory) -> Iterator[Path]:
    """Yield the files that go along; checkpoints first: the log may tell of later ones."""
    yield from list_checkpoints(run.checkpoints)
    yield run.checkpoints / BEST
    yield from (run.trace, run.events, run.history, run.vocabulary, run.model, run.note, run.marks)
    yield run.experiment


def write_archive(run: RunDirectory, experiment: Experiment, target: BinaryIO) -> None:
    """Write the run, which may be live. Raises OSError where the archive cannot be written, and
    ArchiveError for a file of the run that is a link, too large or unreadable."""
    members: dict[str, Member] = {}
    limits = limits_of(experiment)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in files_of(run):
            name = path.relative_to(run.path).as_posix()
            try:
                file = open_to_read(path, follow=False)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise ArchiveError(f"{name} cannot be read: {reason(error)}") from error
            with file:
                _check_size(name, os.fstat(file.fileno()).st_size, limits)
                members[name] = _store(archive, name, file, members)
        manifest = {
            "version": VERSION,
            "program": f"rnn-tui {__version__}",
            "run": run.run_id,
            "files": {
                each.name: {"bytes": each.size, "sha256": each.sha256, "member": each.stored_as}
                for each in members.values()
            },
        }
        archive.writestr(_info(MANIFEST), json.dumps(manifest, indent=1))


def _store(
    archive: zipfile.ZipFile, name: str, file: BinaryIO, members: dict[str, Member]
) -> Member:
    """Put the file in, as far as it was written when it was opened: a log may grow meanwhile."""
    size = os.fstat(file.fileno()).st_size
    digest = hashlib.sha256()
    for part in _parts(file, size):
        digest.update(part)
    found = digest.hexdigest()
    for other in members.values():
        if (other.size, other.sha256) == (size, found):
            return Member(name, size, found, other.stored_as)
    file.seek(0)
    with archive.open(_info(name), "w", force_zip64=True) as stored:
        for part in _parts(file, size):
            stored.write(part)
    return Member(name, size, found, name)


def _info(name: str) -> zipfile.ZipInfo:
    """A member for its owner to read; without a time, so that the same run is the same archive."""
    info = zipfile.ZipInfo(name, _SAME_TIME)
    info.external_attr = 0o600 << 16
    return info


def _parts(file: Any, size: int) -> Iterator[bytes]:
    while size > 0 and (part := file.read(min(_CHUNK, size))):
        size -= len(part)
        yield part
    if size:
        raise EOFError("it is cut off")


def is_archive(path: Path) -> bool:
    """Check whether the file begins as a zip does, whole or not. Raises OSError."""
    with open_to_read(path) as file:
        return file.read(len(_FIRST)) == _FIRST


class Archive:
    """An open archive: what it says was checked, what it holds is when it is copied."""

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        """Raises ArchiveError, and what a damaged file leads to."""
        self._archive = archive
        infos = archive.infolist()
        if MANIFEST not in {info.filename for info in infos}:  # perhaps a zip inside the first half
            raise ArchiveError(f"it holds no {MANIFEST}: it is cut off, or not an archive of a run")
        if any(info.compress_type != zipfile.ZIP_STORED for info in infos):
            raise ArchiveError("its files are compressed, those of an archive of a run are not")
        if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > size:
            raise ArchiveError(_TOO_MUCH)
        if len({info.filename for info in infos}) != len(infos):
            raise ArchiveError("it holds a file twice")
        manifest = json.loads(self._read(MANIFEST, MANIFEST_BYTES))
        if manifest["version"] != VERSION:
            raise ArchiveError(
                f"it is of version {str(manifest['version'])[:20]}, and this program reads "
                f"version {VERSION}: export it with this program's version, or update this one"
            )
        self.run_id = str(manifest["run"])
        self.members = tuple(self._member(name, it) for name, it in manifest["files"].items())
        if len(self.members) > MOST_FILES or sum(each.size for each in self.members) > 2 * size:
            raise ArchiveError(_TOO_MUCH)
        if EXPERIMENT not in {member.name for member in self.members}:
            raise ArchiveError(f"it holds no {EXPERIMENT}")

    def experiment(self) -> bytes:
        """The text of the experiment. Raises ArchiveError."""
        return self._read(EXPERIMENT, EXPERIMENT_BYTES)

    def copy(self, member: Member, target: BinaryIO | None = None) -> None:
        """Copy the content, or only compare it with its checksum. Raises ArchiveError."""
        digest = hashlib.sha256()
        with self._archive.open(member.stored_as) as stored:
            for part in _parts(stored, member.size):
                digest.update(part)
                if target is not None:
                    target.write(part)
        if digest.hexdigest() != member.sha256:
            raise ArchiveError(f"{member.name} has another checksum than its manifest says")

    def _member(self, name: str, entry: Any) -> Member:
        member = Member(name, int(entry["bytes"]), str(entry["sha256"]), str(entry["member"]))
        if not (_NAMES.fullmatch(member.name) and _NAMES.fullmatch(member.stored_as)):
            raise ArchiveError("it names a file that no run has")
        if self._archive.getinfo(member.stored_as).file_size != member.size:
            raise ArchiveError(f"{member.name} has another size than its manifest says")
        return member

    def _read(self, name: str, limit: int) -> bytes:
        if self._archive.getinfo(name).file_size > limit:
            raise ArchiveError(f"{name} has more than {limit:,} bytes")
        return self._archive.read(name)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive, to be read inside. Raises ArchiveError for whatever is wrong, and OSError."""
    with open_to_read(path) as file, _explained():
        size = os.fstat(file.fileno()).st_size
        with zipfile.ZipFile(file) as archive:
            yield Archive(archive, size)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except ArchiveError:
        raise
    except OSError as error:
        if error.filename is not None:  # of a file that is written meanwhile
            raise
        raise ArchiveError("it is damaged") from error
    except zipfile.BadZipFile as error:
        raise ArchiveError("it is cut off or damaged: copy it again") from error
    except _BROKEN as error:
        raise ArchiveError(f"it is damaged ({type(error).__name__})") from error


def check_sizes(members: Iterable[Member], experiment: Experiment) -> None:
    """Raises ArchiveError for a file that is larger than the experiment allows."""
    limits = limits_of(experiment)
    for member in members:
        _check_size(member.name, member.size, limits)


def _check_size(name: str, size: int, limits: dict[str, int]) -> None:
    if size > (limit := limits[name.partition("/")[0]]):
        raise ArchiveError(f"{name} has {size:,} bytes, and the experiment allows {limit:,}")
