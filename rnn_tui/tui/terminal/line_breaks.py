"""Lines of Chinese text end after any character, never before a closing punctuation mark.

Textual 8.2.8 breaks lines as Rich does, at blanks alone: a sentence without any would begin a new
line and leave the one before it half empty. Goes once Rich breaks lines by Unicode's rules (UAX
14).
"""

import re

from rich import _wrap

IDEOGRAPH = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff60"
CLOSING = "，。；：！？、）》」』】”’…%"
OPENING = "（《「『【“‘"

WORD = re.compile(rf"\s*(?:[{OPENING}]*[{IDEOGRAPH}]|[{OPENING}]*[^\s{IDEOGRAPH}]+)[{CLOSING}]*\s*")
"""What stays together: a Chinese character or a word, with the marks around it."""


def install() -> None:
    """Let lines end between Chinese characters; calling this again changes nothing."""
    _wrap.re_word = WORD
