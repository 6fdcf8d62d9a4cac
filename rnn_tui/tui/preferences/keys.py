"""Other keys for what the app can do: all bindings, and what stands against a change of one.

A change of keys maps the id of a binding to keys separated by commas, as Textual's keymap does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import Keys, _character_to_key, format_key
from textual.screen import ModalScreen, Screen

import rnn_tui.tui

SCREENS = ("model", "data", "train", "runs", "inspect")
"""The folders of the five screens: what they declare is met on that screen alone."""

DIALOG_BASE = "rnn_tui.tui.dialogs.dialog"

MODIFIERS = ("ctrl", "alt", "shift", "super")
NAMED_KEYS = frozenset(key.value for key in Keys if "+" not in key.value and key.value.isalnum())
CHARACTERS = {_character_to_key(each): each for each in map(chr, range(32, 127))}
"""What is typed, by the names that Textual gives to these keys."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One binding, with all the keys that it has by itself, and the classes that declare it."""

    id: str
    keys: tuple[str, ...]
    tooltip: str
    priority: bool
    owners: tuple[type[DOMNode], ...]

    def meets(self, other: "Bound") -> bool:
        """Whether both may be reached from one place."""
        return any(_meet(mine, its) for mine in self.owners for its in other.owners)


@cache
def all_bindings() -> dict[str, Bound]:
    """Every binding of the app by its id. Imports all of the app: not for its start."""
    for module in walk_packages(rnn_tui.tui.__path__, f"{rnn_tui.tui.__name__}."):
        import_module(module.name)
    found: dict[str, Bound] = {}
    for owner in _classes(DOMNode):
        for binding in _own(owner.__dict__.get("BINDINGS", ())):
            name, keys = binding.id or "", tuple(normal(binding.key).split(","))
            owners = (*found[name].owners, owner) if name in found else (owner,)
            found[name] = Bound(name, keys, binding.tooltip, binding.priority, owners)
    return dict(sorted(found.items()))


def normal(keys: str) -> str:
    """Keys as Textual names them: `?` is `question_mark`."""
    names = [key.strip() for key in keys.split(",")] if keys != "," else [","]
    return ",".join(_character_to_key(key) if len(key) == 1 else key for key in names)


def shown(keys: str) -> str:
    """Keys as a person reads them."""
    return ", ".join(_key_words(key) for key in normal(keys).split(","))


def usable(keys: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The changes that can be made together, and a sentence about each of the others."""
    good: dict[str, str] = {}
    complaints = []
    for binding_id, chosen in keys.items():
        if complaint := refusal(binding_id, chosen, good):
            complaints.append(f"{binding_id}: {complaint}")
        else:
            good[binding_id] = normal(chosen)
    return good, complaints


def refusal(binding_id: str, keys: str, others: Mapping[str, str]) -> str:
    """Why a binding cannot have `keys` beside the changes `others`; an empty text if it can."""
    known = all_bindings()
    if binding_id not in known:
        return "nothing has this name"
    bound, chosen = known[binding_id], normal(keys).split(",")
    for key in chosen:
        if not _is_key(key):
            return f"{key or 'nothing'} is no key"
        if bound.priority and _character(key) is not None:
            return f"{_key_words(key)} is needed in text fields: take one with ctrl or alt"
    for other in known.values():
        if other.id == binding_id or not bound.meets(other):
            continue
        if other.id in others:
            taken = set(chosen) & set(normal(others[other.id]).split(","))
        else:  # what two share from the start, they share on purpose
            taken = (set(chosen) - set(bound.keys)) & set(other.keys)
        if taken:
            return f"{_key_words(min(taken))} is taken: {other.tooltip} ({other.id})"
    return ""


def _classes(base: type[DOMNode]) -> Iterator[type[DOMNode]]:
    """All classes of ours that stand below `base`."""
    seen = {base}
    waiting = [base]
    while waiting:
        for owner in waiting.pop().__subclasses__():
            if owner not in seen:
                seen.add(owner)
                waiting.append(owner)
                if owner.__module__.startswith(f"{rnn_tui.tui.__name__}."):
                    yield owner


def _own(bindings: object) -> Iterator[Binding]:
    entries: list[BindingType] = list(bindings) if isinstance(bindings, list | tuple) else []
    return (entry for entry in entries if isinstance(entry, Binding) and entry.id)


def _meet(one: type[DOMNode], other: type[DOMNode]) -> bool:
    """A part from the folder of a screen stands on that screen, others on any."""
    for mine, its in ((one, other), (other, one)):
        if issubclass(mine, App):
            return not issubclass(its, ModalScreen)
    if issubclass(one, Screen) and issubclass(other, Screen):
        return issubclass(one, other) or issubclass(other, one)
    return _place(one) == _place(other) or "" in (_place(one), _place(other))


def _place(owner: type[DOMNode]) -> str:
    """The screen or dialog; of parts and bases that may be met anywhere, an empty text."""
    if issubclass(owner, ModalScreen):
        return "" if owner.__module__ == DIALOG_BASE else owner.__module__
    folder = owner.__module__.removeprefix(f"{rnn_tui.tui.__name__}.").split(".")[0]
    return folder if folder in SCREENS else ""


def _is_key(key: str) -> bool:
    *modifiers, name = key.split("+")
    if len(set(modifiers)) < len(modifiers) or not set(modifiers) <= set(MODIFIERS):
        return False
    return name in NAMED_KEYS or _character(name) is not None


def _character(key: str) -> str | None:
    """What the key types into a text field."""
    return CHARACTERS.get(key, key if len(key) == 1 else None)


def _key_words(key: str) -> str:
    """`ctrl+s`, `?`, `space`."""
    *modifiers, name = key.split("+")
    word = name if name == "space" else CHARACTERS.get(name, format_key(name))
    return "+".join([*modifiers, word])
