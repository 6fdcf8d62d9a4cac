"""Values that a field allows, in words and as data: for error messages, forms and help."""

from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from rnn_tui.experiment.base import unset_words
from rnn_tui.experiment.class_weight import ALLOWED as CLASS_WEIGHTS
from rnn_tui.experiment.class_weight import ClassWeight

_PLAIN = {
    int: "a whole number",
    float: "a number",
    str: "a text",
    bool: "true or false",
    dict: CLASS_WEIGHTS,
}


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """`type` is int, float, str, bool, dict (a word, or a table of numbers) or object (a table
    of a model's keys). `unset` are the words for no value, `choices` the allowed words, where
    there are only some; `many` a list of these. `low` and `high` bound a number's value, a text's
    or a list's length; None where there is no bound."""

    name: str
    type: type
    help: str
    default: Any
    required: bool
    unset: tuple[str, ...] = ()
    many: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    low_open: bool = False
    high: float | None = None
    high_open: bool = False

    @property
    def optional(self) -> bool:
        return bool(self.unset)

    @property
    def allowed(self) -> str:
        """The allowed values, as part of a sentence."""
        if self.many:
            words = f"a list of {', '.join(self.choices) or 'tables'}"
            words += f", at most {self.high:,}" if self.high is not None else ""
        elif self.choices:
            words = f"one of {', '.join(self.choices)}"
        elif self.type is str:
            words = "a text" + self._length()
        else:
            words = _PLAIN.get(self.type, "a table") + self._range()
        return f'{words}, or "{self.unset[0]}"' if self.unset else words

    def _length(self) -> str:
        if self.high is None:
            return " that is not empty" if self.low else ""
        return f" of {f'{self.low:,}' if self.low else 'up'} to {self.high:,} characters"

    def _range(self) -> str:
        if self.low is None:
            return "" if self.high is None else f" of up to {self.high:,}"
        if self.high is None:
            return f" above {self.low:,}" if self.low_open else f" of at least {self.low:,}"
        if not self.low_open and not self.high_open:
            return f" from {self.low:,} to {self.high:,}"
        low = "above" if self.low_open else "of at least"
        return f" {low} {self.low:,} and {'below' if self.high_open else 'up to'} {self.high:,}"


def field_facts(model: type[BaseModel], name: str) -> FieldFacts:
    """The facts of one field of `model`."""
    info = model.model_fields[name]
    annotation = _strip_none(info.annotation)
    many = get_origin(annotation) is tuple
    if many:
        annotation = get_args(annotation)[0]
    choices: tuple[str, ...] = ()
    kind: type = object
    if get_origin(annotation) is Literal:
        choices, kind = tuple(str(word) for word in get_args(annotation)), str
    elif annotation == ClassWeight:
        kind = dict
    elif isinstance(annotation, type) and annotation in _PLAIN:
        kind = annotation
    return FieldFacts(
        name=name,
        type=kind,
        help=info.description or "",
        default=None if info.is_required() else info.get_default(call_default_factory=True),
        required=info.is_required(),
        unset=unset_words(info),
        many=many,
        choices=choices,
        **_bounds(info),
    )


def help_of(model: type[BaseModel], name: str) -> str:
    """What the first field of this name is for, of the model and those inside it; "" for none."""
    if name in model.model_fields:
        return field_facts(model, name).help
    inner = (submodels(info.annotation) for info in model.model_fields.values())
    found = (help_of(each, name) for models in inner for each in models.values())
    return next(filter(None, found), "")


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


def _strip_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        rest = [argument for argument in get_args(annotation) if argument is not NoneType]
        if len(rest) < len(get_args(annotation)) and len(rest) == 1:
            return rest[0]
    return annotation


def _bounds(info: FieldInfo) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    for entry in info.metadata:
        match entry:
            case annotated_types.Ge(low) | annotated_types.MinLen(low):
                bounds["low"] = low
            case annotated_types.Gt(low):
                bounds |= {"low": low, "low_open": True}
            case annotated_types.Le(high) | annotated_types.MaxLen(high):
                bounds["high"] = high
            case annotated_types.Lt(high):
                bounds |= {"high": high, "high_open": True}
    return bounds
