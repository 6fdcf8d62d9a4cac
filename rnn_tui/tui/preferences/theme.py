"""The app's own themes, dark and light, of the shades in `colours.py`."""

from typing import Any

from textual.app import App
from textual.theme import Theme

from rnn_tui.tui.preferences.colours import COLOURS, VARIABLES
from rnn_tui.wording.language import tr


def _theme(name: str, *, dark: bool) -> Theme:
    colours: dict[str, Any] = COLOURS[name]
    return Theme(name, dark=dark, variables=VARIABLES[name], **colours)


DARK = _theme("rnn-dark", dark=True)
LIGHT = _theme("rnn-light", dark=False)
THEMES = (DARK, LIGHT)


def put_on(app: App[int], name: str) -> str:
    """Give an app the themes, and the one of this name; a complaint where there is none.

    For an app that has not started: its style sheet is parsed in the theme's colours.
    """
    for theme in THEMES:
        app.register_theme(theme)
    known = name in app.available_themes
    app.theme = name if known else DARK.name
    app.stylesheet.set_variables(app.get_css_variables())
    return "" if known else tr("unknown theme: {name}", name=name)


def opposite(theme: Theme) -> str:
    """The name of the light theme of the app for a dark one, of the dark one for a light one."""
    return LIGHT.name if theme.dark else DARK.name
