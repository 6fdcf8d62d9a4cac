"""Tables of keys: each key with what it does, and the scope in which it works.

    TRAIN_BINDINGS = bindings("train", on_screen("train"), {
        "stop": Key("s", "stop", "stop…", "Stop, pause or kill the run"),
    })

gives the binding `train.stop`, whose key a person may change by this id. The footer, `?` and the
palette list a table in its own order.

A scope is a path: `screen/train` is one screen, `screen` all five, the empty path everywhere. Two
bindings may be reached from one place where one of their scopes lies within the other's; only
there must their keys differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType

Mode = Literal["model", "data", "train", "runs", "sweep", "inspect"]

EVERYWHERE = ""
SCREENS = "screen"
DIALOGS = "dialog"


def on_screen(mode: Mode, view: str = "") -> str:
    """The scope of one screen, or of one `view` of it where it shows one at a time."""
    return "/".join(filter(None, (SCREENS, mode, view)))


def in_dialog(name: str) -> str:
    """The scope of one dialog."""
    return f"{DIALOGS}/{name}"


@dataclass(frozen=True, slots=True)
class Key:
    """A line of a table: the keys (separated by commas), the action, the word in the footer, and a
    sentence about it for `?` and the palette.

    The other fields are Textual's: `show` it in the footer, as `key_display`, and with `priority`
    over the widget that has the focus.
    """

    keys: str
    action: str
    label: str
    tooltip: str
    show: bool = True
    key_display: str | None = None
    priority: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """A binding of the app with the keys that it has by itself, and its scopes."""

    id: str
    keys: tuple[str, ...]
    tooltip: str
    priority: bool
    scopes: tuple[str, ...]

    def meets(self, other: "Declared") -> bool:
        """Tell whether both may be reached from one place."""
        return any(_overlap(mine, its) for mine in self.scopes for its in other.scopes)


DECLARED: dict[str, Declared] = {}
"""All bindings of the modules that are imported so far, by their ids."""


def bindings(
    prefix: str, scope: str | tuple[str, ...], table: Mapping[str, Key]
) -> list[BindingType]:
    """Textual's bindings for a table, in its order; the ids are `prefix.name`.

    Raises ValueError for an id that is declared already.
    """
    scopes = (scope,) if isinstance(scope, str) else scope
    return [_declared(f"{prefix}.{name}", scopes, key) for name, key in table.items()]


def _declared(id: str, scopes: tuple[str, ...], key: Key) -> Binding:
    if id in DECLARED:
        raise ValueError(f"two bindings are called {id}")
    DECLARED[id] = Declared(id, tuple(key.keys.split(",")), key.tooltip, key.priority, scopes)
    return Binding(
        key.keys,
        key.action,
        key.label,
        show=key.show,
        key_display=key.key_display,
        priority=key.priority,
        tooltip=key.tooltip,
        id=id,
    )


def _overlap(one: str, other: str) -> bool:
    """Tell whether one scope lies within the other."""
    shorter, longer = sorted((one, other), key=len)
    return shorter == EVERYWHERE or f"{longer}/".startswith(f"{shorter}/")
