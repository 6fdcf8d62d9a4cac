"""Errors as people read them: those that they can put right, and what the system says."""

from rnn_tui.io.exits import Exit


class UserError(Exception):
    """Something that a person can put right, in one sentence that says how.

    A command that it reaches prints the sentence after `error:` and ends with `exit_code`.
    """

    exit_code = Exit.USAGE


def reason(error: BaseException) -> str:
    """The reason of a failure, to follow a colon: `no such file or directory`."""
    said = getattr(error, "strerror", None)
    if isinstance(said, str) and said:
        return said[0].lower() + said[1:]
    return str(error) or type(error).__name__
