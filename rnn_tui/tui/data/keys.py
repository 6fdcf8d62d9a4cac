"""The keys of the Data screen."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen

DATA_BINDINGS: list[BindingType] = bindings(
    "data",
    on_screen("data"),
    {
        "fields": Key("enter", "fields", "options", "Go to the options"),
        "cancel": Key("c", "cancel", "cancel", "Cancel the loading"),
        "break-off": Key(
            "escape", "break_off", "cancel", "Cancel the loading, where no field is being left"
        ),
        "fix": Key("f", "fix", "fix", "Fix the problem that is shown"),
        "load": Key("l", "load", "load", "Load the data, or load it again"),
        "source": Key("s", "source", "source", "Choose among the sources"),
        "imdb": Key("i", "imdb", "IMDB", "Take the IMDB reviews; asks before it downloads them"),
        "open": Key("o", "open", "own texts", "Take a file or folder of texts"),
        "class": Key(
            "k", "choose_class", "class", "Show the examples of one class only, or of all again"
        ),
        "train": Key("t", "app.show('train')", "train", "Go on to training"),
        "notes": Key("n", "notes", "notes", "How the data was read, and what was noted"),
    },
)
