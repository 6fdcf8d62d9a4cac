"""What a person reads is told apart from its ground, with 16 colours and with all of them."""

from pathlib import Path

import pytest
from driving import OpenApp, Opened
from fake_engine import FakeRun
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color

from rnn_tui.experiment import load
from rnn_tui.tui.forms.editors import WordSelect
from rnn_tui.tui.preferences.theme import THEMES
from rnn_tui.tui.terminal.few_colours import told_apart
from rnn_tui.tui.terminal.screen_diff import row_of

LOOKS = (
    ["enter"],
    ["escape", "p"],
    ["escape", "o"],
    ["escape", "2", "enter"],
    ["escape", "3"],
    ["h"],
    ["escape", "4", "slash"],
    ["escape", "5"],
    ["p"],
    ["comma"],
    ["escape", "ctrl+p"],
)
"""Keys that lead past forms, placeholders, plots, dialogs and the palette."""


def vanished(opened: Opened) -> str:
    """What the terminal is sent in the colour of its own ground, or one that is nearly so."""
    found = ""
    for strip in opened.app.screen._compositor.render_strips():
        for character, codes in zip(*row_of(strip, opened.app.console), strict=True):
            numbers = [int(code) for code in codes.split(";") if code]
            inks = [number for number in numbers if 30 <= number % 60 < 38]
            grounds = [number - 10 for number in numbers if 40 <= number % 60 < 48]
            alike = inks == grounds or {*inks, *grounds} == {37, 97}
            found += character if inks and alike else ""
    return found.replace(" ", "")


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_nothing_vanishes_with_sixteen_colours(
    open_app: OpenApp, tmp_path: Path, theme: str
) -> None:
    fake = FakeRun(tmp_path / "runs", load("quickstart", ["train.epochs=8"])).start()
    fake.epochs(4).partial(batch=4).stop()
    async with open_app(attach=fake.run) as opened:
        opened.app.console._color_system = ColorSystem.STANDARD
        opened.app.theme = theme
        await opened.settle()
        await opened.press("1")
        for keys in LOOKS:
            await opened.press(*keys)
            assert not vanished(opened), (keys, opened.screen)


@pytest.mark.parametrize(
    ("shade", "number"),
    [
        ("#c2bdb0 on #f7f6f2", 8),
        ("#7a7e84 on #2a3039", 7),
        ("#22272f on #12151a", 8),
        ("#f7f6f2 on #a0becc", 0),
        ("#a01020 on #900010", 15),
        ("#10a010 on #109010", 0),
    ],
)
def test_what_would_vanish_takes_another_shade(shade: str, number: int) -> None:
    color = told_apart(Style.parse(shade)).color
    assert color is not None
    assert color.number == number


@pytest.mark.parametrize(
    "shade", ["#d4d8de on #12151a", "red on default", "#123456", "#111111 on #111111"]
)
def test_what_can_be_read_or_is_hidden_stays(shade: str) -> None:
    style = Style.parse(shade)
    assert told_apart(style) == style


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_a_choice_with_the_focus_is_read(open_app: OpenApp, theme: str) -> None:
    async with open_app() as opened:
        opened.app.theme = theme
        await opened.settle()
        await opened.press("enter")
        while not isinstance(opened.app.focused, WordSelect):
            await opened.press("tab")
        *_, ground, ink = opened.app.focused.query_one("#label").colors
        assert contrast(ground, ground + ink) >= 4.5


def contrast(one: Color, other: Color) -> float:
    """As WCAG counts it."""
    lights = []
    for color in (one, other):
        shares = [
            each / 12.92 if each <= 0.04 else ((each + 0.055) / 1.055) ** 2.4
            for each in color.normalized
        ]
        lights.append(0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)
