"""The command line: one file for a group of commands, registered in `rnn_tui.cli.commands`.

Importing a command costs next to nothing: it imports the front-end that it needs when it runs.
"""

from rnn_tui.cli.main import cli

__all__ = ["cli"]
