"""Random layers and stacks, drawn from what the fields of the spec allow.

A new kind is covered as soon as it stands in `KINDS`.
"""

from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from rnn_tui.experiment import KINDS, Layer
from rnn_tui.experiment.fields import FieldFacts, field_facts
from rnn_tui.experiment.layers.embedding import Embedding

SPREAD = 5
"""Sizes stay within this of the smallest that is allowed: shapes, not speed, are tested."""


def _values(facts: FieldFacts) -> st.SearchStrategy[Any]:
    low = facts.low or 0
    if facts.choices:
        values: st.SearchStrategy[Any] = st.sampled_from(facts.choices)
    elif facts.type is bool:
        values = st.booleans()
    elif facts.type is int:
        values = st.integers(int(low), int(low) + SPREAD)
    else:
        values = st.floats(low, facts.high, exclude_min=facts.low_open, exclude_max=facts.high_open)
    return st.none() | values if facts.optional else values


def _allowed(kind: type[Layer], arguments: dict[str, Any]) -> bool:
    try:
        kind(**arguments)
    except ValidationError:
        return False
    return True


def layers(kind: type[Layer]) -> st.SearchStrategy[Layer]:
    """A layer of the kind, every field drawn."""
    fields = {name: _values(field_facts(kind, name)) for name in kind.model_fields}
    arguments = st.fixed_dictionaries(fields).filter(lambda drawn: _allowed(kind, drawn))
    return arguments.map(lambda drawn: kind(**drawn))


any_layer = st.sampled_from(sorted(KINDS)).flatmap(lambda name: layers(KINDS[name]))

bodies = st.lists(any_layer, max_size=6).map(tuple)
"""Layers in any order, mostly a stack that fails somewhere."""

stacks = st.tuples(layers(Embedding), bodies).map(lambda parts: (parts[0], *parts[1]))
"""The same behind an Embedding."""
