"""Keys that come in one burst: each does its work before the next one is looked at."""

from pathlib import Path
from typing import Any

import pytest
from driving import OpenApp, Opened
from fake_engine import FakeRun
from textual import events
from textual.keys import _character_to_key
from textual.widgets import Input

from rnn_tui.tui.terminal.key_order import KeyOrder
from rnn_tui.tui.train.hyperparameters import HyperparameterPane


def burst(opened: Opened, *keys: str) -> None:
    """All keys at once, as a terminal gives them that was busy."""
    for key in keys:
        character = key if len(key) == 1 else None
        name = _character_to_key(key) if character and not character.isalnum() else key
        opened.app.post_message(events.Key(name, character))


def units(opened: Opened) -> tuple[Any, Any]:
    layer: Any = opened.app.document.experiment.layers[1]
    return layer.units, layer.dropout


async def test_a_burst_over_two_fields_fills_both(open_app: OpenApp) -> None:
    async with open_app("imdb-simple-rnn") as opened:
        burst(opened, "enter", "ctrl+u", *"64", *["down"] * 5, "ctrl+u", *"0.5", "escape")
        await opened.until(lambda: units(opened) == (64, 0.5))
        await opened.settle()
        assert opened.app.screen.focused is opened.app.screen.home


async def test_what_is_typed_after_the_key_of_a_dialog_goes_into_it(open_app: OpenApp) -> None:
    async with open_app() as opened:
        burst(opened, "p", *"imdb-gru", "enter")
        await opened.until(lambda: opened.app.document.experiment.name == "imdb-gru")


async def test_what_is_typed_after_the_key_of_a_screen_goes_to_it(open_app: OpenApp) -> None:
    async with open_app() as opened:
        burst(opened, "3", "h", *["ctrl+u", "7"], "escape", "1", "a", *"drop", "enter")
        await opened.until(lambda: opened.app.document.experiment.train.epochs == 7)
        await opened.until(lambda: len(opened.app.document.experiment.layers) == 4)
        assert opened.app.current_mode == "model"


async def test_keys_go_on_where_the_field_of_one_has_gone(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnn_tui.tui.terminal.app.PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(KeyOrder, "follow", lambda self, target, screen: True)  # it never comes
    async with open_app() as opened:
        burst(opened, "d", "d")
        await opened.until(lambda: len(opened.app.document.experiment.layers) == 1)


async def test_a_long_text_stays_in_order(open_app: OpenApp) -> None:
    text = "the quick brown fox jumps over the lazy dog" * 3
    async with open_app() as opened:
        await opened.press("p")
        burst(opened, *text)
        field = opened.app.screen.query_one(Input)
        await opened.until(lambda: field.value == text)


async def test_a_second_h_closes_the_form_that_the_first_one_opened(
    open_app: OpenApp, tmp_path: Path
) -> None:
    fake = FakeRun(tmp_path / "runs").start().epochs(2)
    async with open_app(attach=fake.run) as opened:
        await opened.press("3", "h")
        assert isinstance(opened.app.focused, Input)
        await opened.press("h")
        assert not opened.app.screen.query_one(HyperparameterPane).display
        assert not opened.app.document.invalid
        await opened.press("h", "1", "h")  # where something was typed it is a letter
        assert opened.app.focused.value.endswith("1h")  # type: ignore[union-attr]
