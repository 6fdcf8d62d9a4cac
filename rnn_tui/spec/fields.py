"""What a field allows, in words and as data: for error messages, forms and help."""

from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

_PLAIN = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """`type` is int, float, str, bool or object; `choices` the allowed words, where there
    are only some; bounds are None where there is none."""

    name: str
    type: type
    help: str
    default: Any
    required: bool
    optional: bool
    choices: tuple[str, ...] = ()
    low: float | None = None
    low_open: bool = False
    high: float | None = None
    high_open: bool = False

    @property
    def allowed(self) -> str:
        """What may stand here, as part of a sentence."""
        if self.choices:
            words = f"one of {', '.join(self.choices)}"
        else:
            words = _PLAIN.get(self.type, "a table") + self._range()
        return f'{words}, or "none"' if self.optional else words

    def _range(self) -> str:
        low = "" if self.low is None else f"{'above' if self.low_open else 'from'} {self.low:,}"
        high = "" if self.high is None else f"{'below' if self.high_open else 'to'} {self.high:,}"
        if low and not high and not self.low_open:
            low = f"of at least {self.low:,}"
        return "".join(f" {words}" for words in (low, high) if words)


def field_facts(model: type[BaseModel], name: str) -> FieldFacts:
    """The facts of one field of `model`."""
    info = model.model_fields[name]
    annotation, optional = _strip_none(info.annotation)
    bounds = _bounds(info)
    choices: tuple[str, ...] = ()
    kind: type = object
    if get_origin(annotation) is Literal:
        choices, kind = tuple(str(word) for word in get_args(annotation)), str
    elif isinstance(annotation, type) and annotation in _PLAIN:
        kind = annotation
    elif get_origin(annotation) is tuple and get_origin(get_args(annotation)[0]) is Literal:
        choices = tuple(str(word) for word in get_args(get_args(annotation)[0]))
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    return FieldFacts(
        name, kind, info.description or "", default, info.is_required(), optional, choices, **bounds
    )


def submodels(annotation: Any) -> dict[str, type[BaseModel]]:
    """The models that an annotation may hold, by their `kind` or `source` where they have one."""
    found: dict[str, type[BaseModel]] = {}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        tags = [
            annotation.model_fields[t] for t in ("kind", "source") if t in annotation.model_fields
        ]
        found[tags[0].default if tags else ""] = annotation
        return found
    if get_origin(annotation) in (Union, UnionType, tuple, Annotated):
        for argument in get_args(annotation):
            found.update(submodels(argument))
    return found


def _strip_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, UnionType):
        rest = [argument for argument in get_args(annotation) if argument is not NoneType]
        if len(rest) < len(get_args(annotation)) and len(rest) == 1:
            return rest[0], True
    return annotation, False


def _bounds(info: FieldInfo) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    for entry in info.metadata:
        if isinstance(entry, annotated_types.Ge):
            bounds["low"] = entry.ge
        elif isinstance(entry, annotated_types.Gt):
            bounds |= {"low": entry.gt, "low_open": True}
        elif isinstance(entry, annotated_types.Le):
            bounds["high"] = entry.le
        elif isinstance(entry, annotated_types.Lt):
            bounds |= {"high": entry.lt, "high_open": True}
    return bounds
