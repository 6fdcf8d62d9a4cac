"""The exit codes that the command line documents, for every process of the program."""

from enum import IntEnum


class Exit(IntEnum):
    """The codes, as `rnn-tui --help` and the documentation explain them.

    A run that another signal has stopped ends with 128 and the number of that signal.
    """

    FINISHED = 0
    USAGE = 2
    DATA = 3
    DIVERGED = 4
    ENGINE = 5
    INTERRUPTED = 130
    TERMINATED = 143

    @classmethod
    def of_failure(cls, kind: str) -> "Exit":
        """The code of a failed run, by the `kind` that its event `failed` gives."""
        return _FAILURES.get(kind, cls.ENGINE)


_FAILURES = {
    "config": Exit.USAGE,
    "data": Exit.DATA,
    "diverged": Exit.DIVERGED,
    "engine": Exit.ENGINE,
}
