"""Colours on the line of a cursor can be read, in every theme of the app."""

import pytest
from textual.color import Color

from rnn_tui.tui.preferences.colours import COLOURS, VARIABLES
from rnn_tui.tui.preferences.contrast import LEAST, contrast, readable


def test_contrast_is_that_of_the_wcag() -> None:
    black, white = Color.parse("#000000"), Color.parse("#ffffff")
    assert contrast(black, white) == contrast(white, black) == pytest.approx(21)
    assert contrast(white, white) == 1
    assert contrast(Color.parse("#767676"), white) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", COLOURS)
@pytest.mark.parametrize("cursor", ["block-cursor", "block-cursor-blurred"])
def test_a_state_is_read_under_the_cursor_and_keeps_its_hue(theme: str, cursor: str) -> None:
    ground = Color.parse(VARIABLES[theme][f"{cursor}-background"])
    text = Color.parse(VARIABLES[theme][f"{cursor}-foreground"])
    found = set()
    for name in ("success", "warning", "error"):
        ink = readable(Color.parse(COLOURS[theme][name]), ground, text)
        assert contrast(ink, ground) >= LEAST
        found.add(ink.hex)
    assert len(found - {text.hex}) == 3
