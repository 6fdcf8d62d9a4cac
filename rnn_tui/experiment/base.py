"""The base of every model in an experiment: immutable, strict, no unknown keys."""

import re
from collections.abc import Iterable
from types import NoneType
from typing import Annotated, Any, Literal, Union, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic.fields import FieldInfo

NONE_WORD = "none"
"""TOML has no null: this word stands for None in a key that may be None."""

AUTO_WORD = "auto"
"""The same, where None leaves the choice to the program."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def unset_words(field: FieldInfo) -> tuple[str, ...]:
    """The words for no value, the usual one first; none where the field needs a value.

    A field that leaves the choice to the program says in its description what `auto` means.
    """
    if NoneType not in get_args(field.annotation):
        return ()
    automatic = field.default is None and f"{AUTO_WORD}:" in (field.description or "").lower()
    return (AUTO_WORD, NONE_WORD) if automatic else (NONE_WORD,)


class Spec(BaseModel):
    """An immutable part of an experiment; a wrong type or an unknown key is an error.

    Numbers are finite, and texts hold no control characters: they end up on terminals
    and in file names.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True
    )

    @model_validator(mode="before")
    @classmethod
    def _none_words(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        fields = cls.model_fields
        return {
            key: None if key in fields and value in unset_words(fields[key]) else value
            for key, value in values.items()
        }

    @field_validator("*", mode="after")
    @classmethod
    def _no_control_characters(cls, value: Any) -> Any:
        if isinstance(value, str) and _CONTROL.search(value):
            raise ValueError("contains a control character")
        return value


def model_choice(models: Iterable[type[BaseModel]], tag: str) -> Any:
    """The type of a field that holds one of the models, told apart by their field `tag`."""
    return Annotated[Union[tuple(models)], Field(discriminator=tag)]  # noqa: UP007 - not known here


def word_choice(words: Iterable[str]) -> Any:
    """The type of a field that holds one of the words."""
    return Literal[tuple(words)]
