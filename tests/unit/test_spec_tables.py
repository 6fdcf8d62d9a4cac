"""The keys that say how a table is to be read."""

from pathlib import Path

import pytest

from rnn_tui.data.text.options import TableOptions
from rnn_tui.experiment import ConfigError, load, loads
from rnn_tui.experiment.column_names import split_names
from rnn_tui.experiment.data import TextData
from rnn_tui.experiment.dumping import dumps


def set_to(*settings: str) -> TextData:
    experiment = load("quickstart", ["data.source=text", "data.path=x.csv", *settings])
    assert isinstance(experiment.data, TextData)
    return experiment.data


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("title", ["title"]),
        (["title", "body"], ["title", "body"]),
        (["a, b", 'say "x"', "c"], ["a, b", 'say "x"', "c"]),
        ([1, 3], ["1", "3"]),
        (2, ["2"]),
        ('["title", "body"]', ["title", "body"]),
        ("title, body", ["title", "body"]),
        ("[1.5]", ["[1.5]"]),
    ],
)
def test_columns_may_be_listed(value: object, names: list[str]) -> None:
    data = TextData.model_validate({"path": "x", "text_column": value})
    assert data.text_column is not None
    assert split_names(data.text_column) == names


def test_a_list_in_a_file_and_in_a_setting_come_back(tmp_path: Path) -> None:
    data = set_to('data.text_column=["title","body"]', "data.label_column=2", "data.heading=false")
    assert (data.text_column, data.label_column, data.heading) == ("title, body", "2", False)
    experiment = load("quickstart", ["data.source=text", "data.path=x.csv"])
    changed = experiment.model_copy(update={"data": data})
    assert loads(dumps(changed)).data == data.model_copy(update={"path": data.path})


@pytest.mark.parametrize(
    ("word", "mark"),
    [("tab", "\t"), ("\\t", "\t"), (";", ";"), ("::", "::"), ("comma", ","), ("space", " ")],
)
def test_separators_have_names(word: str, mark: str) -> None:
    assert TableOptions.of(set_to(f"data.separator={word}")).separator == mark


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (
            "data.encoding=klingon",
            "data.encoding: 'klingon' is not a known encoding; use a name such as utf-8",
        ),
        ("data.encoding=base64", "data.encoding: 'base64' is not a known encoding"),
        ("data.quotes=none at all", "double, single, backslash, off"),
        ("data.heading=maybe", "true or false"),
        ("data.separator=", "separator"),
    ],
)
def test_what_a_key_does_not_take(setting: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        set_to(setting)
    assert said in str(caught.value)


def test_what_is_left_out_does_not_change_the_key_of_a_run() -> None:
    assert TableOptions.of(set_to("data.text_column=a", "data.label_column=b")).key == ("a", "b")
    assert TableOptions.of(set_to()).key == (None, None)
    assert TableOptions.of(set_to("data.separator=;")).key != (None, None)
