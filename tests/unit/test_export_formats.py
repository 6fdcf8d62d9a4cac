"""Records of exports: each has all that its partners take from it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
import pytest

from rnn_tui.cli.results import export as command
from rnn_tui.experiment import load
from rnn_tui.results.exports import export as exporting
from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import STDOUT, ExportError
from rnn_tui.results.exports.formats import FORMATS, Format
from rnn_tui.runs import RunState, create
from rnn_tui.tui.dialogs.export import ExportDialog

EACH = pytest.mark.parametrize("each", FORMATS.values(), ids=lambda each: each.name)


def parameters() -> dict[str, click.Parameter]:
    return {str(each.name): each for each in command.params}


@EACH
def test_the_writer_of_a_format_is_there(each: Format) -> None:
    assert isinstance(each.load_writer(), Callable)  # type: ignore[arg-type]


@EACH
def test_a_format_reads_as_the_others_do(each: Format) -> None:
    assert each.help.endswith(".")
    assert not each.title.endswith(".")
    assert not each.suffix or each.suffix.startswith(".")
    assert each.text or not each.printed


def test_keys_and_names_are_each_ones_own() -> None:
    keys = [choice.key for choice in ExportDialog(RunState())._choices]
    assert len(keys) == len(set(keys))
    assert "b" not in {each.key for each in FORMATS.values()}, "b is the best model's"


def test_the_dialog_offers_every_format() -> None:
    choices = {choice.answer.format: choice for choice in ExportDialog(RunState())._choices}
    assert choices.keys() == set(FORMATS.values())
    for each, choice in choices.items():
        assert (choice.key, choice.label) == (each.key, each.title)
        assert choice.explanation.startswith(each.help)


def test_the_command_offers_every_format_and_every_option() -> None:
    to = parameters()["to"]
    assert isinstance(to.type, click.Choice)
    assert list(to.type.choices) == list(FORMATS)
    for each in FORMATS.values():
        assert set(each.options) <= parameters().keys()
        assert isinstance(to, click.Option)
        assert f"{each.name}: {each.title}" in str(to.help)


@EACH
def test_what_is_no_text_does_not_go_to_standard_output(each: Format, tmp_path: Path) -> None:
    if each.text or each.missing:
        return  # what is not installed is told first
    with pytest.raises(ExportError, match="name a file, "):
        export(create(tmp_path, load("quickstart")), each.name, STDOUT)


def test_an_option_goes_with_its_formats_alone(tmp_path: Path) -> None:
    run = create(tmp_path, load("quickstart"))
    for name, each in FORMATS.items():
        for option in {"best"} - set(each.options):
            with pytest.raises(
                ExportError, match=f"^--{option} works with .*, not with --to {name}$"
            ):
                export(run, name, **{option: True})


def test_what_is_not_installed_is_named_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = replace(FORMATS["csv"], extra="far", modules=("rnn_tui_far_away",))
    monkeypatch.setitem(FORMATS, "csv", far)
    assert exporting.FORMATS is FORMATS
    with pytest.raises(ExportError, match=r"pip install 'rnn-tui\[far\]'$"):
        export(create(tmp_path, load("quickstart")), "csv")
