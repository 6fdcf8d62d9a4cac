"""Names of keys, as Textual and as people have them.

Textual 8.2 keeps the way from a character to its key's name to itself: `_character_to_key`. This
module goes once that is public.
"""

from textual.keys import Keys, _character_to_key, format_key

MODIFIERS = ("ctrl", "alt", "shift", "super")
NAMED_KEYS = frozenset(key.value for key in Keys if "+" not in key.value and key.value.isalnum())
CHARACTERS = {_character_to_key(each): each for each in map(chr, range(32, 127))}
"""The characters that are typed, by the names of their keys."""


def normal(keys: str) -> str:
    """The keys, separated by commas, by Textual's names: `?` is `question_mark`."""
    names = [key.strip() for key in keys.split(",")] if keys != "," else [","]
    return ",".join(_character_to_key(key) if len(key) == 1 else key for key in names)


def shown(keys: str) -> str:
    """The keys as a person reads them: `ctrl+s, ?`."""
    return ", ".join(_shown(key) for key in normal(keys).split(","))


def is_key(key: str) -> bool:
    """Tell whether a normal name belongs to a key, with or without modifiers."""
    *modifiers, name = key.split("+")
    if len(set(modifiers)) < len(modifiers) or not set(modifiers) <= set(MODIFIERS):
        return False
    return name in NAMED_KEYS or is_typed(name)


def is_typed(key: str) -> bool:
    """Tell whether the key types a character into a text field."""
    return key in CHARACTERS or len(key) == 1


def _shown(key: str) -> str:
    *modifiers, name = key.split("+")
    word = name if name == "space" else CHARACTERS.get(name, format_key(name))
    return "+".join([*modifiers, word])
