"""Reading TOML that may hold anything: what cannot be read is a ValueError, whatever it is."""

import re
import tomllib
from typing import Any

MAX_KEY_PARTS = 300
"""No key of ours has more than five; the parser's memory grows with the square of them."""

_KEY_PART = r"""(?:"[^"\n]*+"|'[^'\n]*+'|[\w-]++)[ \t]*+\.[ \t]*+"""
_LONG_KEY = re.compile(rf"(?<![\w-])(?:{_KEY_PART}){{{MAX_KEY_PARTS}}}")


def parse_toml(text: str) -> dict[str, Any]:
    """The document. Raises ValueError for any text that is none, with the reason."""
    if _LONG_KEY.search(text):
        raise ValueError(f"a key has more than {MAX_KEY_PARTS} parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
