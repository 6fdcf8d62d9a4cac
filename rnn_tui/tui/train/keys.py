"""The keys of the Train screen, in the order in which the footer and the help list them."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen

TRAIN_BINDINGS: list[BindingType] = bindings(
    "train",
    on_screen("train"),
    {
        "stop": Key(
            "s",
            "stop",
            "stop…",
            "Stop, pause or kill the run; shows what each keeps",
        ),
        "resume": Key("r", "resume", "resume", "Continue the run from where it stopped or paused"),
        "start": Key("t", "start", "train", "Train the experiment, or queue it while a run trains"),
        "extend": Key("a", "extend", "add epochs", "Train an ended run for more epochs"),
        "curve": Key("c", "next_curve", "curve", "Show the next curve: accuracy, loss, …"),
        "settings": Key(
            "h",
            "settings",
            "hyperparameters",
            "Show or hide the hyperparameters of the next run",
        ),
        "fields": Key("enter", "fields", "fields", "Go to the hyperparameters", show=False),
        "events": Key("e", "events", "events", "Show or hide the list of events"),
        "export": Key(
            "x",
            "export",
            "export",
            "Export the run's history, a Keras script or the model",
        ),
    },
)
