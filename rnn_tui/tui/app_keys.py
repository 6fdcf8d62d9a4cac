"""The keys that work on every screen."""

from textual.binding import BindingType

from rnn_tui.tui.keys import SCREENS, Key, bindings
from rnn_tui.tui.tabs import TABS

TAB_KEYS = {
    mode: Key(key, f"show('{mode}')", title, f"Show the {title} screen", show=False)
    for key, mode, title in TABS
}
"""The digit alone is left to text fields."""

TAB_KEYS_IN_FIELDS = {
    f"{mode}-always": Key(
        f"alt+{key}",
        f"show('{mode}')",
        title,
        f"Show the {title} screen, from a text field too",
        show=False,
        priority=True,
    )
    for key, mode, title in TABS
}

APP_BINDINGS: list[BindingType] = bindings(
    "app",
    SCREENS,
    {
        **TAB_KEYS,
        **TAB_KEYS_IN_FIELDS,
        "next": Key(
            "ctrl+n",
            "next_screen",
            "next screen",
            "Show the next screen, from a text field too",
            show=False,
            priority=True,
        ),
        "help": Key("question_mark", "help", "help", "Show all keys of this screen"),
        "theme": Key(
            "ctrl+t",
            "toggle_theme",
            "dark or light",
            "Switch between a dark and a light theme",
            show=False,
        ),
        "settings": Key(
            "comma,f2",
            "settings",
            "settings",
            "Theme, language, refresh rate, smoothing, bell and keys",
            show=False,
        ),
        "redraw": Key(
            "ctrl+l",
            "redraw",
            "redraw",
            "Redraw the screen when something has written over it",
            show=False,
        ),
        "quit": Key("ctrl+q", "quit", "quit", "Quit the app", show=False),
        "quit-letter": Key("q", "quit", "quit", "Quit the app"),
    },
)
