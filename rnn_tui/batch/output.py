"""Standard output that may close at any time: the run goes on without a reader."""

import os
import sys


def write(text: str) -> None:
    """Print a line at once; where nobody reads any more, print into the void from now on."""
    try:
        print(text, flush=True)
    except (BrokenPipeError, OSError):
        silence()


def silence() -> None:
    """Point stdout to nothing, so that neither we nor the interpreter trip over it again."""
    void = os.open(os.devnull, os.O_WRONLY)
    os.dup2(void, sys.stdout.fileno())
    os.close(void)
