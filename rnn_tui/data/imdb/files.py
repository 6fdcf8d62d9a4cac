"""Locates Keras's IMDB files: named in the experiment, cached by Keras or us, or downloaded."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rnn_tui.data import cache
from rnn_tui.data.errors import DataError, DownloadError
from rnn_tui.data.last_loaded import last_loaded
from rnn_tui.data.progress import Report, ignore
from rnn_tui.experiment.data import ImdbData
from rnn_tui.io.faults import reason
from rnn_tui.io.places import with_home

PUBLISHED_AT = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"


@dataclass(frozen=True, slots=True)
class Published:
    """A file as Keras publishes it."""

    name: str
    algorithm: str
    digest: str


NPZ = Published(
    "imdb.npz", "sha256", "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"
)
WORD_INDEX = Published("imdb_word_index.json", "md5", "bfafd718b763782e994055a2d397834f")


def locate_npz(data: ImdbData, report: Report) -> tuple[Path, list[str]]:
    """(path of imdb.npz, notes); DataError, which tells the ways to get it, where there is none."""
    if data.path is not None:
        return _named("data.path", data.path, NPZ), []
    found = _first_copy(data, NPZ)
    if found is not None:
        return found, []
    if data.url is None and (kept := _remembered()) is not None:
        return kept
    folders = " nor in ".join(str(folder) for folder in _folders())
    if not data.download:
        reason = "and data.download is false"
    elif (address := _address(data)) is None:
        reason = f"and data.url = {data.url!r} does not hold it"
    else:
        try:
            return _download(NPZ, address, report), []
        except DownloadError as error:
            reason = f"and the download failed ({error})"
            raise DataError(_not_found(folders, reason)) from error
    raise DataError(_not_found(folders, reason))


def _remembered() -> tuple[Path, list[str]] | None:
    """The file that was read last, or its path where only the cache still holds its content.

    None where that file was not the one that Keras publishes: an experiment that names no file
    means Keras's, and reviews of another would train a model on the wrong texts.
    """
    place = last_loaded("imdb")
    if place is None or place.key != NPZ.digest:
        return None
    path = Path(place.path)
    if _is_file(path):
        return path, [f"{NPZ.name} is still where it was last read: {path}"]
    if cache.holds("imdb", place.key):
        return path, [f"{path} is gone: its content is taken from the cache"]
    return None


def parsed_copy(path: Path) -> str | None:
    """The key in the cache of a file that was read from `path` and is gone."""
    place = last_loaded("imdb")
    if place is None or _is_file(path) or place.path != str(path):
        return None
    return place.key or None


def parsed_words(data: ImdbData, npz_path: Path) -> str | None:
    """The key in the cache of the word index, where its file is gone."""
    place = last_loaded("imdb")
    if place is None or data.word_index is not None or not cache.holds("words", place.words):
        return None
    offline = data.model_copy(update={"download": False})
    return place.words if locate_word_index(offline, npz_path, [], ignore) is None else None


def is_keras_file(path: Path) -> bool:
    """True if a path leads to Keras's encoded reviews: an .npz file, or a folder with theirs."""
    return path.suffix.casefold() == ".npz" or _is_file(path / NPZ.name)


def way_to_another_npz(data: ImdbData) -> str:
    """A sentence that tells how to get another copy than the one that was located."""
    if data.path is not None:
        return "Name another copy in data.path, or remove that key to search elsewhere"
    if data.download and _address(data) is not None:
        return "Delete it and load the data to download it again"
    return "Replace it with a complete copy"


def locate_word_index(
    data: ImdbData, npz_path: Path, notes: list[str], report: Report
) -> Path | None:
    """The path of the word index; None, and a note, where there is none."""
    if data.word_index is not None:
        return _named("data.word_index", data.word_index, WORD_INDEX)
    beside = npz_path.with_name(WORD_INDEX.name)
    found = beside if _is_file(beside) else _first_copy(data, WORD_INDEX)
    if found is not None:
        return found
    reason = "data.download is false" if not data.download else "data.url does not hold it"
    address = _address(data) if data.download else None
    if address is not None:
        try:
            return _download(WORD_INDEX, address, report)
        except DownloadError as error:
            reason = str(error)
    notes.append(
        f"no {WORD_INDEX.name} ({reason}): reviews are shown as ids, and texts cannot be "
        f"predicted; put it next to {npz_path} or name it in data.word_index"
    )
    return None


def _named(key: str, value: str, wanted: Published) -> Path:
    """The file that the experiment names, itself or by its folder."""
    try:
        path = with_home(value)
        if path.is_dir():
            path = path / wanted.name
        path.stat()
    except OSError as error:
        raise DataError(
            f"{key} = {value!r}: cannot find {error.filename} ({reason(error)}). Name "
            f"{wanted.name} or its folder, or remove {key} to use Keras's cache or a download"
        ) from error
    except (ValueError, RuntimeError) as error:
        raise DataError(f"{key} = {value!r} is not a valid path ({error})") from error
    if not path.is_file():
        raise DataError(f"{key} = {value!r}: {path} is not a regular file; name {wanted.name}")
    return path


def _first_copy(data: ImdbData, wanted: Published) -> Path | None:
    """The copy in the mirror folder, in Keras's cache or in ours."""
    for folder in (*_local_mirror(data), *_folders()):
        path = folder / wanted.name
        if _is_file(path):
            return path
    return None


def _is_file(path: Path) -> bool:
    """True if the file exists and may be read: a folder of another user counts as empty."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _folders() -> tuple[Path, Path]:
    """Keras's folder of data sets, and ours."""
    keras_home = os.environ.get("KERAS_HOME")
    # Unlike Path.home it has an answer for a user without a home.
    home = Path(keras_home or os.path.expanduser("~/.keras"))  # noqa: PTH111
    return home / "datasets", cache.cache_folder() / "downloads"


def _local_mirror(data: ImdbData) -> Iterator[Path]:
    """The folder of a file:// mirror, which is used in place."""
    if data.url is not None and _scheme(data.url) == "file":
        yield Path(unquote(urlsplit(data.url).path))


def _address(data: ImdbData) -> str | None:
    """The folder's address to download from; None where the mirror is a local folder."""
    if data.url is None:
        return PUBLISHED_AT
    return None if _scheme(data.url) == "file" else data.url.rstrip("/")


def _scheme(url: str) -> str:
    """http, https or file; DataError for anything else."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        scheme = ""
    if scheme not in ("http", "https", "file"):
        raise DataError(
            f"data.url = {url!r} is not an address: it must begin with https://, http:// or "
            "file:// and name the folder that holds the files"
        )
    return scheme


def _download(wanted: Published, address: str, report: Report) -> Path:
    from rnn_tui.data.imdb.download import download  # requests takes long to import

    target = cache.cache_folder() / "downloads" / wanted.name
    download(f"{address}/{wanted.name}", target, wanted.algorithm, wanted.digest, report)
    return target


def _not_found(folders: str, reason: str) -> str:
    return (
        f"{NPZ.name} is neither in {folders}, {reason}. Fetch {PUBLISHED_AT}/{NPZ.name} "
        f"(SHA-256 {NPZ.digest}) on any machine and put it there, or name it in data.path"
        + _another_copy()
    )


def _another_copy() -> str:
    """A sentence on a file that was read last and is not Keras's; empty where there is none."""
    place = last_loaded("imdb")
    if place is None or not _is_file(Path(place.path)):
        return ""
    return f". {place.path}, which was read last, is not Keras's file: name it to use it"
