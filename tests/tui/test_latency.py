"""What makes a key quick: each test holds that it changes nothing but the time."""

import os
import threading
from queue import Queue

import pytest
from driving import OpenApp
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.css.stylesheet import Stylesheet
from textual.events import Key
from textual.message import Message
from textual.renderables.background_screen import BackgroundScreen
from textual.strip import Strip
from textual.widgets import Input

from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.model.screen import ModelScreen
from rnn_tui.tui.preferences.theme import DARK, LIGHT
from rnn_tui.tui.terminal.backdrop import tinted
from rnn_tui.tui.terminal.keyboard import PromptDriver

DEADLINE = 10.0


class Piped(PromptDriver):
    """Reads from a pipe, and keeps what was typed."""

    def __init__(self) -> None:
        self._debug = False
        self.fileno, self.typed = os.pipe()
        self.exit_event = threading.Event()
        self.messages: Queue[Message] = Queue()

    def process_message(self, message: Message) -> None:
        self.messages.put(message)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        (b"\x1b", ["\x1b"]),
        (b"\x1b[A", ["up"]),
        (b"a\x1b[Bb", ["a", "down", "b"]),
        ("é字".encode(), ["é", "字"]),
    ],
)
def test_keys_and_sequences_are_told_apart(typed: bytes, keys: list[str]) -> None:
    driver = Piped()
    thread = threading.Thread(target=driver.run_input_thread)
    thread.start()
    try:
        os.write(driver.typed, typed)
        for key in keys:
            found = driver.messages.get(timeout=DEADLINE)
            assert isinstance(found, Key)
            assert (found.key if found.character is None else found.character) == key
    finally:
        driver.exit_event.set()
        thread.join(DEADLINE)
        os.close(driver.fileno)
        os.close(driver.typed)
    assert driver.messages.empty()


@pytest.mark.parametrize("alpha", [0.0, 0.6])
def test_the_screen_behind_a_dialog_is_tinted_as_textual_does(alpha: float) -> None:
    tint = Color(10, 20, 30, alpha)
    strip = Strip(
        [
            Segment("plain"),
            Segment("both", Style.parse("bold #aabbcc on #102030")),
            Segment("ansi", Style.parse("red on blue")),
            Segment("link", Style.parse("underline #ffffff link https://example.org")),
        ]
    )
    expected = list(BackgroundScreen.process_segments(strip, tint))
    found = list(tinted(strip, tint))
    assert [each.text for each in found] == [each.text for each in expected]
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.style == theirs.style


async def test_a_hidden_screen_takes_a_new_theme_when_it_is_shown(open_app: OpenApp) -> None:
    async with open_app() as opened:
        await opened.press("3", "1", "ctrl+t")
        assert opened.app.theme == LIGHT.name
        for key in ("3", "1"):
            await opened.press(key)
            assert opened.app.screen.styles.background == Color.parse(LIGHT.background or "")
        await opened.press("ctrl+t", "3")
        assert opened.app.screen.styles.background == Color.parse(DARK.background or "")


async def test_only_a_screen_that_is_made_is_hidden_meanwhile(open_app: OpenApp) -> None:
    async with open_app() as opened:
        opened.app.action_show("train")
        assert opened.app._batch_count
        await opened.until(lambda: not opened.app._batch_count)
        opened.app.action_show("model")
        assert not opened.app._batch_count


async def test_a_key_lets_garbage_wait(open_app: OpenApp, monkeypatch) -> None:
    touched: list[None] = []
    async with open_app() as opened:
        monkeypatch.setattr(opened.app._garbage, "touched", lambda: touched.append(None))
        await opened.press("3")
        assert touched


async def test_a_new_screen_does_not_parse_the_style_sheets_of_the_others_again(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[None] = []
    monkeypatch.setattr(Stylesheet, "reparse", lambda sheet: parsed.append(None))
    async with open_app() as opened:
        await opened.press("4")
        pane = opened.app.screen.query_one("RunsPane")
        assert opened.app.stylesheet.has_source(str(opened.app.screen.css_path[0]))
        assert pane.styles.height is not None  # by the screen's own sheet
        assert not parsed


async def test_the_fields_of_a_layer_are_made_once_the_stack_is_painted(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[bool] = []
    begin = ModelScreen._begin_fields

    def recorded(screen: ModelScreen) -> None:
        shown = screen._compositor.render_strips()
        painted.append(any("total" in strip.text for strip in shown))
        begin(screen)

    monkeypatch.setattr(ModelScreen, "_begin_fields", recorded)
    async with open_app() as opened:
        assert painted == [True]
        form = opened.app.screen.query_one(Form)
        assert form.region.area


async def test_keys_that_come_before_the_fields_are_there_wait_for_them(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_mount = ModelScreen.on_mount

    def typed_ahead(screen: ModelScreen) -> None:
        on_mount(screen)
        for key, character in (("enter", None), ("ctrl+u", None), ("4", "4"), ("7", "7")):
            screen.app.post_message(Key(key, character).set_sender(screen.app))

    monkeypatch.setattr(ModelScreen, "on_mount", typed_ahead)
    async with open_app() as opened:
        await opened.until(lambda: isinstance(opened.app.focused, Input))
        field = opened.app.focused
        assert isinstance(field, Input)
        await opened.until(lambda: field.value == "47")
