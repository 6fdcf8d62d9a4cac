"""The shades of the app's two themes, as data: the opening frame needs them before Textual.

They are chosen so that a terminal of 16 colours, which gets the nearest of each, still tells
text, selection, and warning apart; `terminal/few_colours.py` parts what is too near.
"""

USUAL = "rnn-dark"
"""The theme of a person who has chosen none."""

COLOURS = {
    "rnn-dark": {
        "primary": "#4fb0d8",
        "secondary": "#87afaf",
        "accent": "#cfa030",
        "foreground": "#d4d8de",
        "background": "#12151a",
        "surface": "#171b21",
        "panel": "#222831",
        "success": "#6fbf4f",
        "warning": "#cfa030",
        "error": "#e0736b",
    },
    "rnn-light": {
        "primary": "#1f6a94",
        "secondary": "#3f6f6f",
        "accent": "#8a5a00",
        "foreground": "#20242a",
        "background": "#f7f6f2",
        "surface": "#f1efe9",
        "panel": "#e4e1d8",
        "success": "#107a10",
        "warning": "#8a5a00",
        "error": "#b00010",
    },
}

VARIABLES = {
    "rnn-dark": {
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
    "rnn-light": {
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
}
"""What Textual calls the variables of a theme."""
