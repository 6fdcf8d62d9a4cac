"""Text that is no value, in the fields of a layer: explained, kept, counted, fixed."""

from pathlib import Path

import pytest
from driving import Dump, OpenApp
from textual.widgets import Input

from rnn_tui.tui.forms.field_help import FieldHelp
from rnn_tui.tui.forms.form import Form


async def test_bad_input_is_explained_and_counts_until_it_is_mended(
    open_app: OpenApp, dump: Dump
) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        await opened.press("enter", "ctrl+u", "0")
        assert "0 is not allowed" in opened.screen
        dump("model-bad-units", opened)
        assert not opened.app.document.unsaved
        help = opened.app.screen.query_one(FieldHelp)
        await opened.press("down")
        assert not help.has_class("-wrong")
        assert "units             0 " in opened.screen
        await opened.press("escape")
        assert "the plain recurrence" in opened.screen
        await opened.press("up", "down")  # another layer and back
        assert "units             0 " in opened.screen
        assert "units of layer 2: 0 is not allowed" in opened.screen
        await opened.press("3", "t")
        assert "1 problem to fix first" in opened.screen
        assert not opened.engine.runs
        await opened.press("1", "enter")
        assert help.has_class("-wrong")
        await opened.press("backspace", "3", "2")
        assert not help.has_class("-wrong")
        assert "none: ready to train" in opened.screen


async def test_bad_input_goes_by_a_fix_and_by_undo(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        await opened.press("enter", *"ab", "escape", "f")
        assert "units             32 " in opened.screen
        assert "none: ready to train" in opened.screen
        await opened.press("u")
        assert "units             32ab" in opened.screen
        await opened.press("u")
        assert "units             32 " in opened.screen
        assert not opened.app.document.past


async def test_what_is_saved_without_bad_input_is_said(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_app("imdb-simple-rnn") as opened:
        await opened.press("enter", *"ab", "ctrl+s", "enter")
        await opened.until((tmp_path / "imdb-simple-rnn.toml").is_file)
        await opened.until(lambda: "without the" in opened.screen)


async def test_no_bad_number_reaches_the_experiment(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        for text in ("-1", "1.5", "many", "1e9", "99999999", "", "[red]", "٣x", "inf"):
            opened.app.screen.query_one(Form).focus_field("units")
            await opened.settle()
            field = opened.app.screen.focused
            assert isinstance(field, Input)
            field.value = text
            await opened.settle()
            assert not opened.app.document.unsaved, text
            assert opened.app.screen.query_one(FieldHelp).has_class("-wrong"), text
            await opened.press("escape", "u")
            assert field.value == "32"
