"""The glossary of CONTRIBUTING.md, held over every text that the program can show."""

import re

import click
import pytest
from pydantic import BaseModel
from textual.binding import Binding

from rnn_tui.cli import cli
from rnn_tui.cli.commands import COMMANDS
from rnn_tui.experiment import KINDS, Experiment
from rnn_tui.experiment.data import SOURCES
from rnn_tui.experiment.train import TrainSpec
from rnn_tui.tui.model.screen import ModelScreen
from rnn_tui.tui.preferences.settings import Settings
from rnn_tui.tui.runs.screen import RunsScreen
from tests.texts import all_texts

FORBIDDEN = {
    r"mend(s|ed|ing)?\b": "fix",
    r"at work\b": "running",
    r"(is|are) alive\b": "running",
    r"marked\b": "selected",
    r"(?<=\s)left out\b(?! \()": "dropped, ignored; unset is auto or none",
    r"(is|are) no (?!better|longer|more)[a-z]+": "is not a",
    r"any more\b": "no longer; say what is so",
    r"(?<!stay )behind\b": "after",
    r"called so\b": "no matches",
    r"anew\b": "again; new",
    r"so many\b": "this many",
    r"goes on\b(?! to)": "continues",
    r"go on (with|from)\b": "continue, resume",
    r"(?<!to )trains? on\b(?!$|:| (a|the|GPU|CPU|\{|to))": "keeps training",
    r"there is no\b": "no ...",
    r"(?<!within )an epoch\b(?! (that|with|is))": "per epoch",
    r"brings? (it |runs )?back\b": "restore",
    r"exclude each other\b": "cannot be combined",
    r"(text|row|object|class|document) an? (row|line|text|object)\b": "per row, per line",
    r"begun with\b": "started with",
    r"test set\b": "test part",
    r"let its name\b": "rename it to",
    r"into the trash\b": "to the trash",
    r"(exists|running|ended|done|there) already\b": "already exists, already running",
    r"(one|sign|text|part|word)s? of its own\b": "its own",
}
"""What none of the texts of the interface says, and what they say instead."""

TEXTS = all_texts()


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_text_says_what_the_glossary_has_another_word_for(pattern: str) -> None:
    word = re.compile(rf"\b{pattern}", re.IGNORECASE)
    told = [str(text) for text in TEXTS if word.search(text.text)]
    assert not told, f"say {FORBIDDEN[pattern]}"


def test_every_text_is_found_where_the_program_has_it() -> None:
    """The list is read out of the source: what the program itself knows must be among it."""
    found = {text.text for text in TEXTS}
    described = [Experiment, TrainSpec, Settings, *SOURCES.values(), *KINDS.values()]
    missing = {each for model in described for each in _descriptions(model)} - found
    for screen in (ModelScreen, RunsScreen):
        bindings = [each for each in screen.BINDINGS if isinstance(each, Binding)]
        missing |= {each.tooltip for each in bindings} - found
        missing |= {screen.HELP_TEXT} - found
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        paragraphs = (command.help or "").split("\n\n")
        missing |= {" ".join(each.split()) for each in paragraphs} - found
        options = [each for each in command.params if isinstance(each, click.Option)]
        missing |= {each.help for each in options if each.help and " " in each.help} - found
    assert not [text for text in missing if not _is_made_of(text, found)]


def _is_made_of(text: str, found: set[str]) -> bool:
    """Whether it is a text with what fills it, or several one after the other."""
    templates = (re.escape(re.sub(r"\{[^{}]*\}", "\0", each)) for each in found if "{" in each)
    if any(re.fullmatch(each.replace("\0", ".+"), text) for each in templates):
        return True
    pieces = [piece for piece in re.split(r"[;:] ", text.rstrip(".")) if " " in piece]
    return len(pieces) > 1 and found >= set(pieces)


def _descriptions(model: type[BaseModel]) -> set[str]:
    return {info.description for info in model.model_fields.values() if info.description}


def test_a_label_of_a_key_has_no_period() -> None:
    for text in TEXTS:
        if text.path.endswith("keys.py"):
            assert not text.text.endswith("."), text
