"""The ids of runs: readable, and unique wherever a run goes.

`imdb-gru-1127-k7qd`: the experiment's name, month and day, and four letters and digits by
chance, so that two folders never give one name to two runs. Older runs have a number there,
and a run may have been given any other name.
"""

import re
import secrets
import time
from collections.abc import Iterator

LETTERS = "bcdfghjkmnpqrstvwxz23456789"
"""None that are mixed up, and no vowels: no words come of them."""

LENGTH = 4

_OWN = re.compile(rf"-[0-9]{{4}}-([{LETTERS}]{{{LENGTH}}})")


def new_ids(name: str) -> Iterator[str]:
    """Ids for a new run of the experiment, without end: the first that is free is taken."""
    day = time.strftime("%m%d")
    while True:
        yield f"{name}-{day}-" + "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def own_part(run_id: str) -> str:
    """What of the id is the run's alone, empty in one that was not made here."""
    found = _OWN.search(run_id)
    return found[1] if found and found.end() == len(run_id) else ""
