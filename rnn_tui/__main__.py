"""`rnn-tui`, and `python -m rnn_tui`, which is the same.

Until the command line is loaded, Ctrl-C ends the process at once and without a traceback.
"""

import signal

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from rnn_tui.cli import main

if __name__ == "__main__":
    main()
