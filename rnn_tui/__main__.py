"""`rnn-tui`, and `python -m rnn_tui`, which is the same.

Until the command line is loaded, Ctrl-C ends the process at once and without a traceback.
"""

import os
import signal
import sys
from typing import Any

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from rnn_tui.io import places, streams
from rnn_tui.io.early_settings import early_settings
from rnn_tui.io.exits import Exit
from rnn_tui.io.faults import UserError
from rnn_tui.io.python_warnings import ignore_warnings
from rnn_tui.wording.language import (
    AUTO,
    ENGLISH,
    LOGGED,
    speak,
    spoken,
    told,
    told_lines,
    tr,
    wanted,
)

COMPLETION = "_RNN_TUI_COMPLETE"
"""A shell sets it when it asks how a line could be completed."""


def main() -> None:
    """Run the command line and end with its exit code."""
    # Before numpy is imported: the matrices of one text are small, and beside a training,
    # threads that wait for one another make a prediction several times slower.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Looking for plugins of pydantic's reads the metadata of every package there is.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    ignore_warnings()
    streams.prepare()
    _choose_language()
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        code = _run()
        _tell_of_folders()
        streams.finish()
    except streams.OutputError as error:
        code = 0 if error.unread else Exit.USAGE
        if code:
            _tell_error(error)
    sys.exit(code)


def _run() -> Any:
    """The exit code of the command. Raises OutputError."""
    try:
        alone = len(sys.argv) == 1 and COMPLETION not in os.environ
        return _app() if alone else _command()
    except SystemExit as error:
        return error.code
    except KeyboardInterrupt:
        streams.tell(tr("interrupted"))
        return Exit.INTERRUPTED
    except UserError as error:
        _tell_error(error)
        return error.exit_code


def _tell_of_folders() -> None:
    """Tell which folders take the place of others, if nobody has."""
    for sentence in places.take_notices():
        streams.tell(told(sentence))


def _choose_language() -> None:
    """Speak the language of the settings or the environment; English into a log of the program."""
    logged = os.environ.pop(LOGGED, "")  # what this process starts may speak to people
    speak(ENGLISH if logged else wanted(early_settings().get("language", AUTO)))


def _tell_error(error: Exception) -> None:
    streams.tell(f"{tr('error: ')}{told_lines(str(error))}")


def _app() -> int:
    """`rnn-tui` alone: its first frame does not wait for a parser that has nothing to parse."""
    from rnn_tui.runs import runs_folder
    from rnn_tui.tui import run_app

    return run_app(None, runs_folder())


def _command() -> Any:
    import click

    from rnn_tui.cli import cli

    if COMPLETION in os.environ:
        from rnn_tui.cli.completion import register

        register()
    command: click.Command = cli
    if spoken() != ENGLISH:
        from rnn_tui.cli.translation import translated

        command = translated(cli)
    try:
        return command.main(prog_name="rnn-tui", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort as error:
        raise KeyboardInterrupt from error


if __name__ == "__main__":
    main()
