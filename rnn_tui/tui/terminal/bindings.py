"""The active bindings in the order in which their tables list them.

Textual 8.2.8 puts bindings whose keys a keymap has changed after all others. Goes once it keeps
their places.
"""

from collections.abc import Iterator

from textual.binding import ActiveBinding
from textual.screen import Screen


def placed_bindings(screen: Screen[object]) -> Iterator[tuple[tuple[int, str], ActiveBinding]]:
    """Each active binding of a screen with its place and the key that it has by itself."""
    active = screen.active_bindings
    usual = {key: (place, key) for place, key in enumerate(active)}
    if screen.app._keymap:
        nodes = dict.fromkeys(entry.node for entry in active.values())
        own = [each for node in nodes for each in node._bindings.key_to_bindings.values()]
        for place, binding in enumerate(each for bindings in own for each in bindings):
            usual.setdefault(binding.id or "", (place, binding.key))
    for key, entry in active.items():
        yield usual.get(entry.binding.id or "", usual[key]), entry
