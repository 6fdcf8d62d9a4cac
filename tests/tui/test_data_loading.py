"""The Data screen: loading and its ends, sources, downloads, files."""

from pathlib import Path

import pytest
from driving import Dump, OpenApp
from fake_loading import FakeLoading, corpus, focus, loading, sample, show, state, text_experiment

from rnn_tui.data import DataError
from rnn_tui.experiment import ImdbData, TextData
from rnn_tui.tui.data.state import Failed, Loaded, Loading, Unloaded

__all__ = ["loading"]


async def test_loading_shows_progress_and_is_cancelled(
    open_app: OpenApp, loading: FakeLoading, dump: Dump
) -> None:
    async with open_app(text_experiment()) as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        assert opened.app.doing == "loading data"
        loading.tell("reading texts.csv", 3 << 20, 8 << 20, "bytes")
        await opened.settle()
        dump("data-loading", opened)
        assert "esc cancel" in opened.screen.splitlines()[-1]
        await opened.press("enter")
        assert "esc back" in opened.screen.splitlines()[-1]
        await opened.press("escape")
        assert not loading.cancelled
        loading.tell("reading texts", 12, None, "texts")
        await opened.settle()
        assert "12 texts" in opened.screen
        await opened.press("c")
        await opened.until(lambda: loading.cancelled)
        assert "Loading was cancelled" in opened.screen
        assert opened.app.doing == ""
        await opened.press("l")
        await opened.until(lambda: len(loading.orders) == 2)
        await opened.press("escape")
        await opened.until(lambda: loading.cancelled == 2)


async def test_a_cancelled_load_does_not_start_by_itself(
    open_app: OpenApp, loading: FakeLoading
) -> None:
    async with open_app(text_experiment()) as opened:
        await opened.press("2", "c", "enter", *["down"] * 4, "9", "escape", "1", "2")
        assert isinstance(state(opened), Unloaded)
        assert len(loading.orders) <= 1


async def test_a_failing_load_is_told_in_words(
    open_app: OpenApp, loading: FakeLoading, dump: Dump
) -> None:
    async with open_app(text_experiment()) as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        loading.fail(DataError("data.path = '[red]x[/]': No such file\x1b[31m or folder"))
        await opened.until(lambda: isinstance(state(opened), Failed))
        await opened.settle()
        dump("data-failed", opened)
        await opened.press("l")
        await opened.until(lambda: len(loading.orders) == 2)
        loading.fail(MemoryError())
        await opened.until(lambda: "Not enough memory" in opened.screen)
        assert opened.app.doing == ""


async def test_imdb_asks_before_it_downloads(
    open_app: OpenApp, loading: FakeLoading, dump: Dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RNN_TUI_CACHE", "/home/ada/.cache/rnn-tui")
    async with open_app() as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        await opened.press("i")
        assert opened.app.document.experiment.data == ImdbData()  # its usual sizes, too
        await opened.until(lambda: "num_words" in opened.screen)  # the form comes in later
        await opened.until(lambda: "num_words        10000" in opened.screen)  # below the dialog
        dump("data-download", opened)
        assert "enter its path on the Data screen" in opened.screen
        await opened.press("n")
        assert "if you have" in opened.screen
        assert len(loading.orders) == 1
        assert "IMDB was not found on this machine" in opened.screen
        await opened.press("l", "escape")
        assert len(loading.orders) == 1
        await opened.press("l", "y")
        await opened.until(lambda: len(loading.orders) == 2)
        assert loading.downloads == [False, True]


async def test_without_the_word_index_alone_one_may_go_on(
    open_app: OpenApp, loading: FakeLoading, tmp_path: Path
) -> None:
    folder = tmp_path / "keras" / "datasets"
    folder.mkdir(parents=True)
    (folder / "imdb.npz").write_bytes(b"it is here")
    async with open_app("imdb-gru") as opened:
        await opened.press("2")
        await opened.until(lambda: loading.downloads == [False])  # at once, without the words
        await opened.press("c", "l")
        assert "imdb_word_index.json (1.6 MB) is not" in opened.screen
        await opened.press("w")
        await opened.until(lambda: loading.downloads == [False, False])


async def test_a_typed_path_is_loaded_when_its_field_is_left(
    open_app: OpenApp, loading: FakeLoading
) -> None:
    async with open_app(text_experiment("a.csv")) as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        loading.finish(sample())
        await opened.until(lambda: isinstance(state(opened), Loaded))
        field = await focus(opened, "path")
        field.value = "b.csv"
        await opened.settle()
        assert isinstance(state(opened), Unloaded)
        assert len(loading.orders) == 1
        await opened.press("tab")
        await opened.until(lambda: len(loading.orders) == 2)
        texts = loading.orders[-1].texts
        assert isinstance(texts, TextData)
        assert texts.path == "b.csv"
        await opened.press("escape", "u")
        await opened.until(lambda: isinstance(state(opened), Loaded))  # still known
        assert loading.cancelled == 1


async def test_another_source_and_back_keeps_what_was_set(
    open_app: OpenApp, loading: FakeLoading
) -> None:
    async with open_app(text_experiment("a.csv", maxlen=33)) as opened:
        await opened.press("2", "s", *"sample", "enter")
        data = opened.app.document.experiment.data
        assert (data.source, data.maxlen) == ("sample", 33)
        await opened.press("s", *"text", "enter")
        assert opened.app.document.experiment.data.source == "text"
        assert getattr(opened.app.document.experiment.data, "path", "").endswith("a.csv")


async def test_own_texts_are_chosen_among_files(
    open_app: OpenApp, tmp_path: Path, loading: FakeLoading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_text("no data")
    (tmp_path / "reviews.csv").write_text("text,label\na,b\n")
    (tmp_path / "classes" / "pos").mkdir(parents=True)
    async with open_app() as opened:
        await opened.press("2", "o")
        assert "reviews.csv" in opened.screen
        assert "notes.md" not in opened.screen
        await opened.press(*"notes.md", "enter")
        assert "is not a known kind of file" in opened.screen
        await opened.press("ctrl+u", *"rev", "down", "enter")
        data = opened.app.document.experiment.data
        assert isinstance(data, TextData)
        assert data.path == str(tmp_path / "reviews.csv")
        await opened.press("o", "ctrl+u", *"cl", "down", "ctrl+o")
        data = opened.app.document.experiment.data
        assert isinstance(data, TextData)
        assert data.path == str(tmp_path / "classes")


async def test_no_file_chosen_leaves_the_source(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await show(opened)
        await opened.press("enter", "up", "enter", "up", "enter")
        assert "Data: a source, or the path" in opened.screen
        await opened.press("escape")
        assert opened.app.document.experiment.data.source == "sample"
        assert "source           sample" in opened.screen


async def test_loading_goes_on_while_one_looks_elsewhere(
    open_app: OpenApp, loading: FakeLoading
) -> None:
    async with open_app(text_experiment()) as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        await opened.press("1")
        loading.finish(corpus(["a b", "c d", "e f"] * 4, ("x", "y", "z")))
        await opened.until(lambda: "does not fit 3 classes" in opened.screen)
        assert opened.app.current_mode == "model"
        await opened.press("2")
        assert isinstance(state(opened), Loaded)


async def test_the_app_ends_while_data_is_loaded(open_app: OpenApp, loading: FakeLoading) -> None:
    async with open_app(text_experiment()) as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        assert isinstance(state(opened), Loading)
    assert loading.cancelled == 1
