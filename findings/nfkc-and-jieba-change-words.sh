#!/usr/bin/env bash
# NFKC, the usual first step before words are counted, takes two kinds of words apart, and no
# later NFC or NFKC brings them back:
#   - Thai and Lao AM: U+0E33 becomes U+0E4D U+0E32, so that "water", which everybody types with
#     three code points, has four, and equals no entry of a word list that was not put through
#     the same step.
#   - emoji become letters: U+1F21A turns into a Han character, U+2139 U+FE0F into an "i" with a
#     loose selector, U+2122 U+FE0F into "TM" with one.
# jieba answers without a dictionary word for what lies outside of U+4E00 to U+9FD5: a word of
# the extensions is cut into single characters, whatever stands in a user's dictionary.
# Python's unicodedata and tokenizers 0.22.1 do the same in the first two.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" tokenizers==0.22.1 jieba==0.42.1 2>/dev/null
PYTHONPATH="$folder" python3 -W ignore - <<'PYTHON'
import logging
import unicodedata
from importlib.metadata import version

import jieba
from tokenizers.normalizers import NFKC

jieba.setLogLevel(logging.ERROR)
print("unicodedata", unicodedata.unidata_version, "tokenizers", version("tokenizers"))
print("jieba", jieba.__version__)


def points(text):
    return " ".join(f"U+{ord(c):04X}" for c in text)


expected = {
    "\u0e19\u0e49\u0e33": "\u0e19\u0e49\u0e4d\u0e32",  # Thai "water"
    "\u0e99\u0ec9\u0eb3": "\u0e99\u0ec9\u0ecd\u0eb2",  # Lao "water"
    "\U0001f21a": "\u7121",
    "\u2139\ufe0f": "i\ufe0f",
    "\u2122\ufe0f": "TM\ufe0f",
}
for text, changed in expected.items():
    both = {unicodedata.normalize("NFKC", text), NFKC().normalize_str(text)}
    print(points(text), "->", *map(points, both))
    assert both == {changed}
    assert unicodedata.normalize("NFC", changed) == changed != text

word = "\u9fd6\u9fd7"  # two Han characters of Unicode 8
jieba.add_word(word, 1_000_000)
found = jieba.lcut(word)
print("jieba of a word in its own dictionary:", found)
assert found == list(word)
PYTHON
