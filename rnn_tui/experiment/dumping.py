"""An experiment in TOML's types."""

from typing import Any

import tomli_w
from pydantic import BaseModel

from rnn_tui.experiment.base import NONE_WORD
from rnn_tui.experiment.experiment import Experiment
from rnn_tui.experiment.layers import Layer

TAGS = ("kind", "source")
"""Keys that tell which keys there are beside them."""


def dumps(experiment: Experiment) -> str:
    """The experiment as TOML, every key filled in but those that are none by default."""
    return tomli_w.dumps(plain(experiment))


def plain(value: Any) -> Any:
    """Models as TOML's types: None is left out where it is the default, else the word."""
    if isinstance(value, BaseModel):
        table = {}
        for name, info in type(value).model_fields.items():
            entry = getattr(value, name)
            if entry is None:
                if info.default is None:
                    continue
                entry = NONE_WORD
            table[name] = plain(entry)
        return table
    if isinstance(value, tuple | list):
        return [plain(entry) for entry in value]
    return dict(value) if isinstance(value, dict) else value


def brief(model: BaseModel) -> dict[str, Any]:
    """The file a person would write: kinds, the sizes of a layer, and what is not the default."""
    table: dict[str, Any] = {}
    for key, value in plain(model).items():
        entry, usual = getattr(model, key), type(model).model_fields[key].default
        if isinstance(entry, BaseModel):
            table[key] = brief(entry)
        elif isinstance(entry, tuple) and entry and isinstance(entry[0], BaseModel):
            table[key] = [brief(each) for each in entry]
        elif key in TAGS or entry != usual or (isinstance(model, Layer) and type(entry) is int):
            table[key] = value
    return table
