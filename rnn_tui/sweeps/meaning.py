"""What `sweep.toml` says, as a digest: it tells whether the file was edited since."""

import hashlib
import json

from rnn_tui.experiment.toml import parse_toml

MAY_CHANGE = (("description",), ("sweep", "trials"), ("sweep", "minutes"))
"""Keys that change no trial: more trials may be wanted later."""


def digest_of(text: str) -> str:
    """The digest of a configuration in TOML, without comments, layout and `MAY_CHANGE`.

    Raises ValueError for a text that is not TOML.
    """
    document = parse_toml(text)
    for *way, name in MAY_CHANGE:
        table = document
        for part in way:
            table = table.get(part, {})
        table.pop(name, None)
    told = json.dumps(document, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()
