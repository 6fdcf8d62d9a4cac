"""The sentence in an error of TensorFlow that says why.

It comes after a list of the operations "detected", which never names our code, and before advice on
dumps and the graph's own names: a user sees neither.
"""

import re

LONGEST = 300
"""Characters of a cause: what follows is told by the engine's log."""

_NOISE = re.compile(
    r"\s*(graph execution error|detected at node|<stack traces|stack trace for op|traceback"
    r"|the op is created at|file \"|tf2xla conversion failed|registered devices|device='"
    r"|registered kernels|hint: if you want|\[\[|arguments received by|•|[\^~]+$|\d+ root error)",
    re.IGNORECASE,
)
"""Lines that say where, not why."""

_PLAIN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\x1b\[[0-9;]*m"), ""),
    (re.compile(r"\s*\[Op:[^\]]*\]"), ""),
    (re.compile(r"\)\{\{node [^}]*\}\}"), ")"),
    (re.compile(r"\{\{node ([^}]*)\}\}"), r"\1"),
    (re.compile(r" with these attrs: \[.*\]"), ""),
    (re.compile(r" __inference\S*"), ""),
    (re.compile(r"/job:\w+/replica:\d+/task:\d+/(device:)?"), ""),
    (re.compile(r"^\(\d+\) [A-Z_ ]+: "), ""),
)
"""Parts of a line that are meant for TensorFlow's own developers."""


def cause_of(error: BaseException) -> str:
    """One line: the class of the error, and why it was raised as far as that is said."""
    kind = type(error).__name__
    said = [line for line in (_cleaned(line) for line in str(error).splitlines()) if line]
    if not said:
        return kind
    text = " ".join(" ".join(said).split())
    return f"{kind}: " + (text if len(text) <= LONGEST else text[: LONGEST - 2].rstrip() + " …")


def _cleaned(line: str) -> str:
    if _NOISE.match(line):
        return ""
    for pattern, instead in _PLAIN:
        line = pattern.sub(instead, line)
    return line.strip()
