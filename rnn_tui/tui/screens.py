"""The five screens; all but the first are imported when they are first shown."""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, cast

from textual.screen import Screen

from rnn_tui.tui.model.screen import ModelScreen
from rnn_tui.tui.tabs import TABS


def import_screen(folder: str) -> ModuleType:
    """The module of a screen."""
    return import_module(f"rnn_tui.tui.{folder}.screen")


def import_screens() -> None:
    """Import all five screens and the settings, and so declare all keys of the app."""
    for _, name, _ in TABS:
        import_screen(name)
    for name in ("queue", "settings", "sweep"):
        import_module(f"rnn_tui.tui.dialogs.{name}")


def _later(folder: str, name: str) -> Callable[[], Screen[Any]]:
    """A screen that is imported when it is first shown: the first frame does not wait for it."""
    return lambda: cast(Screen[Any], getattr(import_screen(folder), name)())


MODES: dict[str, str | Callable[[], Screen[Any]]] = {
    "model": ModelScreen,
    "data": _later("data", "DataScreen"),
    "train": _later("train", "TrainScreen"),
    "runs": _later("runs", "RunsScreen"),
    "inspect": _later("inspect", "InspectScreen"),
}
