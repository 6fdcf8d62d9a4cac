"""Class folders on disk and in archives: layouts, and what does not belong."""

import os
import tarfile
from pathlib import Path

import pytest
from data_files import cache, write_tar, write_tree

from rnn_tui.data import Corpus, DataError, load
from rnn_tui.data.text.files import archive as packed
from rnn_tui.experiment.data import TextData

__all__ = ["cache"]
pytestmark = pytest.mark.usefixtures("cache")

FLAT = {f"{label}/{i}.txt": f"{label} film {i}".encode() for label in ("b", "a") for i in range(5)}
PARTS = {
    f"aclImdb/{part}/{label}/{i}_7.txt": f"{part} {label} {i}".encode()
    for part, n in (("train", 4), ("test", 2))
    for label in ("neg", "pos")
    for i in range(n)
}
CLUTTER = {
    "aclImdb/README": b"read me",
    "aclImdb/imdbEr.txt": b"numbers",
    "aclImdb/train/urls_pos.txt": b"addresses",
    "aclImdb/train/unsup/1_0.txt": b"no label",
    "aclImdb/train/pos/._1_7.txt": b"a Mac was here",
    "__MACOSX/train/pos/1.txt": b"and here",
    "aclImdb/train/pos/labeledBow.feat": b"9 0:9",
}


def read(path: Path, **settings: object) -> Corpus:
    return load(TextData.model_validate({"path": str(path), **settings}), seed=0)


def sizes(corpus: Corpus) -> tuple[int, int]:
    return len(corpus.train), len(corpus.test)


@pytest.fixture(params=["folder", "tar.gz", "tgz", "tar"])
def pack(request: pytest.FixtureRequest, tmp_path: Path):
    """Lays texts out as a folder or as an archive, and returns its path."""

    def lay_out(texts: dict[str, bytes]) -> Path:
        if request.param == "folder":
            return write_tree(tmp_path / "root", texts)
        path = write_tar(tmp_path / f"root.{request.param}", texts)
        if request.param == "tar":
            import gzip

            path.write_bytes(gzip.decompress(path.read_bytes()))
        return path

    return lay_out


def test_class_folders_without_parts_are_split(pack) -> None:
    corpus = read(pack(FLAT))
    assert corpus.classes == ("a", "b")
    assert sizes(corpus) == (8, 2)
    assert sorted(corpus.test.labels.tolist()) == [0, 1]


def test_the_layout_of_aclimdb_with_its_clutter(pack) -> None:
    corpus = read(pack({**CLUTTER, **PARTS}))
    assert corpus.classes == ("neg", "pos")
    assert sizes(corpus) == (8, 4)
    assert corpus.vocabulary is not None
    assert "train" in corpus.vocabulary.words
    assert "test" not in corpus.vocabulary.words
    assert any("unsup" in note for note in corpus.notes)


def test_folder_and_archive_give_the_same_vocabulary(tmp_path: Path) -> None:
    folder = read(write_tree(tmp_path / "root", PARTS))
    archive = read(write_tar(tmp_path / "root.tar.gz", PARTS))
    assert folder.vocabulary == archive.vocabulary


def test_a_readme_among_the_class_folders_is_not_a_class(pack) -> None:
    corpus = read(pack({**{f"data/{k}": v for k, v in FLAT.items()}, "data/README.txt": b"hi"}))
    assert corpus.classes == ("a", "b")
    assert any("1 file outside of the class folders" in note for note in corpus.notes)


def test_an_edited_text_is_noticed(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "root", FLAT)
    before = read(root)
    (root / "a" / "0.txt").write_text("something else")
    assert read(root).fingerprint != before.fingerprint


def test_pipes_in_a_folder_do_not_block(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "root", FLAT)
    os.mkfifo(root / "a" / "pipe.txt")
    assert sum(sizes(read(root))) == 10


def test_bad_bytes_are_replaced_with_a_note(pack) -> None:
    corpus = read(pack({**FLAT, "a/9.txt": "naïve café déjà".encode() + b" \xff"}))
    assert any("not UTF-8" in note for note in corpus.notes)


