"""The help pages and errors of click in another language than English.

click takes its own texts from gettext, which goes by the environment alone and reads compiled
catalogs only. Here the settings choose the language as well, and one catalog holds the texts of
both: the modules of click are given `tr` instead. They are also given a rule for the end of a line
that knows of characters which take two cells, and of texts without blanks.
"""

import copy
from collections.abc import Iterator
from importlib import import_module
from inspect import cleandoc
from unicodedata import east_asian_width

import click

from rnn_tui.wording.language import told, tr

MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
"""The modules of click whose texts a command may show."""

OPENING, CLOSING = "（「《", "，。、；：？！）」》"
"""Signs that a line does not end with, and signs that it does not begin with."""


def translated(command: click.Command) -> click.Command:
    """The command with its help, its options and its commands in the language of this process."""
    if command.context_class.formatter_class is not Formatter:
        _let_click_speak()
    found = copy.copy(command)
    found._help_option = None  # click 8.1.8 and later keep it once it was shown, in that language
    if command.help is not None:
        found.help = paragraphs(command.help)
        found.short_help = found.help.partition("\n\n")[0]
    found.epilog = command.epilog and paragraphs(command.epilog)
    found.params = [_translated(parameter) for parameter in command.params]
    if isinstance(found, click.Group):
        found.commands = {name: translated(each) for name, each in found.commands.items()}
    return found


def _translated(parameter: click.Parameter) -> click.Parameter:
    found = copy.copy(parameter)
    if isinstance(found, click.Option) and found.help is not None:
        found.help = _help(found.help)
    if isinstance(found.type, click.Path):
        found.type = copy.copy(found.type)
        found.type.name = tr(found.type.name)  # in errors; a metavar says what a help page shows
    return found


def _help(text: str) -> str:
    """What is said of an option: a sentence, or a list of choices, each with its meaning."""
    found = told(text)
    if found != text or "; " not in text:
        return found
    items = (item.partition(": ") for item in text.removesuffix(".").split("; "))
    return tr("; ").join(f"{name}{tr(colon)}{told(what)}" for name, colon, what in items) + tr(".")


def paragraphs(text: str) -> str:
    """The text translated paragraph by paragraph."""
    return "\n\n".join(tr(" ".join(each.split())) for each in cleandoc(text).split("\n\n"))


class Formatter(click.HelpFormatter):
    """Writes the colon of the language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, tr("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}{tr(':')}\n")


def _let_click_speak() -> None:
    for name in MODULES:
        module = import_module(f"click.{name}")
        for other, ours in (("_", tr), ("ngettext", _plural)):
            if hasattr(module, other):
                setattr(module, other, ours)
    formatting = import_module("click.formatting")
    for other, rule in (("term_len", cells), ("wrap_text", wrapped)):
        setattr(formatting, other, rule)
    click.Context.formatter_class = Formatter


def _plural(singular: str, plural: str, number: int) -> str:
    return tr(singular if number == 1 else plural)


def cells(text: str) -> int:
    """The columns that a text of the help takes, which holds no combining character."""
    return sum(2 if _is_wide(character) else 1 for character in text)


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


def wrapped(
    text: str,
    width: int = 78,
    initial_indent: str = "",
    subsequent_indent: str = "",
    preserve_paragraphs: bool = False,
) -> str:
    """The text in lines of at most so many columns, as click's function of the same arguments."""
    parts = text.split("\n\n") if preserve_paragraphs else [text]
    return "\n\n".join(
        "\n".join(_lines(part, width, initial_indent, subsequent_indent)) for part in parts
    )


def _lines(text: str, width: int, first_indent: str, indent: str) -> Iterator[str]:
    line, taken, is_empty = first_indent, cells(first_indent), True
    for piece in _pieces(" ".join(text.split())):
        if not is_empty and taken + cells(piece.rstrip()) > width:
            yield line.rstrip()
            line, taken, is_empty = indent, cells(indent), True
        line, taken, is_empty = line + piece, taken + cells(piece), False
    yield line.rstrip()


def _pieces(text: str) -> list[str]:
    """What a line may end after: a word with the blank after it, a character that takes two cells;
    each with the signs that belong to it."""
    pieces: list[str] = []
    for character in text:
        if pieces and _clings(character, pieces[-1][-1]):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _clings(character: str, last: str) -> bool:
    """Check whether no line may end between the two."""
    if character == " " or character in CLOSING or last in OPENING:
        return True
    return last != " " and not _is_wide(character) and not _is_wide(last)
