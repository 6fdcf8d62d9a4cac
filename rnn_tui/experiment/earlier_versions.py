"""Meaning of a key that an experiment of an earlier version of this program lacks.

A resolved experiment, as runs keep it, has every key filled in. One with all keys of its time
but without a later one means what the program did before that key was there, not the key's
default of today; a configuration that a person wrote leaves keys out and wants the default.
"""

from typing import Any

_TEXT_KEYS = frozenset(
    {"path", "num_words", "maxlen", "padding", "truncating"}
    | {"validation_split", "lowercase", "test_split"}
)
"""Keys of a resolved `[data]` of the source `text` before there was a splitter."""


def complete(document: dict[str, Any]) -> None:
    """Fill in what the document meant."""
    data = document.get("data")
    if isinstance(data, dict) and data.get("source") == "text" and data.keys() >= _TEXT_KEYS:
        data.setdefault("splitter", "words-1")
