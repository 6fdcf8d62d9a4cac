"""The tables of keys: what a key is said to do is there to be done."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from textual.actions import parse
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

import rnn_tui.tui
from rnn_tui.tui.app import RnnTui
from rnn_tui.tui.runs.keys import ABOUT_A_RUN
from rnn_tui.tui.runs.screen import RunsScreen
from rnn_tui.tui.work_screen import WorkScreen

for module in pkgutil.walk_packages(rnn_tui.tui.__path__, "rnn_tui.tui."):
    if not module.name.endswith("__main__"):
        import_module(module.name)


def kinds(of: type[DOMNode]) -> Iterator[type[DOMNode]]:
    """All classes of ours below a class of Textual that are not there to be derived from."""
    for each in of.__subclasses__():
        below = list(kinds(each))
        yield from below
        if each.__module__.startswith("rnn_tui.") and not below:
            yield each


def actions(of: type[DOMNode]) -> Iterator[str]:
    for each in of.__mro__:
        if each.__module__.startswith("rnn_tui."):
            found = vars(each).get("BINDINGS", ())
            yield from (binding.action for binding in found if isinstance(binding, Binding))


KINDS = sorted(
    {kind for kind in kinds(DOMNode) if any(actions(kind))}, key=lambda kind: kind.__name__
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_key_has_its_action(kind: type[DOMNode]) -> None:
    for action in actions(kind):
        namespace, name, _ = parse(action)
        places: dict[str, type] = {"": kind, "app": RnnTui, "screen": WorkScreen}
        place = places[namespace]
        assert hasattr(place, f"action_{name}") or hasattr(place, f"_action_{name}"), action


def test_the_actions_about_a_run_are_actions_of_the_screen() -> None:
    assert set(actions(RunsScreen)) >= ABOUT_A_RUN


def test_the_screens_and_the_app_are_among_the_kinds() -> None:
    assert {RnnTui, RunsScreen} <= set(KINDS)
    assert issubclass(RnnTui, App)
