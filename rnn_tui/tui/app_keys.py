"""The keys that work on every screen."""

from textual.binding import Binding, BindingType

from rnn_tui.tui.widgets.top_bar import tab_bindings

APP_BINDINGS: list[BindingType] = [
    *tab_bindings(),
    Binding(
        "ctrl+n",
        "next_screen",
        "next screen",
        show=False,
        priority=True,
        id="app.next",
        tooltip="Show the next of the five screens, from inside a text field too",
    ),
    Binding("question_mark", "help", "help", id="app.help", tooltip="All keys of this screen"),
    Binding(
        "ctrl+t",
        "toggle_theme",
        "dark or light",
        show=False,
        id="app.theme",
        tooltip="Change between the dark and the light theme",
    ),
    Binding(
        "comma,f2",
        "settings",
        "settings",
        show=False,
        id="app.settings",
        tooltip="Theme, refresh rate, smoothing, bell and keys, kept for the next time",
    ),
    Binding(
        "ctrl+l",
        "redraw",
        "draw anew",
        show=False,
        id="app.redraw",
        tooltip="Draw the whole screen anew, where something has written over it",
    ),
    Binding("ctrl+q", "quit", "quit", show=False, id="app.quit", tooltip="Leave the app"),
    Binding("q", "quit", "quit", id="app.quit-letter", tooltip="Leave the app"),
]
