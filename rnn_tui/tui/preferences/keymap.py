"""Keys that a person has chosen: which of them can be used, and why the others cannot.

A keymap maps the id of a binding to keys separated by commas, as Textual's does. All bindings
are known once the modules of all screens are imported.
"""

from collections.abc import Mapping

from rnn_tui.tui.keys import DECLARED
from rnn_tui.tui.terminal.key_names import is_key, is_typed, normal, shown


def usable(keymap: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The changes that can be made together, and a sentence about each of the others."""
    good: dict[str, str] = {}
    complaints = []
    for binding_id, keys in keymap.items():
        if complaint := refusal(binding_id, keys, good):
            complaints.append(f"{binding_id}: {complaint}")
        else:
            good[binding_id] = normal(keys)
    return good, complaints


def refusal(binding_id: str, keys: str, others: Mapping[str, str]) -> str:
    """The reason why a binding cannot have `keys` beside the changes `others`; empty if it can."""
    if binding_id not in DECLARED:
        return "no command has this name; the settings (F2) list all names"
    mine, chosen = DECLARED[binding_id], normal(keys).split(",")
    for key in chosen:
        if not is_key(key):
            return f"{key} is not a key" if key else "name a key"
        if mine.priority and is_typed(key):
            return f"{shown(key)} is needed in text fields: use one with ctrl or alt"
    for other in DECLARED.values():
        if other is mine or not mine.meets(other):
            continue
        if other.id in others:
            taken = set(chosen) & set(normal(others[other.id]).split(","))
        else:  # what two share from the start, they share on purpose
            taken = (set(chosen) - set(mine.keys)) & set(other.keys)
        if taken:
            return f"{shown(min(taken))} is taken: {other.tooltip} ({other.id})"
    return ""
