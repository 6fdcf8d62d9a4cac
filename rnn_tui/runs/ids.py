"""The ids of runs: readable, and unique wherever a run goes.

`imdb-gru-1127-k7qd`: the experiment's name, month and day, and four random letters and
digits, so that two runs never share a name, wherever they lie. Older runs have a number there,
and a person may have given a run any other name.
"""

import re
import secrets
import time
from collections.abc import Iterator

LETTERS = "bcdfghjkmnpqrstvwxz23456789"
"""No look-alikes and no vowels, so that no words come of them."""

LENGTH = 4

_OWN = re.compile(rf"-[0-9]{{4}}-([{LETTERS}]{{{LENGTH}}})")


def new_ids(name: str) -> Iterator[str]:
    """Yield ids for a new run of the experiment, endlessly; the first free one is taken."""
    day = time.strftime("%m%d")
    while True:
        yield f"{name}-{day}-" + "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def own_part(run_id: str) -> str:
    """The random part of the id; empty in an id of another form."""
    found = _OWN.search(run_id)
    return found[1] if found and found.end() == len(run_id) else ""
