"""Reading TOML that may hold anything: what cannot be read is a ValueError, whatever it is."""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

MAX_KEY_PARTS = 300
"""No key of ours has more than five; the parser's memory grows with the square of them."""

_KEY_PART = r"""(?:"[^"\n]*+"|'[^'\n]*+'|[\w-]++)[ \t]*+\.[ \t]*+"""
_LONG_KEY = re.compile(rf"(?<![\w-])(?:{_KEY_PART}){{{MAX_KEY_PARTS}}}")


_BARE = re.compile(r"[A-Za-z0-9_-]+")


def inline_table(numbers: Mapping[str, float]) -> str:
    """`{spam = 5.0, "no spam" = 1.0}`."""
    entries = (f"{_key(name)} = {value!r}" for name, value in numbers.items())
    return f"{{{', '.join(entries)}}}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def parse_toml(text: str) -> dict[str, Any]:
    """The document. Raises ValueError, with the reason, for a text that is not TOML."""
    if _LONG_KEY.search(text):
        raise ValueError(f"a key has more than {MAX_KEY_PARTS} parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
