"""Names of columns as one text, as forms and `--set` take it: `title, body`."""

import csv
import json
from collections.abc import Sequence
from typing import Any


def joined_names(value: Any) -> Any:
    """Names of columns as one text, divided by commas; `split_names` gives them back.

    A text that is a JSON list counts as one. Anything else stays as it is, to be refused.
    """
    names = value
    if isinstance(value, str) and value.startswith("["):
        try:
            names = json.loads(value)
        except ValueError:
            return value
    if isinstance(names, int) and not isinstance(names, bool):
        return str(names)
    if not isinstance(names, list | tuple) or not all(type(name) in (str, int) for name in names):
        return value
    return ", ".join(_quoted(str(name)) for name in names) or None


def split_names(text: str) -> Sequence[str]:
    """The names that a text lists, divided by commas; one with a comma is in quotation marks."""
    return [name.strip() for name in next(csv.reader([text], skipinitialspace=True), [])]


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""')) if set(name) & set(',"') else name
