"""Keys that a person has chosen: which of them can be used, and why the others cannot.

A keymap maps the id of a binding to keys separated by commas, as Textual's does. All bindings
are known once the modules of all screens are imported.
"""

from collections.abc import Mapping

from rnn_tui.tui.keys import DECLARED
from rnn_tui.tui.terminal.key_names import is_key, is_typed, normal, shown
from rnn_tui.wording.language import tr


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
        return tr("no command has this name; the settings (F2) list all names")
    mine, chosen = DECLARED[binding_id], normal(keys).split(",")
    for key in chosen:
        if not is_key(key):
            return tr("{key} is not a key", key=key) if key else tr("name a key")
        if mine.priority and is_typed(key):
            return tr("{key} is needed in text fields: use one with ctrl or alt", key=shown(key))
    for other in DECLARED.values():
        if other is mine or not mine.meets(other):
            continue
        if other.id in others:
            taken = set(chosen) & set(normal(others[other.id]).split(","))
        else:  # what two share from the start, they share on purpose
            taken = (set(chosen) - set(mine.keys)) & set(other.keys)
        if taken:
            return tr(
                "{min} is taken: {tooltip} ({id})",
                min=shown(min(taken)),
                tooltip=other.tooltip,
                id=other.id,
            )
    return ""
