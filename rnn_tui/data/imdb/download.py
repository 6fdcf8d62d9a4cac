"""Downloads a file: resumable, with short time-outs, checked before it appears."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from rnn_tui.data.cache import file_hash
from rnn_tui.data.errors import DownloadError
from rnn_tui.data.progress import Progress, Report, ignore
from rnn_tui.io.faults import reason
from rnn_tui.io.writing import open_to_append, remove

CONNECT_S, READ_S = 5.0, 20.0
ATTEMPTS = 3
SIZE_LIMIT = 1 << 30  # bytes; a mirror must not fill the disk
_BLOCK = 1 << 14  # bytes; small, so that a slow line can be cancelled quickly
_BROKEN = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
)


def download(address: str, target: Path, algorithm: str, digest: str, report: Report) -> None:
    """Download the file at this address to `target`, whole and with this hash.

    The bytes that have arrived stay in `target` + ".part", and the next call goes on from there.
    A broken connection is resumed a few times. Proxies are those of the environment. DownloadError
    where the file cannot be downloaded, or is another one.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _part_file(target) as part:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    _fetch(address, part, report)
                    break
                except _BROKEN as error:
                    # Without a byte so far the address is unreachable: give up.
                    if attempt == ATTEMPTS or not _size(part):
                        raise DownloadError(f"{address}: {_reason(error)}") from error
            _check(address, part, algorithm, digest)
            part.replace(target)
    except requests.RequestException as error:
        raise DownloadError(f"{address}: {_reason(error)}") from error
    except OSError as error:
        raise DownloadError(f"cannot write {target}: {reason(error)}") from error


@contextmanager
def _part_file(target: Path) -> Iterator[Path]:
    """The file to download into: the resumable one, or another while a process uses that."""
    shared = target.with_name(target.name + ".part")
    lock = open_to_append(shared.with_name(shared.name + ".lock"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        own = shared.with_name(f"{shared.name}-{secrets.token_hex(8)}")
        try:
            yield own
        finally:
            remove(own)
    else:
        yield shared
    finally:
        os.close(lock)


def _fetch(address: str, part: Path, report: Report) -> None:
    """Append the missing bytes; start over where the server cannot resume."""
    have = _size(part)
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    with requests.get(address, headers=headers, stream=True, timeout=(CONNECT_S, READ_S)) as answer:
        if answer.status_code == requests.codes.requested_range_not_satisfiable:
            if answer.headers.get("Content-Range", "").endswith(f"/{have}"):
                return  # the part is whole already
            remove(part)
            raise DownloadError(f"{address}: the partial download did not match; try again")
        answer.raise_for_status()
        begins_at = answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        resumed = answer.status_code == requests.codes.partial_content and begins_at
        done = have if resumed else 0
        length = answer.headers.get("Content-Length", "")
        total = done + int(length) if length.isdecimal() else None
        stage = f"downloading {address.rpartition('/')[2]}"
        with os.fdopen(open_to_append(part), "ab") as file:
            if not resumed:
                file.truncate(0)
            for block in answer.iter_content(_BLOCK):
                file.write(block)
                done += len(block)
                if done > SIZE_LIMIT:
                    raise DownloadError(f"{address}: larger than {SIZE_LIMIT:,} bytes")
                report(Progress(stage, done, total, "bytes"))
            file.flush()
            os.fsync(file.fileno())
        if total is not None and done < total:
            raise requests.ConnectionError(f"stopped at {done:,} of {total:,} bytes")


def _check(address: str, part: Path, algorithm: str, digest: str) -> None:
    actual = file_hash(part, ignore, algorithm)
    if actual != digest:
        remove(part)
        raise DownloadError(
            f"{address}: {algorithm.upper()} {actual[:12]}... is not the published "
            f"{digest[:12]}...; it was deleted"
        )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _reason(error: requests.RequestException) -> str:
    """A short reason for an exception whose text quotes whole objects."""
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"HTTP {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout):
        return "no response in time"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not respond"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection was lost"
    text = str(error)
    for known in ("Name or service not known", "Temporary failure in name resolution"):
        if known in text:
            return "the host name is unknown; is there a network?"
    return text.rpartition(": ")[2].strip("')\"") or type(error).__name__
