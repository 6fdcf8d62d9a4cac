"""The language of the interface: which one is chosen, and how texts are found in its catalog."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rnn_tui.wording.language import (
    CHINESE,
    ENGLISH,
    catalog_path,
    in_a_row,
    read_catalog,
    speak,
    spoken,
    told,
    tr,
    wanted,
)
from rnn_tui.wording.templates import Templates
from tests.translations import read_entries


@pytest.fixture
def chinese() -> Iterator[None]:
    speak(CHINESE)
    yield
    speak(ENGLISH)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, ENGLISH),
        ({"LANG": "zh_CN.UTF-8"}, CHINESE),
        ({"LANG": "zh"}, CHINESE),
        ({"LANG": "zh-Hans-CN"}, CHINESE),
        ({"LANG": "zh_SG.UTF-8@pinyin"}, CHINESE),
        ({"LANG": "zh_TW.UTF-8"}, ENGLISH),
        ({"LANG": "zh_Hant"}, ENGLISH),
        ({"LANG": "de_DE.UTF-8"}, ENGLISH),
        ({"LANG": "C.UTF-8"}, ENGLISH),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, ENGLISH),
        ({"LANG": "C", "LC_MESSAGES": "zh_CN.UTF-8"}, CHINESE),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, CHINESE),
        ({"LANG": "zh_CN.UTF-8", "RNN_TUI_LANG": "en"}, ENGLISH),
        ({"LC_ALL": "en_US.UTF-8", "RNN_TUI_LANG": "zh"}, CHINESE),
    ],
)
def test_the_environment_chooses_in_the_usual_order(
    environment: dict[str, str], language: str
) -> None:
    assert wanted(environment=environment) == language


def test_the_settings_come_before_the_environment() -> None:
    assert wanted("English", {"LANG": "zh_CN.UTF-8"}) == ENGLISH
    assert wanted("中文", {"RNN_TUI_LANG": "en"}) == CHINESE
    assert wanted("auto", {"RNN_TUI_LANG": "zh_CN"}) == CHINESE
    assert wanted("Klingon", {"LANG": "zh_CN.UTF-8"}) == CHINESE


def test_english_is_what_stands_in_the_code() -> None:
    assert spoken() == ENGLISH
    assert tr("{count:,} examples", count=1200) == "1,200 examples"
    assert tr("a text with {braces} and no value") == "a text with {braces} and no value"
    assert told("3 problems") == "3 problems"


def test_a_text_is_translated_with_its_values(chinese: None) -> None:
    assert tr("{count:,} examples", count=1200) == "1,200 个例子"
    assert tr("{run} is {state}.", run="gru-1", state="running") == "gru-1 训练中。"
    assert tr("a text that is in no catalog") == "a text that is in no catalog"


def test_a_name_that_is_also_a_word_stays_a_name(chinese: None) -> None:
    assert tr("Rename {run_id}", run_id="best") == "重命名 best"


def test_a_sentence_that_was_filled_elsewhere_is_translated(chinese: None) -> None:
    assert told("1 problem") == "1 个问题"
    assert told("1,200 problems") == "1,200 个问题"
    assert told("many problems") == "many problems"
    assert told("gru-1 is still queued") == "gru-1 仍在排队"
    assert told("nobody of ours says this") == "nobody of ours says this"
    assert told("") == ""


def test_a_fault_of_the_system_is_translated_after_what_it_is_about(chinese: None) -> None:
    assert told("path = '/x': no such file or directory") == "path = '/x'：没有这个文件或目录"
    assert told("path = '/x': nobody knows") == "path = '/x': nobody knows"


def test_what_fills_a_sentence_is_translated_too(chinese: None) -> None:
    assert told("3 problems to fix first") == "先修复3 个问题"


def test_between_chinese_sentences_there_is_no_space(chinese: None) -> None:
    assert in_a_row(["甲。", "乙。"]) == "甲。乙。"
    speak(ENGLISH)
    assert in_a_row(["One.", "Two."]) == "One. Two."


def test_the_template_that_explains_most_is_taken() -> None:
    templates = Templates({"{a} of {b}": "-", "{name} is of {kind}": "{kind}:{name}"})
    assert templates.translated("this is of glass", lambda _, value: value) == "glass:this"


def test_of_two_that_have_the_same_letters_the_one_with_more_signs_is_taken() -> None:
    templates = Templates({"best: {a}, {b}": "{a}", "best: {a}, {b}; {c}": "{c}"})
    assert templates.translated("best: x, y; z", lambda _, value: value) == "z"
    assert templates.translated("best: x, y", lambda _, value: value) == "x"


def test_a_field_that_stands_twice_holds_the_same_twice() -> None:
    templates = Templates({"from {a} back to {a}": "{a}!"})
    assert templates.translated("from x back to x", lambda _, value: value) == "x!"
    assert templates.translated("from x back to y", lambda _, value: value) == "from x back to y"


def test_a_template_of_few_letters_takes_nothing() -> None:
    templates = Templates({"{a} at {b}": "{b}"})
    assert templates.translated("tea at five", lambda _, value: value) == "tea at five"


def test_the_catalog_is_read_as_gettexts_tools_read_it() -> None:
    path = catalog_path(CHINESE)
    entries = read_entries(path)
    catalog = read_catalog(path)
    known = {english: text for english, (_, text) in entries.items() if text}
    plurals = {plural: text for plural, text in entries.values() if plural and text}
    assert catalog == known | plurals
    assert len(catalog) > 500


def test_quotes_backslashes_and_line_breaks_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(
        'msgid ""\nmsgstr "Language: xx\\n"\n\n'
        '#: a comment\nmsgid ""\n"one \\"two\\"\\n"\n"C:\\\\new"\n'
        'msgstr "x\\ny"\n\nmsgid "not yet"\nmsgstr ""\n',
        encoding="utf-8",
    )
    assert read_catalog(path) == {'one "two"\nC:\\new': "x\ny"}