def test_texts_that_are_not_utf8_share_one_encoding(pack) -> None:
    reviews = "酒店很好，下次还来", "房间很差，不会再来"
    texts = {
        f"{label}/{i}.txt": f"{review}{i}".encode("gb18030" if i else "utf-8")
        for label, review in zip("ab", reviews, strict=True)
        for i in range(5)
    }
    corpus = read(pack(texts))
    assert corpus.read_as is not None
    assert corpus.read_as.encoding == "utf-8, gb18030"
    assert not any("replaced" in note for note in corpus.notes)
    assert corpus.vocabulary is not None
    assert set(corpus.vocabulary.words) >= set("酒店很好下次还来房间差不会再")


def test_an_encoding_that_is_set_is_used_or_refused(pack) -> None:
    path = pack(
        {f"{label}/{i}.txt": f"café {i}".encode("cp1252") for label in "ab" for i in range(5)}
    )
    corpus = read(path, encoding="cp1252")
    assert corpus.vocabulary is not None
    assert "café" in corpus.vocabulary.words
    with pytest.raises(DataError, match=r"data\.encoding = 'utf-8' does not fit the texts of"):
        read(path, encoding="utf-8")


def test_a_name_that_is_not_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    texts = {**FLAT, **{f"\x1b[2J/{i}.txt": b"word" for i in range(3)}}
    assert "\ufffd[2J" in read(write_tar(tmp_path / "a.tgz", texts)).classes


def member(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, "/etc/passwd"
    return info


def test_links_devices_and_paths_outside_are_ignored(tmp_path: Path) -> None:
    extra = [
        member("a/link.txt", tarfile.SYMTYPE),
        member("a/hard.txt", tarfile.LNKTYPE),
        member("a/null.txt", tarfile.CHRTYPE),
        member("a/pipe.txt", tarfile.FIFOTYPE),
        member("../c/up.txt"),
        member("/etc/c/absolute.txt"),
    ]
    corpus = read(write_tar(tmp_path / "a.tar.gz", FLAT, *extra))
    assert sum(sizes(corpus)) == 10
    assert corpus.classes == ("a", "b")
    assert any("ignored 6 archive members: links" in note for note in corpus.notes)
    assert not (tmp_path.parent / "c").exists()


def test_a_member_that_announces_terabytes_is_refused(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "a.tar.gz", FLAT, member("a/huge.txt", size=1 << 42))
    with pytest.raises(DataError, match="would unpack to more than is allowed"):
        read(path)


def test_a_header_that_announces_gigabytes_is_refused(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "a.tar.gz", FLAT, member("a", tarfile.GNUTYPE_LONGNAME, 7 << 30))
    with pytest.raises(DataError, match="would unpack to more than is allowed"):
        read(path)


def test_endless_zeros_are_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(packed, "UNPACKED_LIMIT", 1 << 20)
    texts = {f"{'ab'[i % 2]}/{i}.txt": bytes(200_000) for i in range(20)}
    with pytest.raises(DataError, match="would unpack to more than is allowed"):
        read(write_tar(tmp_path / "a.tar.gz", texts))


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(packed, "MEMBER_LIMIT", 5)
    with pytest.raises(DataError, match="holds more than 5 files"):
        read(write_tar(tmp_path / "a.tar.gz", FLAT))


def test_a_negative_size_ends_the_reading(tmp_path: Path) -> None:
    info = member("a/x.txt")
    info.size = -1024
    path = write_tar(tmp_path / "a.tar", {})
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(member("b/y.txt"))
        archive.addfile(info)
    with pytest.raises(DataError):
        read(path)


@pytest.mark.parametrize("cut", [10, 100, -20, -5])
def test_a_truncated_archive_is_damaged(tmp_path: Path, cut: int) -> None:
    path = write_tar(tmp_path / "a.tar.gz", {**FLAT, "a/r.txt": os.urandom(5_000).hex().encode()})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DataError, match=r"a\.tar\.gz is damaged or not an archive"):
        read(path)


def test_a_flipped_bit_in_an_archive_is_reported(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "a.tar.gz", {**FLAT, "a/r.txt": os.urandom(5_000).hex().encode()})
    raw = bytearray(path.read_bytes())
    raw[-6] ^= 1  # in gzip's own checksum
    path.write_bytes(raw)
    with pytest.raises(DataError, match="damaged"):
        read(path)
