"""The commands of the palette: all that the screen can do, and what has no key."""

from collections.abc import Iterator
from functools import partial

from textual.app import App, SystemCommand
from textual.screen import Screen


def commands_of(app: App[int], screen: Screen[object]) -> Iterator[SystemCommand]:
    """The enabled commands of the screen that the palette was opened from, by their tooltips.

    A screen names commands without a key in its KEYLESS.
    """
    seen = set()
    for node, binding, enabled, tooltip in screen.active_bindings.values():
        if enabled and binding.id and tooltip and binding.action not in seen:
            seen.add(binding.action)
            run = partial(app.run_action, binding.action, node)
            yield SystemCommand(binding.description.capitalize(), tooltip, run)
    for name, about, action in getattr(screen, "KEYLESS", ()):
        yield SystemCommand(name, about, partial(app.run_action, action, screen))
