"""The language of the interface: English as it stands in the code, or another one from its catalog.

A text of the app is written in English where it is used, and what fills it is named:

    tr("{runs} of {total}", runs=3, total=10)

The rooms below the front-ends speak English alone: what they say is recorded, sent as JSON and read
by programs. A front-end that shows such a sentence asks for it by `told`, which knows the
templates that it may have been made of.

A catalog is a gettext file, `rnn_tui/locale/LANGUAGE/LC_MESSAGES/rnn_tui.po`, read as it is. The
process speaks English until `speak` says otherwise.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnn_tui.wording.templates import Templates

ENVIRONMENT = "RNN_TUI_LANG"
LOGGED = "RNN_TUI_LOGGED"
"""Set for a process whose output goes into a log of the program: it speaks English."""

ENGLISH, CHINESE = "en", "zh_CN"
AUTO = "auto"
LANGUAGES = {"English": ENGLISH, "中文": CHINESE}
"""Each language by the name that its speakers give it, as in the settings."""

LOCALE = Path(__file__).parent.parent / "locale"

TRADITIONAL = frozenset(("tw", "hk", "mo", "hant"))
"""Chinese that is not written in the characters of the catalog."""

STATES = frozenset(
    (
        *("queued", "starting", "running", "paused", "stopping", "stopped", "finished", "failed"),
        *("lost", "waiting", "held", "pruned"),
    )
)
"""Words that are translated where a text is filled with them; any other word may be a name.

Of runs, of sweeps and of their trials.
"""

TITLE = "title"
"""The field that holds the title of a screen, a view or a format."""


class _Spoken:
    """The language of this process, and its catalog where that is not English."""

    language = ENGLISH
    catalog: "dict[str, str] | None" = None
    templates: "Templates | None" = None
    """Made when the first sentence asks for them."""


def speak(language: str) -> None:
    """Let this process speak ENGLISH or CHINESE from here on."""
    _Spoken.language = language
    _Spoken.catalog = None if language == ENGLISH else read_catalog(catalog_path(language))
    _Spoken.templates = None
    _told.cache_clear()


def spoken() -> str:
    """The language of this process."""
    return _Spoken.language


def wanted(chosen: str = AUTO, environment: Mapping[str, str] = os.environ) -> str:
    """The language that was chosen in the settings, else in the environment; English if unknown."""
    if chosen in LANGUAGES:
        return LANGUAGES[chosen]
    names = (ENVIRONMENT, "LC_ALL", "LC_MESSAGES", "LANG")
    name = next(filter(None, (environment.get(name) for name in names)), "")
    tag = name.partition(".")[0].partition("@")[0].replace("-", "_").lower()
    language, *variants = tag.split("_")
    chinese = language == "zh" and TRADITIONAL.isdisjoint(variants)
    return CHINESE if chinese else ENGLISH


def catalog_path(language: str) -> Path:
    """The file that holds the texts of a language."""
    return LOCALE / language / "LC_MESSAGES" / "rnn_tui.po"


def tr(message: str, **values: object) -> str:
    """The text in the language of this process, filled with values; those are translated too."""
    if _Spoken.catalog is None:
        return message.format_map(values) if values else message
    text = _Spoken.catalog.get(message, message)
    if not values:
        return text
    return text.format_map(
        {
            name: _filled(name, each) if isinstance(each, str) else each
            for name, each in values.items()
        }
    )


def told(sentence: str) -> str:
    """A sentence of another room, in the language of this process.

    One that was made of a template of the catalog is taken apart and put together again; what is
    in no catalog stays as it is.
    """
    return sentence if _Spoken.catalog is None or not sentence else _told(sentence)


def told_lines(text: str) -> str:
    """Each line by itself, its indentation kept: `error in x:`, below it `  key: what is wrong`."""
    return "\n".join(map(_told_line, text.split("\n")))


def _told_line(line: str) -> str:
    sentence = line.lstrip()
    indent, (key, colon, rest) = line[: len(line) - len(sentence)], sentence.partition(": ")
    if colon and " " not in key:
        return f"{indent}{key}{tr(colon)}{told(rest)}"
    if sentence.endswith(":"):
        return f"{indent}{told(sentence[:-1])}{tr(':')}"
    return f"{indent}{told(sentence)}"


def listed(texts: Iterable[str]) -> str:
    """Texts one after the other, with the comma of the language: `10 epochs, batch 32`."""
    return tr(", ").join(texts)


def in_a_row(sentences: Iterable[str]) -> str:
    """Sentences one after the other; after a Chinese full stop there is no space."""
    return ("" if _Spoken.language == CHINESE else " ").join(sentences)


@lru_cache(4096)
def _told(sentence: str) -> str:
    catalog = _Spoken.catalog or {}
    if sentence in catalog:
        return catalog[sentence]
    if _Spoken.templates is None:
        from rnn_tui.wording.templates import Templates  # English needs no regular expressions

        _Spoken.templates = Templates(catalog)
    translation = _Spoken.templates.translated(sentence, _filled)
    about, colon, what = sentence.rpartition(": ")
    if translation == sentence and colon and " " in what and what in catalog:
        return f"{told(about)}{tr(colon)}{catalog[what]}"
    return translation


def _filled(name: str, value: str) -> str:
    """What stands in a field: a phrase or a word of ours, or a name, which stays."""
    return told(value) if " " in value or value in STATES or name == TITLE else value


def read_catalog(path: Path) -> dict[str, str]:
    """Translations by their English texts; a plural form counts as a text of its own.

    Raises OSError.
    """
    catalog: dict[str, str] = {}
    for entry in path.read_text(encoding="utf-8").split("\n\n"):
        fields = dict(_fields(entry))
        translation = fields.get("msgstr", "") or fields.get("msgstr[0]", "")
        for name in ("msgid", "msgid_plural"):
            if translation and fields.get(name):
                catalog[fields[name]] = translation
    return catalog


def _fields(entry: str) -> Iterator[tuple[str, str]]:
    """The keywords of an entry of a gettext file, each with its text."""
    name, text = "", ""
    for line in entry.splitlines():
        if line.startswith("#"):
            continue
        keyword, quote, rest = line.partition('"')
        if keyword:
            yield name, text
            name, text = keyword.strip(), ""
        if quote:
            text += _unescaped(rest.rstrip()[:-1])
    yield name, text


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    pieces = (piece.replace("\\n", "\n").replace('\\"', '"') for piece in text.split("\\\\"))
    return "\\".join(pieces)
