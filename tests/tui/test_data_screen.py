"""The Data screen: figures, examples, problems, bad input."""

from dataclasses import replace
from pathlib import Path

import pytest
from driving import Dump, OpenApp
from fake_loading import FakeLoading, corpus, focus, loading, show, state, text_experiment
from textual.widgets import Static

from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.experiment import DataFacts, DataSpec, ImdbData, SampleData, TextData
from rnn_tui.experiment import load as preset
from rnn_tui.experiment.fields import field_facts
from rnn_tui.tui.data import loader as data_loading
from rnn_tui.tui.data.state import Loaded
from rnn_tui.tui.forms.field_help import FieldHelp
from rnn_tui.tui.forms.path_field import completed_column

__all__ = ["loading"]

FACTS = DataFacts(2, 453, 3_200, class_names=("negative", "positive"), longest=61)
"""Of the corpus that `fake_loading` shows."""

SIZES = {"80x24": (80, 24), "120x35": (120, 35)}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
async def test_first_look(open_app: OpenApp, dump: Dump, size: tuple[int, int]) -> None:
    async with open_app(size=size) as opened:
        await show(opened)
        dump(f"data-{size[0]}x{size[1]}", opened)


async def test_the_facts_go_to_the_problems(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await show(opened)
        assert opened.app.document.known_facts == FACTS
        assert opened.app.doing == ""


async def test_num_words_and_maxlen_change_the_figures_as_typed(
    open_app: OpenApp, dump: Dump
) -> None:
    async with open_app() as opened:
        await show(opened)
        assert "unknown   0.0%" in opened.screen
        await opened.press("enter", "ctrl+u", "1", "0", "0")
        assert opened.app.document.experiment.data.num_words == 100
        assert "unknown   20.0%" not in opened.screen
        assert "unknown   0.0%" not in opened.screen
        await opened.press("down", "2", "0")
        assert "(3200, 20)" in opened.screen
        assert "timesteps, 22 cut" in opened.screen
        dump("data-cut", opened)
        await opened.press("escape", "u", "u")
        assert not opened.app.document.unsaved
        assert "(3200, 64)" in opened.screen


async def test_a_problem_that_the_data_shows_is_fixed_on_a_key(open_app: OpenApp) -> None:
    experiment = preset("quickstart", ["layers.0.input_dim=100", "data.num_words=none"])
    async with open_app(experiment) as opened:
        await show(opened)
        assert "the Embedding has 100 rows, but word ids run up to 453" in opened.screen
        await opened.press("f")
        assert opened.app.document.experiment.layers[0].input_dim == 454  # type: ignore[attr-defined]
        assert "The data fits the model." in opened.screen


async def test_three_classes_and_short_texts_are_fitted_with_one_key_each(
    open_app: OpenApp, tmp_path: Path, dump: Dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = "很好看,正面\n太无聊了,负面\n还可以吧,中性\n" * 20
    (tmp_path / "电影.csv").write_text(f"内容,类别\n{rows}", encoding="utf-8")
    async with open_app(text_experiment("电影.csv")) as opened:
        await show(opened)
        assert "does not fit 3 classes" in opened.screen
        dump("data-chinese", opened)
        await opened.press("f", "f")
        assert "the Embedding has 500 rows" in opened.screen
        await opened.press("f")
        assert "maxlen is 64, but the longest text has" in opened.screen
        await opened.press("f")
        assert opened.app.document.experiment.data.maxlen < 16
        assert "The data fits the model." in opened.screen
        await opened.press("t")
        assert opened.app.current_mode == "train"


async def test_how_a_table_was_read_is_told(
    open_app: OpenApp, loading: FakeLoading, dump: Dump
) -> None:
    taken = ReadAs(
        "CSV", "gb18030", ";", "double", True, ("title", "body"), "stars", ("id", "author")
    )
    measured = corpus(["a good film", "a bad film"], notes=("test.csv is left aside",))
    read = replace(measured, corpus=replace(measured.corpus, read_as=taken))
    async with open_app(text_experiment("a.csv", maxlen=4)) as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        loading.finish(read)
        await opened.until(lambda: isinstance(state(opened), Loaded))
        await opened.settle()
        assert "CSV, gb18030, separator" in opened.screen
        assert "text_column      auto: title," in opened.screen
        assert "label_column     auto: stars" in opened.screen
        assert "encoding         auto: gb18030" in opened.screen
        await opened.press("n")
        assert "not used: 'id', 'author'" in opened.screen
        assert "test.csv is left aside" in opened.screen
        dump("data-read", opened)


async def test_examples_are_walked_through_by_class(
    open_app: OpenApp, loading: FakeLoading, dump: Dump
) -> None:
    texts = ["a good film", "a bad film indeed", "good good", "bad"]
    async with open_app(text_experiment("a.csv", num_words=7, maxlen=4)) as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        loading.finish(corpus(texts, notes=("2 empty texts were left out",)))
        await opened.until(lambda: isinstance(state(opened), Loaded))
        await opened.settle()
        assert "Example 1 of 4: neg, 4 timesteps" in opened.screen
        await opened.press("right")
        assert "… 1 cut … a ‹bad› film ‹indeed›" in opened.screen
        dump("data-example", opened)
        await opened.press("right", "right", "right")
        assert "[PAD] × 2 [START] ‹bad›" in opened.screen
        await opened.press("k")
        assert "Example 1 of 2 of class neg" in opened.screen
        await opened.press("k", "k")
        assert "Example 1 of 4: neg" in opened.screen
        await opened.press("n")
        assert "2 empty texts were left out" in opened.screen
        dump("data-notes", opened)


async def test_many_classes_are_chosen_from_a_list(open_app: OpenApp, loading: FakeLoading) -> None:
    classes = (*(f"class {i}" for i in range(8)), "[red]x[/")
    async with open_app(text_experiment()) as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        loading.finish(corpus([f"word{i} [b]bold[/b]" for i in range(27)], classes))
        await opened.until(lambda: isinstance(state(opened), Loaded))
        await opened.press("k", *"red", "enter")
        assert "of class [red]x[/, 3 timesteps" in opened.screen
        assert "[b]bold[/b]" in opened.screen
        await opened.press("k", *"all", "enter")
        assert "Example 1 of 27:" in opened.screen


async def test_settings_that_leave_no_word_are_told(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await show(opened)
        await opened.press("enter", "ctrl+u", "4")
        assert "from 5 to 10,000,000" in " ".join(opened.screen.split())


@pytest.mark.parametrize("data", [ImdbData(), TextData(path="a.csv")], ids=lambda d: d.source)
async def test_no_bad_value_reaches_the_experiment(
    open_app: OpenApp, loading: FakeLoading, data: DataSpec
) -> None:
    experiment = preset("quickstart").model_copy(update={"data": data})
    shared = SampleData.model_fields if data.source == "text" else {"source"}
    async with open_app(experiment) as opened:
        await opened.press("2")
        for name in type(data).model_fields.keys() - shared:
            facts = field_facts(type(data), name)
            if facts.choices or facts.type is bool:
                continue
            field = await focus(opened, name)
            field.value = "-1" if facts.type in (int, float) else "a\x07b"
            await opened.settle()
            assert opened.app.document.experiment == experiment, name
            assert opened.app.screen.query_one(FieldHelp).has_class("-wrong"), name
            await opened.press("escape")
            assert opened.app.document.errors
            await opened.press("u")
            assert not opened.app.screen.query("FieldRow.-wrong"), name


async def test_a_field_that_does_not_take_its_text_is_told_below(
    open_app: OpenApp, loading: FakeLoading
) -> None:
    async with open_app(text_experiment()) as opened:
        await opened.press("2", "c", "enter", *["down"] * 4, "x", "escape")
        assert "num_words: 'x' is not allowed" in opened.screen
        assert "return to 500 (f)" in opened.screen
        await opened.press("f")
        assert "is not allowed" not in opened.screen


async def test_it_survives_a_terminal_of_20x5(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await show(opened)
        before = opened.screen
        await opened.pilot.resize_terminal(20, 5)
        await opened.settle()
        await opened.press("right", "k", "k", "k", "enter", "escape")
        await opened.pilot.resize_terminal(80, 24)
        await opened.settle()
        assert opened.screen == before


async def test_another_experiment_on_the_same_data_keeps_its_figures(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await show(opened)
        await opened.press("1", "p", *"quick", "enter", "2")
        await opened.until(lambda: opened.app.document.known_facts is not None)
        assert isinstance(state(opened), Loaded)


async def test_help_lists_the_keys(open_app: OpenApp) -> None:
    async with open_app(size=(120, 50)) as opened:
        await show(opened)
        await opened.press("question_mark")
        for said in ("asks before downloading", "Show the next example", "of one class, or"):
            assert said in opened.screen


async def test_figures_that_take_long_come_from_a_thread(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_loading, "slow", lambda measured, data: True)
    async with open_app() as opened:
        await show(opened)
        await opened.press("enter", "down", "2", "0")
        await opened.until(lambda: "(3200, 20)" in opened.screen)
        assert opened.app.document.known_facts == FACTS


async def test_the_arrows_lead_out_of_the_source_as_out_of_each_field(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("2", "enter")
        first = opened.app.focused
        await opened.press("up")
        assert opened.app.focused is not first
        await opened.press("down")
        assert opened.app.focused is first


async def test_the_longest_help_is_read_whole(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("2", "enter")
        assert 'or "none".' in opened.screen


async def test_tab_completes_a_column_that_was_found(
    open_app: OpenApp, loading: FakeLoading
) -> None:
    taken = ReadAs("CSV", "utf-8", ",", "double", True, ("review",), "stars", ("id", "reviewer"))
    measured = corpus(["a good film", "a bad film"])
    read = replace(measured, corpus=replace(measured.corpus, read_as=taken))
    async with open_app(text_experiment("a.csv", maxlen=4)) as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        loading.finish(read)
        await opened.until(lambda: isinstance(state(opened), Loaded))
        field = await focus(opened, "text_column")
        await opened.press(*"rev", "tab")
        assert field.value == "review"
        await opened.press(*"er", "tab")
        assert opened.app.document.experiment.data.text_column == "reviewer"  # type: ignore[attr-defined]
        assert opened.app.screen.focused is not field


async def test_the_counts_of_all_classes_are_there(open_app: OpenApp, loading: FakeLoading) -> None:
    names = tuple(f"class {number}" for number in range(20))
    async with open_app(text_experiment("a.csv", maxlen=4)) as opened:
        await opened.press("2")
        await opened.until(lambda: loading.orders)
        loading.finish(corpus(["a b"] * 40, names))
        await opened.until(lambda: isinstance(state(opened), Loaded))
        await opened.settle()
        shown = str(opened.app.screen.query_one("#data-words", Static).visual)
        assert all(f"{name} 2" in shown for name in names)
        assert "more" not in shown


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ti", "title"),
        ("title, bod", "title, body"),
        ("b", "bo"),
        ("", ""),
        ("x", "x"),
        ("title,bod", "title,body"),
    ],
)
def test_columns_are_completed_as_far_as_they_are_certain(typed: str, found: str) -> None:
    assert completed_column(typed, ("title", "body", "book")) == found
