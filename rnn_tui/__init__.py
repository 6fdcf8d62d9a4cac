"""rnn-tui: the terminal workbench for recurrent networks."""

__version__ = "0.1.0"
