"""The lines of `sweep --json`: the sweep, then its journal; and of `sweep show --json`."""

from dataclasses import dataclass, fields, make_dataclass
from functools import cache
from typing import Any, Literal, get_type_hints

from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.overview import SweepView

_OTHERWISE = {"name"}
"""Fields of a SweepView that have another name in the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSweep:
    """The first line of a stream, and the only one of `--detach`: which sweep it is."""

    v: Literal[1] = 1
    event: Literal["sweep"] = "sweep"
    sweep: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The keys of a shown sweep that are not fields of a SweepView, or have another name there."""

    v: Literal[1] = 1
    sweep: str


def named_sweep(sweep: Sweep) -> NamedSweep:
    """The line that names the sweep."""
    return NamedSweep(sweep=sweep.name, path=str(sweep.path))


@cache
def shown_sweep_type() -> type:
    """The dataclass of the document: the head, then each field of a SweepView."""
    head, view = get_type_hints(Head), get_type_hints(SweepView)
    entries = [*head.items(), *((name, view[name]) for name in _names())]
    made = make_dataclass("ShownSweep", entries, frozen=True)
    made.__doc__ = f"All that is known of a sweep. {(SweepView.__doc__ or '').split('. ', 1)[1]}"
    return made


def shown_sweep(view: SweepView) -> Any:
    """The sweep as it is printed."""
    values = {name: getattr(view, name) for name in _names()}
    return shown_sweep_type()(v=1, sweep=view.name, **values)


def _names() -> list[str]:
    return [field.name for field in fields(SweepView) if field.name not in _OTHERWISE]
