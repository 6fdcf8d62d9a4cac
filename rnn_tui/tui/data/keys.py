"""The keys of the Data screen."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen

DATA_BINDINGS: list[BindingType] = bindings(
    "data",
    on_screen("data"),
    {
        "fields": Key("enter", "fields", "options", "Go to the options"),
        "cancel": Key("c", "cancel", "cancel", "Cancel loading"),
        "break-off": Key("escape", "break_off", "cancel", "Cancel loading"),
        "fix": Key("f", "fix", "fix", "Fix the problem shown"),
        "load": Key("l", "load", "load", "Load the data, or reload it"),
        "source": Key("s", "source", "source", "Choose the data: a source, or your own texts"),
        "imdb": Key("i", "imdb", "IMDB", "Use the IMDB reviews; asks before downloading"),
        "open": Key(
            "o", "open", "own texts", "Choose the data, from the folder of your texts", show=False
        ),
        "class": Key("k", "choose_class", "class", "Show the examples of one class, or of all"),
        "train": Key("t", "app.show('train')", "train", "Go on to training"),
        "notes": Key("n", "notes", "notes", "Show how the data was read, with notes"),
    },
)
