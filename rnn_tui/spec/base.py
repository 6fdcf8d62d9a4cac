"""The base of every model in an experiment: immutable, strict, no unknown keys."""

from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, model_validator

NONE_WORD = "none"
"""TOML has no null: this word stands for None in a key that may be None."""


class Spec(BaseModel):
    """An immutable part of an experiment; a wrong type or an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _none_words(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        fields = cls.model_fields
        return {
            key: None
            if value == NONE_WORD and key in fields and NoneType in get_args(fields[key].annotation)
            else value
            for key, value in values.items()
        }
