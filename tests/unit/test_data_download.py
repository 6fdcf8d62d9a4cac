"""Downloads from a server of our own: whole, resumed, refused."""

import hashlib
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from data_files import cache, in_process, write_imdb

from rnn_tui.data import DataError, Progress, load
from rnn_tui.data import imdb as imdb_source
from rnn_tui.data.errors import DownloadError
from rnn_tui.data.imdb import files as imdb_files
from rnn_tui.data.imdb.download import download
from rnn_tui.data.progress import ignore
from rnn_tui.experiment.data import ImdbData

__all__ = ["cache", "in_process"]
CONTENT = os.urandom(300_000)
SHA = hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves `files`; may cut an answer short, ignore ranges, or misname them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = {"file": CONTENT}
        self.ranges: list[str | None] = []
        self.cut_after: list[int] = []
        self.knows_ranges = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        content = self.server.files.get(self.path.lstrip("/"))
        if content is None:
            self.send_error(404)
            return
        start = 0
        if asked and self.server.knows_ranges:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(content)}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        rest = content[start:]
        cut = self.server.cut_after.pop(0) if self.server.cut_after else len(rest)
        self.wfile.write(rest[:cut])
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def fetch(server: Server, target: Path, sha: str = SHA, report=ignore) -> None:
    download(f"{server.address}/file", target, "sha256", sha, report)


def test_a_file_arrives_whole_and_progress_is_reported(server: Server, tmp_path: Path) -> None:
    seen: list[Progress] = []
    fetch(server, tmp_path / "new" / "file", report=seen.append)
    assert (tmp_path / "new" / "file").read_bytes() == CONTENT
    assert seen[-1] == Progress("downloading file", len(CONTENT), len(CONTENT), "bytes")
    assert server.ranges == [None]
    assert not (tmp_path / "new" / "file.part").exists()


def test_a_broken_connection_is_resumed(server: Server, tmp_path: Path) -> None:
    server.cut_after = [100_000, 50_000]
    fetch(server, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert len(server.ranges) == 3
    assert all(asked and asked > "bytes=0-" for asked in server.ranges[1:])


def test_a_cancelled_download_resumes_next_time(server: Server, tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(progress: Progress) -> None:
        if progress.done > 100_000:
            raise Cancelled

    with pytest.raises(Cancelled):
        fetch(server, tmp_path / "file", report=cancel)
    have = (tmp_path / "file.part").stat().st_size
    assert 100_000 < have < 200_000
    fetch(server, tmp_path / "file")
    assert server.ranges[1] == f"bytes={have}-"
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_a_download_that_is_whole_already_is_used(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.part").write_bytes(CONTENT)
    fetch(server, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_a_server_without_ranges_starts_over(server: Server, tmp_path: Path) -> None:
    server.knows_ranges = False
    (tmp_path / "file.part").write_bytes(CONTENT[:1_000])
    fetch(server, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_another_file_is_deleted(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match=r"SHA256 .* is not the published"):
        fetch(server, tmp_path / "file", sha="0" * 64)
    assert not (tmp_path / "file").exists()
    assert not (tmp_path / "file.part").exists()


def test_a_stale_partial_download_is_removed(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.part").write_bytes(b"something else")
    with pytest.raises(DownloadError, match="is not the published"):
        fetch(server, tmp_path / "file")
    fetch(server, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_two_at_once_do_not_mix_their_parts(server: Server, tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    with (tmp_path / "file.part.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (tmp_path / "file.part").write_bytes(b"the other's")
        fetch(server, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert (tmp_path / "file.part").read_bytes() == b"the other's"


def test_a_missing_file_and_a_dead_server_are_named(server: Server, tmp_path: Path) -> None:
    server.files.clear()
    with pytest.raises(DownloadError, match="HTTP 404"):
        fetch(server, tmp_path / "file")
    with pytest.raises(DownloadError, match="refused"):
        download("http://127.0.0.1:1/file", tmp_path / "file", "sha256", SHA, ignore)


def test_the_proxy_of_the_environment_is_used(server: Server, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with pytest.raises(DownloadError, match="proxy"):
        download("http://files.invalid/file", tmp_path / "file", "sha256", SHA, ignore)


@pytest.fixture
def published(server: Server, in_process: None, tmp_path: Path, monkeypatch) -> Server:
    """A server of both files, whose hashes count as the published ones."""
    path = write_imdb(tmp_path / "published")
    for name, digest in (("NPZ", hashlib.sha256), ("WORD_INDEX", hashlib.md5)):
        old = getattr(imdb_files, name)
        content = path.with_name(old.name).read_bytes()
        server.files[old.name] = content
        new = type(old)(old.name, old.algorithm, digest(content).hexdigest())
        for module in (imdb_files, imdb_source):
            monkeypatch.setattr(module, name, new)
    monkeypatch.setattr(imdb_files, "PUBLISHED_AT", server.address)
    return server


def test_imdb_is_downloaded_once(published: Server, cache: Path) -> None:
    for _ in range(2):
        corpus = load(ImdbData(), 0)
    assert corpus.notes == ()
    assert corpus.vocabulary is not None
    assert len(published.ranges) == 2
    assert (cache / "downloads" / "imdb.npz").is_file()


def test_a_mirror_is_used_instead(published: Server, cache: Path, monkeypatch) -> None:
    monkeypatch.setattr(imdb_files, "PUBLISHED_AT", "http://127.0.0.1:1")
    assert load(ImdbData(url=published.address + "/"), 0).notes == ()


def test_a_mirror_without_the_word_index_is_a_note(published: Server, cache: Path) -> None:
    del published.files["imdb_word_index.json"]
    corpus = load(ImdbData(), 0)
    assert corpus.vocabulary is None
    assert any("HTTP 404" in note for note in corpus.notes)


def test_without_the_file_one_message_says_all(published: Server, cache: Path) -> None:
    published.files.clear()
    with pytest.raises(DataError) as caught:
        load(ImdbData(), 0)
    message = str(caught.value)
    for part in ("imdb.npz", "keras/datasets", str(cache), "HTTP 404", imdb_files.NPZ.digest):
        assert part in message
