"""Every text of the interface has its translation, and the translations fit their texts."""

import re
import string
from pathlib import Path

import pytest

from rnn_tui.wording.language import catalog_path, read_catalog
from rnn_tui.wording.templates import FIELD, FORMS, OPTIONAL, Template, Templates
from tests.texts import ROOT
from tests.translations import LANGUAGES, lacking, left_over, messages, read_entries, untold

EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@EVERY_LANGUAGE
def test_every_text_has_its_translation(language: str) -> None:
    assert not lacking(language), "python -m tests.translations --update puts it into the catalog"


@EVERY_LANGUAGE
def test_no_translation_is_left_over(language: str) -> None:
    assert not left_over(language), "python -m tests.translations --update takes it out"


@pytest.mark.parametrize("room", ["cli", "tui", "batch", "web"])
def test_no_text_of_a_front_end_is_shown_as_it_stands(room: str) -> None:
    paths = sorted((ROOT / room).rglob("*.py"))
    found = [text for path in paths if "documents" not in path.parts for text in untold(path)]
    assert not found, "texts are shown through tr()"


def test_a_text_that_is_shown_as_it_stands_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(
        "@click.option('--x', help='A help text.')\ndef f():\n    write(f'wrote {x} again')\n"
        "    write(tr('a text'))\n    raise UserError('an error of ours')\n"
    )
    assert untold(path) == [f"{path}:3: wrote {{x}} again"]


def test_texts_in_several_places_of_the_source_are_found() -> None:
    found = messages()
    assert found["{number} problem"] == "{number} problems"  # counted()
    assert "Add a layer" in found  # a call of tr()
    assert "Add a layer below the selected one" in found  # a table of keys
    assert "Colours of the app." in found  # the description of a field


@EVERY_LANGUAGE
def test_a_sentence_is_translated_by_the_template_that_it_was_made_of(language: str) -> None:
    catalog = read_catalog(catalog_path(language))
    templates = Templates(catalog)
    found = (Template(*each) for each in catalog.items() if "{" in each[0])
    wrong = {
        each.pieces: each.english
        for each in found
        if each.is_telling
        and templates.translated(_filled(each.english), lambda _, value: value)
        != _filled(each.translation)
    }
    wrong.pop(("Export ", ""), None)  # two of one shape, each translated where it stands
    assert not wrong


def _filled(text: str) -> str:
    return FIELD.sub(lambda field: SAMPLES.get(field[1], f"<{field[1]}>"), text)


SAMPLES = dict.fromkeys(FORMS, "12") | dict.fromkeys(OPTIONAL, " (<hint>)")


@EVERY_LANGUAGE
def test_fields_are_those_of_the_text(language: str) -> None:
    for english, (plural, text) in read_entries(catalog_path(language)).items():
        assert _fields(text) == _fields(english), english
        assert not plural or _fields(text) == _fields(plural), plural


@EVERY_LANGUAGE
def test_blanks_and_line_breaks_at_the_ends_are_those_of_the_text(language: str) -> None:
    for english, (_, text) in read_entries(catalog_path(language)).items():
        assert text.count("\n") == english.count("\n"), english
        assert text.strip(), english


def test_chinese_sentences_have_chinese_punctuation() -> None:
    wrong = re.compile(r"[\u4e00-\u9fff][,;?!](?!\w)|[\u4e00-\u9fff]\.(?![\w.])|[\u4e00-\u9fff]:")
    found = read_entries(catalog_path("zh_CN")).values()
    assert not [text for _, text in found if wrong.search(text)]


def _fields(text: str) -> set[str]:
    """The names in braces; a text without any may hold other braces."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        return set()
