"""Splits Chinese into words by jieba (the extra `zh`); everything else as `words-2` does."""

import re
import warnings
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from typing import Any

from rnn_tui.data.errors import DataError
from rnn_tui.data.words.characters import HAN
from rnn_tui.data.words.splitting import split_but_chinese

VERSION = "0.42"
"""The version of jieba: its dictionary decides the words, so another is another splitter."""

_RUN = re.compile(f"[{HAN}]+")


def split(text: str, lowercase: bool = True) -> list[str]:
    """The words of a text, in order: the splitter `jieba-1`. DataError where jieba is missing."""
    jieba = _tokenizer()
    words = split_but_chinese(text, lowercase)
    return list(chain.from_iterable(jieba.lcut(w) if _RUN.fullmatch(w) else (w,) for w in words))


def check() -> None:
    """DataError where jieba is not installed, or as another version; it is not loaded."""
    install = "pip install 'rnn-tui[zh]'"
    try:
        found = version("jieba")
    except PackageNotFoundError as error:
        raise DataError(
            f"the splitter jieba-1 needs the package jieba, which is not installed: {install}"
        ) from error
    if found.rpartition(".")[0] != VERSION:
        raise DataError(
            f"the splitter jieba-1 needs jieba {VERSION}, but {found} is installed, which may "
            f"find other words: {install}"
        )


@cache
def _tokenizer() -> Any:
    """Jieba with its own dictionary, read once in a process; DataError as of `check`."""
    check()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source has escapes that Python complains of
        import jieba
    made = jieba.Tokenizer()
    # By itself it keeps a copy in the folder for temporary files, where anybody may put another.
    made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
    made.initialized = True
    return made
