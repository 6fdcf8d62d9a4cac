"""The Data screen offers where the data was, opens Keras's file, and completes paths."""

import json
from pathlib import Path

import pytest
from driving import OpenApp
from fake_loading import FakeLoading, focus, loading, sample, state, text_experiment
from textual.widgets import OptionList

from rnn_tui.data.last_loaded import MOST_RECENT, LastLoaded, keep, recent_paths
from rnn_tui.experiment import ImdbData, TextData
from rnn_tui.experiment import load as preset
from rnn_tui.tui.data.state import Loaded
from rnn_tui.tui.forms.path_field import completed
from rnn_tui.tui.state.sources import at_last_place

__all__ = ["loading"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    (root / "reviews").mkdir(parents=True)
    (root / "reviews_long").mkdir()
    (root / "imdb.npz").write_bytes(b"x")
    (root / "texts.csv").write_text("text,label\na,x\n")
    (root / ".hidden.csv").write_text("x")
    return root


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("te", "texts.csv"),
        ("rev", "reviews"),
        ("reviews_", "reviews_long/"),
        ("texts.csv", "texts.csv"),
        ("nothing", "nothing"),
        (".h", ".hidden.csv"),
        ("", ""),
        ("no/such/folder", "no/such/folder"),
        ("a\0b", "a\0b"),
    ],
)
def test_paths_are_completed_as_far_as_they_are_certain(
    folder: Path, monkeypatch: pytest.MonkeyPatch, typed: str, found: str
) -> None:
    monkeypatch.chdir(folder)
    assert completed(typed) == found
    if typed:
        assert completed(f"{folder}/{typed}") == f"{folder}/{found}"


async def test_tab_completes_the_path_and_then_moves_on(
    open_app: OpenApp, loading: FakeLoading, folder: Path
) -> None:
    async with open_app(text_experiment(f"{folder}/te")) as opened:
        await opened.press("2")
        field = await focus(opened, "path")
        field.cursor_position = len(field.value)
        await opened.press("tab")
        assert field.value == f"{folder}/texts.csv"
        assert opened.app.screen.focused is field
        assert opened.app.document.experiment.data.path == f"{folder}/texts.csv"  # type: ignore[union-attr]
        await opened.press("tab")
        assert opened.app.screen.focused is not field


async def test_the_picker_opens_keras_file(
    open_app: OpenApp, loading: FakeLoading, folder: Path
) -> None:
    async with open_app(text_experiment(f"{folder}/texts.csv")) as opened:
        await opened.press("2", "o")
        assert "imdb.npz" in opened.screen
        await opened.press(*"imdb", "tab", "enter")
        data = opened.app.document.experiment.data
        assert isinstance(data, ImdbData)
        assert data.path == str(folder / "imdb.npz")


async def test_the_last_texts_are_offered_where_the_source_is_chosen(
    open_app: OpenApp, loading: FakeLoading, folder: Path
) -> None:
    keep("text", LastLoaded(str(folder / "texts.csv")))
    async with open_app() as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        loading.finish(sample())
        await opened.until(lambda: isinstance(state(opened), Loaded))
        await opened.press("o")
        await opened.settle()
        entries = opened.app.screen.query_one("#entries", OptionList)
        assert entries.highlighted is not None
        await opened.press("enter")
        data = opened.app.document.experiment.data
        assert isinstance(data, TextData)
        assert data.path == str(folder / "texts.csv")


async def test_imdb_is_chosen_where_it_was(
    open_app: OpenApp, loading: FakeLoading, folder: Path
) -> None:
    keep("imdb", LastLoaded(str(folder / "imdb.npz")))
    async with open_app() as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        loading.finish(sample())
        await opened.until(lambda: isinstance(state(opened), Loaded))
        await opened.press("i")
        data = opened.app.document.experiment.data
        assert isinstance(data, ImdbData)
        assert data.path == str(folder / "imdb.npz")


async def test_a_preset_keeps_where_imdb_was(folder: Path) -> None:
    imdb = preset("imdb-simple-rnn")
    assert at_last_place(imdb) == imdb
    keep("imdb", LastLoaded(str(folder / "imdb.npz")))
    placed = at_last_place(imdb).data
    assert isinstance(placed, ImdbData)
    assert placed.path == str(folder / "imdb.npz")
    assert at_last_place(preset("quickstart")) == preset("quickstart")
    keep("imdb", LastLoaded(str(folder / "imdb.npz"), named=False))
    assert at_last_place(imdb) == imdb


def test_places_are_remembered_the_last_one_first(folder: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone.csv"
    for path in (folder / "texts.csv", gone, folder / "reviews", folder / "texts.csv"):
        keep("text", LastLoaded(str(path)))
    keep("text", LastLoaded(str(folder / "reviews_long"), named=False))
    assert recent_paths("text") == [str(folder / "texts.csv"), str(folder / "reviews")]
    for number in range(2 * MOST_RECENT):
        keep("text", LastLoaded(str(folder / f"{number}.csv")))
        (folder / f"{number}.csv").write_text("")
    assert len(recent_paths("text")) == MOST_RECENT
    assert recent_paths("imdb") == []


def test_what_an_earlier_version_remembered_is_offered(folder: Path, tmp_path: Path) -> None:
    path = str(folder / "texts.csv")
    before = {"text": {"path": path, "named": True, "key": "", "words": ""}}
    (tmp_path / "state").mkdir(exist_ok=True)
    (tmp_path / "state" / "data.json").write_text(json.dumps(before))
    assert recent_paths("text") == [path]


async def test_one_chooser_has_sources_places_and_files(
    open_app: OpenApp, loading: FakeLoading, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    keep("text", LastLoaded(str(folder / "reviews")))
    keep("text", LastLoaded(str(folder / "reviews_long")))
    async with open_app() as opened:
        await opened.press("2", "s")
        for words in ("imdb    50,000", "sample  a small", "reviews_long", "texts.csv"):
            assert words in opened.screen
        assert opened.screen.count("read before") == 2
        await opened.press(*"reviews", "down", "down", "enter")
        data = opened.app.document.experiment.data
        assert isinstance(data, TextData)
        assert data.path == str(folder / "reviews")
        await opened.press("s", *"sam", "enter")
        assert opened.app.document.experiment.data.source == "sample"
        await opened.press("s", "enter")  # the present one is the usual answer
        assert opened.app.document.experiment.data.source == "sample"


async def test_the_beginning_of_the_only_name_that_fits_is_enough(
    open_app: OpenApp, loading: FakeLoading, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    async with open_app() as opened:
        await opened.press("2", "s", *"texts.c", "enter")
        data = opened.app.document.experiment.data
        assert isinstance(data, TextData)
        assert data.path == str(folder / "texts.csv")
        await opened.press("s", *"nothing", "enter")
        assert "no such file" in opened.screen


async def test_own_texts_that_nobody_has_named_yet_are_asked_for(
    open_app: OpenApp, loading: FakeLoading
) -> None:
    async with open_app() as opened:
        await opened.press("2", "s", *"text", "enter")
        assert "type the path of your texts" in opened.screen
