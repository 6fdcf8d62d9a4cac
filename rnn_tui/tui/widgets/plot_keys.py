"""The keys of a plot, in the order in which the help lists them."""

from textual.binding import BindingType

from rnn_tui.tui.keys import Key, bindings, on_screen

PLOT_BINDINGS: list[BindingType] = bindings(
    "plot",
    (on_screen("train"), on_screen("runs"), on_screen("sweep")),
    {
        "trace": Key("b", "trace", "batches", "Show or hide the value of every batch"),
        "zoom-in": Key(
            "plus,equals_sign",
            "zoom(1)",
            "zoom in",
            "Zoom in around the cursor (or use the mouse wheel)",
            key_display="+",
        ),
        "zoom-out": Key("minus", "zoom(-1)", "out", "Zoom out", key_display="-"),
        "whole": Key("0", "whole", "all", "Show all epochs", show=False),
        "pan-left": Key(
            "left_square_bracket,shift+left",
            "pan(-1)",
            "pan left",
            "Show earlier epochs (or use shift and the mouse wheel)",
            show=False,
            key_display="[",
        ),
        "pan-right": Key(
            "right_square_bracket,shift+right",
            "pan(1)",
            "pan right",
            "Show later epochs",
            show=False,
            key_display="]",
        ),
        "cursor-left": Key(
            "left",
            "cursor(-1)",
            "read",
            "Read the values one point to the left (or click)",
            show=False,
        ),
        "cursor-right": Key(
            "right", "cursor(1)", "read", "Read the values one point to the right", show=False
        ),
        "cursor-first": Key(
            "home", "cursor_end(-1)", "first", "Read the values of the first point", show=False
        ),
        "cursor-last": Key(
            "end", "cursor_end(1)", "last", "Read the values of the last point", show=False
        ),
        "cursor-off": Key(
            "escape",
            "leave_cursor",
            "stop reading",
            "Hide the cursor and show the legend",
            show=False,
        ),
        "smooth": Key(
            "m",
            "smooth",
            "smooth",
            "Moving average: none, or .6, .9 or .99 of the past kept at each step",
        ),
        "log": Key("l", "log", "log", "Switch between a logarithmic and a linear scale"),
        "hold": Key(
            "k",
            "hold",
            "keep y",
            "Keep the y axis as it is for the next runs and points, or let it follow again",
            show=False,
        ),
        "show": Key(
            "v",
            "show",
            "curves",
            "Show training and validation, only validation, or only training",
            show=False,
        ),
    },
)
