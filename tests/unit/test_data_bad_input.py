"""Whatever a person gives as data: one clear message that names it, never a traceback."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from data_files import cache, in_process, object_array, write_imdb, write_tar, write_tree
from pydantic import ValidationError

from rnn_tui.data import DataError, arrays, load
from rnn_tui.experiment.data import ImdbData, TextData

__all__ = ["cache", "in_process"]
pytestmark = pytest.mark.usefixtures("cache", "in_process")


def message_of(data: ImdbData | TextData) -> str:
    """The message of the DataError that loading must end with."""
    with pytest.raises(DataError) as caught:
        arrays(load(data, 0), data, 0)
    message = str(caught.value)
    assert message.isprintable()
    assert message == message.strip()
    return message


def imdb(path: Path | str, **settings: object) -> ImdbData:
    return ImdbData.model_validate({"path": str(path), "download": False, **settings})


def text(path: Path | str, **settings: object) -> TextData:
    return TextData.model_validate({"path": str(path), **settings})


def csv(folder: Path, content: str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


class TestImdb:
    @pytest.mark.parametrize("path", ["/no/such/imdb.npz", "~nobody-of-this-name/x", "a" * 5_000])
    def test_a_value_that_is_not_a_path_is_refused(self, path: str) -> None:
        assert "data.path = " in message_of(imdb(path))

    def test_a_folder_without_the_file(self, tmp_path: Path) -> None:
        message = message_of(imdb(tmp_path))
        assert "imdb.npz" in message
        assert "remove data.path" in message

    def test_a_folder_in_the_place_of_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "imdb.npz").mkdir()
        assert "is not a regular file" in message_of(imdb(tmp_path))

    def test_a_pipe_does_not_block(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "imdb.npz")
        assert "is not a regular file" in message_of(imdb(tmp_path))

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_an_unreadable_file(self, tmp_path: Path) -> None:
        path = write_imdb(tmp_path)
        path.chmod(0)
        assert f"cannot read {path}: permission denied" in message_of(imdb(path))

    def test_a_missing_word_index(self, tmp_path: Path) -> None:
        path = write_imdb(tmp_path)
        assert "data.word_index = '/no/such'" in message_of(imdb(path, word_index="/no/such"))

    def test_no_copy_anywhere_and_no_download(self, cache: Path) -> None:
        message = message_of(ImdbData(download=False))
        for part in ("imdb.npz", "SHA-256 69664113", "keras/datasets", str(cache), "data.path"):
            assert part in message

    @pytest.mark.parametrize(
        "url", ["ftp://host/folder", "folder", "https://[::1", "htp:x", "://", "http//x"]
    )
    def test_a_mirror_that_is_not_an_address_is_refused(self, url: str) -> None:
        assert f"data.url = {url!r} is not an address" in message_of(ImdbData(url=url))

    @pytest.mark.parametrize("url", ["http://", "http://127.0.0.1:99999/x"])
    def test_a_mirror_whose_address_is_broken(self, url: str) -> None:
        assert "imdb.npz" in message_of(ImdbData(url=url))

    def test_a_local_mirror_without_the_file(self, tmp_path: Path) -> None:
        message = message_of(ImdbData(url=tmp_path.as_uri()))
        assert "does not hold it" in message

    @pytest.mark.parametrize(
        "settings",
        [
            {"num_words": 5, "index_from": 4},
            {"num_words": 5, "index_from": 4, "oov_char": None},
            {"num_words": 5, "index_from": 4, "oov_char": None, "start_char": None},
            {"skip_top": 88_000},
        ],
    )
    def test_settings_that_leave_no_word(self, tmp_path: Path, settings: dict) -> None:
        message = message_of(imdb(write_imdb(tmp_path), **settings))
        assert "data.num_words" in message
        assert "data.skip_top" in message

    def test_a_validation_split_that_leaves_nothing(self, tmp_path: Path) -> None:
        path = write_imdb(tmp_path)
        assert "data.validation_split = 0.9" in message_of(imdb(path, validation_split=0.9))

    def test_one_class(self, tmp_path: Path) -> None:
        import numpy as np

        path = write_imdb(tmp_path, y_train=np.ones(5, int))
        assert "only label 1" in message_of(imdb(path))

    def test_empty_reviews_are_padded_and_nothing_else(self, tmp_path: Path) -> None:
        path = write_imdb(tmp_path, x_train=object_array([[], [1], [], [2], []]))
        data = imdb(path, start_char=None, maxlen=2, validation_split=0.0)
        assert arrays(load(data, 0), data, 0).x_train.sum() == 4 + 5


def one_class(folder: Path) -> Path:
    return csv(folder, "text,label\n" + "a word,same\n" * 9)


def no_words(folder: Path) -> Path:
    return csv(folder, "text,label\n" + "...,a\n!!!,b\n" * 9)


def no_labels(folder: Path) -> Path:
    return csv(folder, "text,label\n" + "a word,\n" * 9)


def every_label_different(folder: Path) -> Path:
    return csv(folder, "text,label\n" + "".join(f"a word,{i}\n" for i in range(99)))


def heading_only(folder: Path) -> Path:
    return csv(folder, "text,label\n")


def one_column(folder: Path) -> Path:
    return csv(folder, "text\na\nb\n")


def blank_lines(folder: Path) -> Path:
    return csv(folder, "\n \n\n")


def no_label_column(folder: Path) -> Path:
    return csv(folder, "".join(f"a{i},b{i},long text number {i}\n" for i in range(50)))


def zeros(folder: Path) -> Path:
    path = folder / "a.csv"
    path.write_bytes(bytes(5_000))
    return path


def json_text(folder: Path) -> Path:
    return csv(folder, '{"text": "a", "label": 1}\nnot json\n', "a.jsonl")


def json_list(folder: Path) -> Path:
    return csv(folder, "[1, 2]\n", "a.jsonl")


def json_array_file(folder: Path) -> Path:
    return csv(folder, json.dumps([{"text": "a", "label": 1}], indent=1), "a.jsonl")


def json_label_list(folder: Path) -> Path:
    return csv(folder, '{"text": "a", "label": 1}\n{"text": "a", "label": [1]}\n', "a.jsonl")


def json_deep(folder: Path) -> Path:
    return csv(folder, '{"text": "a", "label": ' + "[" * 200_000, "a.jsonl")


def json_huge_number(folder: Path) -> Path:
    return csv(folder, '{"text": "a", "label": ' + "1" * 9_000 + "}", "a.jsonl")


def only_one_class_folder(folder: Path) -> Path:
    return write_tree(folder / "root", {"pos/1.txt": b"good", "pos/2.txt": b"fine"})


def texts_directly_in_train(folder: Path) -> Path:
    return write_tree(folder / "root", {"train/1.txt": b"good", "test/2.txt": b"fine"})


def empty_folder(folder: Path) -> Path:
    (folder / "root").mkdir()
    return folder / "root"


def other_files(folder: Path) -> Path:
    return write_tree(folder / "root", {"pos/1.pdf": b"good", "neg/2.pdf": b"bad"})


def class_only_in_test(folder: Path) -> Path:
    files = [("train", "a"), ("train", "b"), ("test", "a"), ("test", "c")]
    return write_tree(folder / "root", {f"{p}/{k}/1.txt": b"word" for p, k in files})


def empty_archive(folder: Path) -> Path:
    return write_tar(folder / "a.tar.gz", {})


def no_archive(folder: Path) -> Path:
    return csv(folder, "text", "a.tar.gz")


def single_texts(folder: Path) -> Path:
    return csv(folder, "text,label\nword,a\nword,b\n")


def unknown_kind(folder: Path) -> Path:
    return csv(folder, "text", "a.docx")


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "a.csv")
    return folder / "a.csv"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (one_class, "only the class 'same'"),
        (no_words, "holds no text that has a word and a label .*18 texts without a word"),
        (no_labels, "holds no text that has a word and a label"),
        (every_label_different, "99 different labels for 99 texts.*data.label_column"),
        (heading_only, "no rows"),
        (one_column, "only the column 'text'"),
        (blank_lines, "no rows|only the column"),
        (no_label_column, "looks like a label: name one of '1', '2' in data.label_column"),
        (zeros, "no rows|column"),
        (json_text, "line 2 of .* is not valid JSON"),
        (json_list, "line 1 of .* is not an object with a text and a label"),
        (json_array_file, "has only the class '1'"),
        (json_label_list, "line 2 of .* has a list as 'label'"),
        (json_deep, "line 1 of .* is not valid JSON"),
        (json_huge_number, "line 1 of .* is not valid JSON"),
        (only_one_class_folder, "only the class 'pos'"),
        (texts_directly_in_train, "holds no texts in class folders"),
        (empty_folder, "holds no texts in class folders"),
        (other_files, r"holds no texts, only \.pdf files"),
        (class_only_in_test, "no text of class 'c' to train on"),
        (empty_archive, "holds no texts in class folders|damaged"),
        (no_archive, "is damaged or not an archive"),
        (single_texts, "leaves none to test on"),
        (unknown_kind, r"is not a known kind of file: give a table \(\.csv"),
        (pipe, "neither a file nor a folder"),
    ],
)
def test_texts_that_cannot_be_used(
    tmp_path: Path, cache: Path, make: Callable[[Path], Path], said: str
) -> None:
    path = make(tmp_path)
    with pytest.raises(DataError, match=said) as caught:
        load(text(path), 0)
    assert str(path) in str(caught.value)
    assert str(caught.value).isprintable()
    left = list((cache / "data").iterdir()) if (cache / "data").exists() else []
    assert [path for path in left if path.name.startswith(".")] == []


@pytest.mark.parametrize("path", ["/no/such/file.csv", "~nobody-of-this-name/x.csv"])
def test_a_value_that_is_not_a_path_is_refused(path: str) -> None:
    assert message_of(text(path)).startswith("data.path = ")


def test_an_empty_file(tmp_path: Path) -> None:
    assert "is an empty file" in message_of(text(csv(tmp_path, "")))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"text_column": "txet"}, "data.text_column = 'txet'.*only 'text', 'label'.*'text'?"),
        ({"label_column": "kind"}, "data.label_column = 'kind'"),
        ({"label_column": "text", "text_column": "text"}, "are both 'text'"),
        ({"label_column": "9", "text_column": "1"}, "data.text_column = '1'"),
    ],
)
def test_missing_columns_are_refused(tmp_path: Path, settings: dict, said: str) -> None:
    path = csv(tmp_path, "text,label\n" + "good,a\nbad,b\n" * 5)
    with pytest.raises(DataError, match=said):
        load(text(path, **settings), 0)


def test_the_fewest_words_that_are_allowed_are_enough(tmp_path: Path) -> None:
    path = csv(tmp_path, "text,label\n" + "good,a\nbad,b\n" * 5)
    with pytest.raises(ValidationError):
        text(path, num_words=4)
    assert load(text(path, num_words=5), 0).classes == ("a", "b")


def test_more_memory_than_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import rnn_tui.data.loading as loading

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(loading, "pad", fail)
    path = csv(tmp_path, "text,label\n" + "good,a\nbad,b\n" * 5)
    assert "data.maxlen = 100,000" in message_of(text(path, maxlen=100_000))


def test_a_file_that_grows_while_it_is_read(tmp_path: Path) -> None:
    path = csv(tmp_path, "text,label\n" + "good,a\nbad,b\n" * 5)

    def grow(progress: object) -> None:
        with path.open("a") as file:
            file.write("more,a\n")

    with pytest.raises(DataError, match="changed while it was being read"):
        load(text(path), 0, grow)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_folders(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "root", {"a/1.txt": b"x", "b/1.txt": b"y"})
    (root / "a").chmod(0)
    try:
        assert "permission denied" in message_of(text(root))
    finally:
        (root / "a").chmod(0o755)


def test_an_unwritable_cache(tmp_path: Path, cache: Path) -> None:
    cache.write_text("in the way")
    path = csv(tmp_path, "text,label\n" + "good,a\nbad,b\n" * 5)
    message = message_of(text(path))
    assert "cannot write the cache folder" in message
    assert "RNN_TUI_CACHE" in message
