"""What the names of files and folders say: classes, parts, and what is neither."""

import bz2
import io
import lzma
import os
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from data_files import cache, write_tree

from rnn_tui.data import Corpus, DataError, Progress, arrays, load, notes
from rnn_tui.data.text.files import listing
from rnn_tui.data.text.layouts.parts import part_of
from rnn_tui.experiment.data import TextData

__all__ = ["cache"]
pytestmark = pytest.mark.usefixtures("cache")

GOOD = ["a fine film", "good and warm", "well played", "i liked it", "a great cast"]
BAD = ["a poor film", "dull and cold", "badly played", "i left early", "a weak plot"]


def rows(n: int, word: str = "") -> list[tuple[str, str]]:
    """(label, text) in turns, every text different."""
    pairs = (("pos", GOOD) if i % 2 else ("neg", BAD) for i in range(n))
    return [(label, f"{texts[i % 5]} {word}{i}") for i, (label, texts) in enumerate(pairs)]


def files(name: str, n: int = 20, word: str = "") -> dict[str, bytes]:
    """One file for each text; `name` may hold `{label}` and `{i}`."""
    return {
        name.format(label=label, i=i): text.encode()
        for i, (label, text) in enumerate(rows(n, word))
    }


def lines(label: str, n: int = 20, word: str = "") -> bytes:
    """The texts of a class, one on each line."""
    return "".join(f"{text}\n" for own, text in rows(n, word) if own == label).encode()


def table(n: int = 20, word: str = "") -> bytes:
    return ("text,label\n" + "".join(f"{text},{label}\n" for label, text in rows(n, word))).encode()


def read(path: Path, **settings: object) -> Corpus:
    return load(TextData.model_validate({"path": str(path), **settings}), 0)


def sizes(corpus: Corpus) -> tuple[int, int, int]:
    """Texts to train on, validate on and test on."""
    return len(corpus.train), len(corpus.validation or ()), len(corpus.test)


def counts(corpus: Corpus) -> dict[str, int]:
    """Texts of each class in all parts."""
    found: Counter[str] = Counter()
    for part in (corpus.train, corpus.validation, corpus.test):
        found.update(corpus.classes[i] for i in (part.labels.tolist() if part else ()))
    return dict(found)


