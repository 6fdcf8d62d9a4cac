"""The app's own colours, dark and light.

The shades are chosen so that a terminal of 16 colours, which gets the nearest of each,
still tells text, selection, and warning apart; `terminal/few_colours.py` parts what is too near.
"""

from textual.app import App
from textual.theme import Theme

DARK = Theme(
    name="rnn-dark",
    dark=True,
    primary="#4fb0d8",
    secondary="#87afaf",
    accent="#cfa030",
    foreground="#d4d8de",
    background="#12151a",
    surface="#171b21",
    panel="#222831",
    success="#6fbf4f",
    warning="#cfa030",
    error="#e0736b",
    variables={
        "border": "#4fb0d8",
        "border-blurred": "#3a4350",
        "block-cursor-background": "#2f6f93",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#2b3440",
        "block-cursor-blurred-text-style": "bold",
        "block-cursor-blurred-foreground": "#ffffff",
        "footer-background": "#171b21",
        "footer-key-foreground": "#cfa030",
        "footer-description-foreground": "#aab2bd",
        "input-selection-background": "#2f6f93",
        "input-selection-foreground": "#ffffff",
    },
)

LIGHT = Theme(
    name="rnn-light",
    dark=False,
    primary="#1f6a94",
    secondary="#3f6f6f",
    accent="#8a5a00",
    foreground="#20242a",
    background="#f7f6f2",
    surface="#f1efe9",
    panel="#e4e1d8",
    success="#107a10",
    warning="#8a5a00",
    error="#b00010",
    variables={
        "border": "#1352a6",  # the nearest of 16 is blue: a frame without the focus is grey
        "border-blurred": "#c2bdb0",
        "block-cursor-background": "#1f6a94",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#c5cbcd",
        "block-cursor-blurred-text-style": "bold",
        "block-cursor-blurred-foreground": "#20242a",
        "footer-background": "#f1efe9",
        "footer-key-foreground": "#1f6a94",
        "footer-description-foreground": "#4a505a",
        "input-selection-background": "#1f6a94",
        "input-selection-foreground": "#ffffff",
    },
)

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
    return "" if known else f"unknown theme: {name}"


def opposite(theme: Theme) -> str:
    """The name of the light theme of the app for a dark one, of the dark one for a light one."""
    return LIGHT.name if theme.dark else DARK.name