def pack_zip(path: Path, content: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in content.items():
            archive.writestr(name, raw)
    return path


class RawName(zipfile.ZipInfo):
    """A name whose bytes are written as they are, without the mark of UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("cp437"), 0


def pack_tar(path: Path, content: Mapping[str, bytes]) -> Path:
    plain = path.with_name("plain.tar")
    with tarfile.open(plain, "w") as archive:
        for name, raw in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    packers: dict[str, Callable[[bytes], bytes]] = {".xz": lzma.compress, ".bz2": bz2.compress}
    packer = packers.get(path.suffix, lambda raw: raw)
    path.write_bytes(packer(plain.read_bytes()))
    return path


@pytest.fixture(params=["folder", "zip", "tar.xz", "tar.bz2"])
def laid_out(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[[Mapping[str, bytes]], Path]:
    """Lays files out as a folder or packs them."""

    def lay_out(content: Mapping[str, bytes]) -> Path:
        if request.param == "folder":
            return write_tree(tmp_path / "root", content)
        pack = pack_zip if request.param == "zip" else pack_tar
        return pack(tmp_path / f"root.{request.param}", content)

    return lay_out


ONE_PART = {
    "folders below class folders": files("{label}/part{i}/{i}.txt"),
    "deep below class folders": files("{label}/a/b/c/{i}.txt"),
    "files without a suffix": files("{label}/{i}"),
    "files with checksums for suffixes": files("{label}/{i}.ea7e79d3153e7469e7a9c3e0af6a357e"),
    "files with numbers for suffixes": files("{label}/cv000.{i}"),
    "files with another suffix": files("{label}/{i}.review"),
    "markdown": files("{label}/{i}.md"),
    "below one folder": files("corpus/texts/{label}/{i}.txt"),
    "numbered folders of the same classes": {
        **files("enron1/{label}/{i}.txt", 10),
        **files("enron2/{label}/{i}.txt", 10, "two "),
    },
    "a file for each class by suffix": {f"reviews.{c}": lines(c) for c in ("pos", "neg")},
    "a file for each class by name": {f"{c}.txt": lines(c) for c in ("pos", "neg")},
    "a file for each class in a folder": {f"data/rt-{c}.txt": lines(c) for c in ("pos", "neg")},
    "a table": {"reviews.csv": table()},
    "tables without a part": {"a.csv": table(10), "b.csv": table(10, "b ")},
    "a table below a folder": {"data/raw/reviews.csv": table(), "README.md": b"read me"},
    "the part train alone": files("train/{label}/{i}.txt"),
}


@pytest.mark.parametrize("content", ONE_PART.values(), ids=ONE_PART)
def test_texts_of_one_part(laid_out, content) -> None:
    corpus = read(laid_out(content))
    assert corpus.classes == ("neg", "pos")
    assert sizes(corpus) == (16, 0, 4)
    assert counts(corpus) == {"neg": 10, "pos": 10}


def parts(pattern: str, train: str, validation: str, test: str, make=files) -> dict[str, bytes]:
    """Three parts of 20, 10 and 6 texts."""
    content: dict[str, bytes] = {}
    for part, n in ((train, 20), (validation, 10), (test, 6)):
        if make is files:
            content |= files(pattern.replace("{part}", part), n, f"{part} ")
        elif make is table:
            content[pattern.format(part=part)] = table(n, f"{part} ")
        else:
            for label in ("pos", "neg"):
                name = pattern.format(part=part, label=label)
                content[name] = lines(label, n, f"{part} ")
    return content


THREE_PARTS = {
    "folders": parts("{part}/{label}/{i}.txt", "train", "validation", "test"),
    "valid": parts("{part}/{label}/{i}.txt", "train", "valid", "test"),
    "val": parts("{part}/{label}/{i}.txt", "train", "val", "test"),
    "dev": parts("{part}/{label}/{i}.txt", "train", "dev", "test"),
    "any case": parts("{part}/{label}/{i}.txt", "Train", "VAL", "Test"),
    "prefixes": parts(
        "{part}/{label}/{i}", "20news-bydate-train", "20news-dev", "20news-bydate-test"
    ),
    "endings": parts("{part}/{label}/{i}.txt", "train_set", "dev_set", "test_data"),
    "below a folder": parts("corpus/{part}/{label}/{i}.txt", "train", "dev", "test"),
    "parts below classes": parts("{label}/{part}/{i}.txt", "train", "dev", "test"),
    "folders below the classes": parts("{part}/{label}/x/{i}.txt", "train", "dev", "test"),
    "tables": parts("{part}.csv", "train", "validation", "test", table),
    "tables named dev": parts("{part}.csv", "train", "dev", "test", table),
    "tables in any case": parts("{part}.csv", "TRAIN", "Valid", "Test", table),
    "tables with prefixes": parts("{part}.csv", "sst2_train", "sst2_val", "sst2_test", table),
    "numbered tables": parts(
        "data/{part}-00000-of-00001.csv", "train", "validation", "test", table
    ),
    "tables in folders": parts("{part}/0.csv", "train", "validation", "test", table),
    "a file for each class": parts("{part}/{label}.txt", "train", "dev", "test", lines),
    "a file for each class and part": parts("{part}.{label}", "train", "dev", "test", lines),
}


@pytest.mark.parametrize("content", THREE_PARTS.values(), ids=THREE_PARTS)
def test_three_parts(laid_out, content) -> None:
    corpus = read(laid_out(content))
    assert corpus.classes == ("neg", "pos")
    assert sizes(corpus) == (20, 10, 6)
    assert counts(corpus) == {"neg": 18, "pos": 18}


def test_numbered_tables_of_a_part_are_read_together(tmp_path: Path) -> None:
    content = {f"train-{i}-of-2.csv": table(10, f"{i} ") for i in range(2)}
    root = write_tree(tmp_path / "root", {**content, "test.csv": table(6)})
    assert sizes(read(root)) == (20, 0, 6)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        *((name, "train") for name in ("train", "TRAIN", "training", "trainset", "a.train")),
        *(
            (name, "validation")
            for name in ("validation", "valid", "val", "dev", "x-dev", "Devset")
        ),
        *(
            (name, "test")
            for name in ("test", "testing", "20news-bydate-test", "test-00000-of-00003")
        ),
        *(
            (name, None)
            for name in ("latest", "contest", "trains", "value", "devil", "neg", "", "-")
        ),
    ],
)
def test_names_of_parts(name: str, part: str | None) -> None:
    assert part_of(name) == part


class TestWhatLiesBeside:
    """Nothing is left out without a word."""

    def test_a_test_folder_without_classes(self, tmp_path: Path) -> None:
        content = {**files("train/{label}/{i}.txt"), **files("test/{i}.txt", 6)}
        corpus = read(write_tree(tmp_path / "root", content))
        assert sizes(corpus) == (16, 0, 4)
        assert any("6 files outside of the class folders" in note for note in corpus.notes)

    def test_other_suffixes_in_class_folders(self, tmp_path: Path) -> None:
        content = {**files("{label}/{i}.txt"), **files("{label}/{i}.ann", 6)}
        corpus = read(write_tree(tmp_path / "root", content))
        assert counts(corpus) == {"neg": 10, "pos": 10}
        assert any("ignored 6 files that do not end in .txt (neg/0.ann" in n for n in corpus.notes)

    def test_folders_without_a_class(self, tmp_path: Path) -> None:
        content = {**files("train/{label}/{i}.txt"), **files("train/unsup/{i}.txt", 7)}
        corpus = read(write_tree(tmp_path / "root", content))
        assert corpus.classes == ("neg", "pos")
        assert any("ignored 7 files in folders without a class" in note for note in corpus.notes)

    def test_tables_that_belong_to_no_part(self, tmp_path: Path) -> None:
        content = {"train.csv": table(), "test.csv": table(6), "sample_submission.csv": b"id,y\n"}
        corpus = read(write_tree(tmp_path / "root", content))
        assert sizes(corpus) == (20, 0, 6)
        assert any("sample_submission.csv" in note for note in corpus.notes)

    def test_several_tables_that_are_read_as_one(self, tmp_path: Path) -> None:
        root = write_tree(tmp_path / "root", {"a.csv": table(10), "b.csv": table(10, "b ")})
        assert any("2 tables read as one: a.csv, b.csv" in note for note in read(root).notes)

    def test_a_file_that_is_not_a_class_is_left_out(self, tmp_path: Path) -> None:
        content = {"reviews.pos": lines("pos"), "reviews.neg": lines("neg"), "README": b"read me"}
        corpus = read(write_tree(tmp_path / "root", content))
        assert corpus.classes == ("neg", "pos")
        assert any("README" in note for note in corpus.notes)

    def test_notes_are_never_those_of_another_folder_with_the_same_texts(
        self, tmp_path: Path
    ) -> None:
        plain = read(write_tree(tmp_path / "plain", files("{label}/{i}.txt")))
        cluttered = write_tree(tmp_path / "other", {**files("{label}/{i}.txt"), "NEWS": b"new"})
        assert plain.notes == ()
        assert any("NEWS" in note for note in read(cluttered).notes)
        assert read(tmp_path / "plain").notes == ()
        assert read(cluttered).fingerprint == plain.fingerprint

    def test_notes_name_the_files_of_their_own_folder(self, tmp_path: Path) -> None:
        unlabelled = b"id,text\n" + b"".join(b"%d,a text\n" % i for i in range(9))
        for folder, name in (("one", "test.csv"), ("two", "kaggle_test.csv")):
            content = {"train.csv": table(), name: unlabelled}
            corpus = read(write_tree(tmp_path / folder, content))
            assert any(note.startswith(f"{name} is not used") for note in corpus.notes)
            assert corpus.read_as is not None
            assert corpus.read_as.files_aside[0].startswith(name)


class TestNoParts:
    """Classes whose names could be a part's."""

    def test_a_class_called_train(self, tmp_path: Path) -> None:
        content = {
            f"{c}/{i}.txt": f"a {c} {i}".encode() for c in ("train", "bus") for i in range(10)
        }
        assert read(write_tree(tmp_path / "root", content)).classes == ("bus", "train")

    def test_classes_that_end_in_a_part(self, tmp_path: Path) -> None:
        content = {
            f"{c}/{i}.txt": f"{c} {i}".encode() for c in ("unit-test", "code") for i in range(10)
        }
        with pytest.raises(DataError, match="only the class 'code'"):
            read(write_tree(tmp_path / "root", content))

    def test_texts_under_train_and_test_without_classes_are_refused(self, tmp_path: Path) -> None:
        content = {**files("train/{i}.txt", 60), **files("test/{i}.txt", 60)}
        with pytest.raises(DataError, match="no texts in class folders"):
            read(write_tree(tmp_path / "root", content))

    def test_numbered_texts_are_not_classes(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="no texts in class folders"):
            read(write_tree(tmp_path / "root", files("essay{i}.txt", 12)))

    def test_files_that_are_named_after_ratings(self, tmp_path: Path) -> None:
        content = {f"{stars}.txt": lines("pos", 20, f"{stars} ") for stars in range(1, 6)}
        corpus = read(write_tree(tmp_path / "root", content))
        assert corpus.classes == ("1", "2", "3", "4", "5")

    def test_folders_of_tables_for_each_language_are_refused(self, tmp_path: Path) -> None:
        content = {f"{tongue}/train.csv": table() for tongue in ("en", "de")}
        with pytest.raises(DataError, match=r"holds \.csv files in its folders"):
            read(write_tree(tmp_path / "root", content))

    @pytest.mark.parametrize("suffix", [".pdf", ".jpg", ".docx", ".txt.gz"])
    def test_class_folders_of_other_files_than_texts_are_refused(
        self, tmp_path: Path, suffix: str
    ) -> None:
        with pytest.raises(DataError, match="holds no texts, only"):
            read(write_tree(tmp_path / "root", files("{label}/{i}" + suffix)))


class TestLinks:
    def test_linked_folders_are_followed(self, tmp_path: Path) -> None:
        store = write_tree(tmp_path / "store", files("{label}/{i}.txt"))
        root = tmp_path / "root"
        root.mkdir()
        for label in ("pos", "neg"):
            (root / label).symlink_to(store / label)
        assert counts(read(root)) == {"neg": 10, "pos": 10}

    def test_a_linked_root_is_followed(self, tmp_path: Path) -> None:
        write_tree(tmp_path / "store", files("{label}/{i}.txt"))
        (tmp_path / "root").symlink_to(tmp_path / "store")
        assert counts(read(tmp_path / "root")) == {"neg": 10, "pos": 10}

    def test_loops_of_links_are_cut_with_a_note(self, tmp_path: Path) -> None:
        root = write_tree(tmp_path / "root", files("{label}/{i}.txt"))
        (root / "neg" / "again").symlink_to(root)
        (root / "pos" / "self").symlink_to(root / "pos")
        corpus = read(root)
        assert counts(corpus) == {"neg": 10, "pos": 10}
        assert any("leads back to a folder above it" in note for note in corpus.notes)

    def test_broken_links_are_noted(self, tmp_path: Path) -> None:
        root = write_tree(tmp_path / "root", files("{label}/{i}.txt"))
        (root / "neg" / "gone.txt").symlink_to(tmp_path / "nothing")
        assert any("neg/gone.txt leads nowhere" in note for note in read(root).notes)

    def test_links_among_each_other_end(self, tmp_path: Path, monkeypatch) -> None:
        monkeypatch.setattr(listing, "FOLDER_LIMIT", 500)
        root = write_tree(tmp_path / "root", {f"f{i}/{i}.txt": b"text" for i in range(9)})
        for i in range(9):
            for j in range(9):
                (root / f"f{i}" / f"to{j}").symlink_to(root / f"f{j}")
        with pytest.raises(DataError, match="holds more than 500 folders"):
            read(root)


def test_a_long_listing_is_reported_and_can_be_cancelled(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "root", files("{label}/part{i}/1.txt", 120))
    stages = []

    def stop(progress: Progress) -> None:
        stages.append(progress.stage)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(TextData(path=str(root)), 0, stop)
    assert stages == ["listing root"]


class TestNamedParts:
    """`data.validation_path` and `data.test_path`."""

    def test_tables(self, tmp_path: Path) -> None:
        root = write_tree(tmp_path, {"a.csv": table(), "b.csv": table(8, "b "), "c.csv": table(6)})
        corpus = read(
            root / "a.csv", validation_path=str(root / "b.csv"), test_path=str(root / "c.csv")
        )
        assert sizes(corpus) == (20, 8, 6)

    def test_a_named_part_replaces_the_data_s_own(self, tmp_path: Path) -> None:
        root = write_tree(tmp_path / "root", {"train.csv": table(), "test.csv": table(6)})
        other = write_tree(tmp_path, {"held.csv": table(12, "held ")}) / "held.csv"
        corpus = read(root, test_path=str(other))
        assert sizes(corpus) == (20, 0, 12)
        assert any("test.csv not used" in note for note in corpus.notes)

    def test_class_folders(self, tmp_path: Path) -> None:
        content = {**files("a/{label}/{i}.txt"), **files("b/{label}/{i}.txt", 8, "b ")}
        root = write_tree(tmp_path / "root", content)
        assert sizes(read(root / "a", validation_path=str(root / "b"))) == (16, 8, 4)

    def test_a_named_part_replaces_folders(self, tmp_path: Path) -> None:
        write_tree(tmp_path / "a", parts("{part}/{label}/{i}.txt", "train", "dev", "test"))
        write_tree(tmp_path / "b", files("{label}/{i}.txt", 12, "b "))
        corpus = read(tmp_path / "a", test_path=str(tmp_path / "b"))
        assert sizes(corpus) == (20, 10, 12)
        assert any("ignored 6 texts of a part that has its own path" in n for n in corpus.notes)

    def test_a_folder_and_a_table(self, tmp_path: Path) -> None:
        root = write_tree(tmp_path / "root", {**files("a/{label}/{i}.txt"), "t.csv": table(6)})
        assert sizes(read(root / "a", test_path=str(root / "t.csv"))) == (20, 0, 6)

    def test_only_the_part_that_is_asked_for_is_taken(self, tmp_path: Path) -> None:
        write_tree(tmp_path / "a", files("{label}/{i}.txt"))
        write_tree(tmp_path / "b", parts("{part}/{label}/{i}.txt", "train", "dev", "test"))
        corpus = read(tmp_path / "a", test_path=str(tmp_path / "b"))
        assert sizes(corpus) == (20, 0, 6)
        assert any("ignored 30 texts of a part that has its own path" in n for n in corpus.notes)

    @pytest.mark.parametrize("key", ["validation_path", "test_path"])
    def test_a_missing_column_is_refused_by_its_name(self, tmp_path: Path, key: str) -> None:
        root = write_tree(tmp_path / "root", files("{label}/{i}.txt"))
        with pytest.raises(DataError, match=f"data.{key} = .*gone"):
            read(root, **{key: str(tmp_path / "gone")})

    def test_a_named_part_validates_without_a_share(self, tmp_path: Path) -> None:
        root = write_tree(tmp_path, {"a.csv": table(), "b.csv": table(8, "b ")})
        data = TextData(
            path=str(root / "a.csv"), validation_path=str(root / "b.csv"), validation_split=0.0
        )
        corpus = load(data, 0)
        assert data.validates
        assert len(arrays(corpus, data, 0).y_val) == 8
        assert any("does not apply" in note for note in notes(corpus, data))


class TestPacked:
    def test_an_encrypted_zip_is_refused(self, tmp_path: Path) -> None:
        path = pack_zip(tmp_path / "a.zip", files("{label}/{i}.txt"))
        raw = bytearray(path.read_bytes())
        for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = raw.find(sign)
            while place >= 0:
                raw[place + at] |= 1
                place = raw.find(sign, place + 1)
        path.write_bytes(raw)
        with pytest.raises(DataError, match="is encrypted"):
            read(path)

    def test_a_damaged_zip_is_refused(self, tmp_path: Path) -> None:
        path = pack_zip(tmp_path / "a.zip", files("{label}/{i}.txt"))
        raw = bytearray(path.read_bytes())
        raw[40:45] = b"\xff" * 5
        path.write_bytes(raw)
        with pytest.raises(DataError, match="damaged"):
            read(path)

    def test_members_that_lead_outside_are_left_out(self, tmp_path: Path) -> None:
        content = {**files("{label}/{i}.txt"), "../up/1.txt": b"x", "/abs/2.txt": b"y"}
        corpus = read(pack_zip(tmp_path / "a.zip", content))
        assert counts(corpus) == {"neg": 10, "pos": 10}
        assert any("2 archive members" in note for note in corpus.notes)

    def test_tables_are_unpacked_into_the_cache_and_deleted(
        self, tmp_path: Path, cache: Path
    ) -> None:
        read(pack_zip(tmp_path / "a.zip", {"train.csv": table(), "test.csv": table(6)}))
        assert not list((cache / "data").glob(".building-*"))

    def test_errors_in_a_packed_table_name_the_archive(self, tmp_path: Path) -> None:
        path = pack_zip(
            tmp_path / "a.zip", {"train.csv": b"text\nword\n", "test.csv": b"text\nw\n"}
        )
        with pytest.raises(DataError, match=r"a\.zip/train\.csv"):
            read(path)

    def test_a_zip_that_announces_more_than_the_limit_is_refused(
        self, tmp_path: Path, monkeypatch
    ) -> None:
        monkeypatch.setattr("rnn_tui.data.text.files.archive.UNPACKED_LIMIT", 1_000)
        path = pack_zip(tmp_path / "a.zip", {f"{c}/1.txt": bytes(900) for c in "ab"})
        with pytest.raises(DataError, match="would unpack to more"):
            read(path)

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
    def test_names_in_a_zip_that_does_not_say_their_encoding(
        self, tmp_path: Path, encoding: str
    ) -> None:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for label, review in (
                ("好评", "酒店很好，下次还来"),
                ("差评", "房间很差，不会再来"),
            ):
                for i in range(5):
                    name = f"x/{label}/{i}.txt".encode(encoding).decode("cp437")
                    archive.writestr(RawName(name), f"{review}{i}".encode(encoding))
        assert set(read(path).classes) == {"好评", "差评"}


def test_names_of_folders_are_decoded_as_the_texts_are(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for label, review in (("好评", "酒店很好，下次还来"), ("差评", "房间很差，不会再来")):
        folder = os.fsencode(root) + b"/" + label.encode("gb18030")
        path = Path(os.fsdecode(folder))
        path.mkdir(parents=True)
        for i in range(6):
            (path / f"{i}.txt").write_bytes(f"{review}{i}".encode("gb18030"))
    corpus = read(root)
    assert set(corpus.classes) == {"好评", "差评"}
