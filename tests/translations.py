"""The texts of the interface and their translations.

    python -m tests.translations            # which texts lack one, and which entries are left over
    python -m tests.translations --update   # put those that lack one into the catalogs, empty, and
                                            # take out what is left over

A text needs a translation if it stands in one of ROOMS, or is handed to `tr` or `counted`.
"""

import ast
import errno
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from inspect import cleandoc
from os import strerror
from pathlib import Path
from typing import cast

import click

from rnn_tui.batch.lines import CLASS_COLUMNS
from rnn_tui.cli import cli
from rnn_tui.io.faults import reason
from rnn_tui.results.plot.curves import TITLES, Role
from rnn_tui.runs import Ask
from rnn_tui.tui.inspect.evaluate.wording import CLASS_HEAD
from rnn_tui.tui.inspect.lab.formula import MEANINGS
from rnn_tui.tui.inspect.view_tabs import VIEWS
from rnn_tui.tui.model.stack_pane import HEAD, SETTINGS
from rnn_tui.tui.tabs import TABS
from rnn_tui.wording.confusion import PREDICTED, TRUE
from rnn_tui.wording.language import CHINESE, STATES, catalog_path
from rnn_tui.wording.positions import STEPS
from tests.texts import ROOT, all_texts, preset_texts, texts_of

ROOMS = (
    *("cli", "tui", "batch", "web", "sweeps", "results", "engine", "data", "runs", "experiment"),
    *("wording", "io"),
)
"""Whose texts people see; what the rooms below the front-ends say is translated there by `told`."""

WRITTEN = (
    "batch/documents/",
    "runs/__init__.py",
    "results/exports/card.py",
    "results/exports/predicting.py",
    "results/figures/drawing.py",
    "results/figures/of_texts.py",
    "results/figures/shown.py",
    "results/page/",
    "results/script/source.py",
    "results/script/training.py",
    "results/script/imdb_loader.py",
    "results/tokens.py",
    "experiment/naming.py",
)
"""Where texts are names, or go into files that leave the program."""

UNTRANSLATED = re.compile(
    "|".join(
        (
            r"^rnn-tui(?: [a-z]+)*(?: --\w+)?(?:\{\w+\}| \{\w+\})?$",  # commands
            r"^rnn-tui (?:resume|\{)",
            r"^\{program\} --batch|^ --[a-z-]+ (?:\{|seed=)|^python -m|^usage: ",
            r"^pip install '[^']*'$",
            r"\ncompopt|compopt -o|^\{header\}\n",  # shells
            r"^default-src ",
            r"^[+\w-]+\+[\w+-]+(?:,[\w+-]+)*$|^[\w+-]+(?:,[\w+-]+)+$",  # keys
            r"^seed=7 |^val_acc>|^LABEL:|^data\.\w+ = \{\w+\}$",  # settings
            r"^[a-z_]+:[a-z]+$|^tf2onnx$|^[0-9a-f]{64}$|^\x00|^model name$",  # names
            r"\{\w+\} \{ color:|^bold |^pane -|^outside lower left$",  # styles
            r"^(?:Noto|Source Han|DejaVu|PingFang|Hiragino|Microsoft|WenQuanYi) ",  # fonts
            r"^# |^  # |^(?:NETWORK|model|history|arrays|x_\{n\}.*|\(.*\)) = ",  # scripts
            r"^\(1 \+ math",
            r"^[a-z_]+(?:_\{n\})?\[|^validation_data=|^A plain Keras script",
            r"^\nmodule @|^source code$",
            r"^two bindings are|^module \{name\} has",  # faults of the program
        )
    )
)
"""Texts that are the same in every language, or that programs read."""

WORDS = (
    *(title for *_, title in (*TABS, *VIEWS)),
    *sorted(STATES),
    *(role.value for role in (Role.TRACE, Role.TRAINING, Role.VALIDATION)),
    *TITLES.values(),
    *STEPS.values(),
    *(name.replace("_", " ") for name in MEANINGS),
    *HEAD[1:],
    SETTINGS,
    *("diverged", "error", "warning", "batches", "Everywhere", "id", "path", "configuration"),
    *("loss", TRUE, PREDICTED),
    *CLASS_HEAD,
    *(ask.value.replace("-", " ") for ask in Ask),
    *CLASS_COLUMNS,
    *("trial", "asked", "unreadable", "cache"),
)
"""Words that are looked up by a value, and so stand in no call."""

OF_CLICK = (
    *("Options", "Commands", "Positional arguments", "Missing command."),
    *("Show this message and exit.", "Show the version and exit."),
    *("default: {default}", "required", "(dynamic)", "env var: {var}"),
    *("Error: {message}", "Try '{command} {option}' for help.", "unknown error"),
    *("Missing argument", "Missing option", "Missing parameter", "Missing {param_type}"),
    *("Missing parameter: {param_name}", "Invalid value: {message}"),
    "Invalid value for {param_hint}: {message}",
    *("No such option {name!r}.", "No such option: {name}", "No such command {name!r}."),
    *("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    "(Possible options: {possibilities})",
    "Got unexpected extra argument ({args})",
    "Got unexpected extra arguments ({args})",
    "Value must be an iterable.",
    "Takes {nargs} values but 1 was given.",
    "Takes {nargs} values but {len} were given.",
    "Could not open file {filename!r}: {message}",
    "Option {name!r} does not take a value.",
    "Option {name!r} requires an argument.",
    "Option {name!r} requires {nargs} arguments.",
    "Argument {name!r} takes {nargs} values.",
    "Error: invalid input",
    *("Choose from:\n\t{choices}", "{value!r} is not {choice}."),
    "{value!r} is not one of {choices}.",
    "{value} is not in the range {range}.",
    "{value!r} is not a valid {number_type}.",
    *("file", "directory", "path"),
    *(
        f"{{name}} {{filename!r}} {words}."
        for words in (
            *("does not exist", "is a file", "is a directory"),
            *("is not readable", "is not writable", "is not executable"),
        )
    ),
)
"""Texts of click that a command may show, in its versions that we take."""

COMPOSED = {
    "{number} unit and {activation}": "{number} units and {activation}",
    "{number} samples/s": "",
    "epoch {number}: {figures}": "",
    "last checkpoint, {where}": "",
    "best checkpoint, {where}": "",
    "last checkpoint": "",
    "best checkpoint": "",
    "{reason}, in {clock}": "",
    "at {place}: nothing is lost": "",
    "at {place}: everything after that is lost": "",
    "at {place}, asked by {by}: nothing is lost": "",
    "at {place}, asked by {by}: everything after that is lost": "",
    "epoch {number}": "",
    "epoch {number} at {share}%": "",
    "epoch {number}, so far": "",
    "best {monitor} @{number}": "",
    "over {share}%": "",
    "under {share}%": "",
    "best: {runs}, {value}": "",
    "best: {runs}, {value}; {values_words}": "",
    "test: {figures}": "",
}
"""Texts that are put together in more than one place, each with its plural form."""

COMPOSED |= dict.fromkeys(
    (
        *(f"{word} {{name}}" for word in ("checking", "reading", "listing")),
        *("downloading {name}", "always {name}", "preset {name}", "; presets: {names}"),
        *("signal {number}", "tested: {figures}", "{number} min", "{number} days"),
        *("tags: {tags}", "starred, tags: {tags}", "text {number}: {outcome}"),
        *(f"separator {word}" for word in ("comma", "tab", "semicolon", "bar", "space")),
        *("separator {separator}", "quotes {quotes}"),
        *(
            f"text: {one} {{texts}}, label: {label}"
            for one in ("column", "columns")
            for label in ("column {label}", "the file's name")
        ),
        "Slurm job {job} on node {node}, partition {partition}",
        "Slurm job {job} (restart {number}) on node {node}, partition {partition}",
        *(
            f"{kind} {bounds}"
            for kind in ("a number", "a whole number")
            for bounds in (
                *("from {low} to {high}", "of at least {low}", "above {low}", "of up to {high}"),
                *("above {low} and below {high}", "above {low} and up to {high}"),
                *("of at least {low} and below {high}", "of at least {low} and up to {high}"),
            )
        ),
        *('{words}, or "none"', '{words}, or "auto"'),
    ),
    "",
)

OF_THE_SYSTEM = (errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOTDIR, errno.ENOSPC, errno.EROFS)
"""Faults of files that people meet, in the words of the system."""

LANGUAGES = (CHINESE,)

COMMENT = "# The texts of rnn-tui. `make catalog` completes this file; the rest is written here."
HEAD = (
    "Language: {language}\nContent-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\nPlural-Forms: nplurals=1; plural=0;\n"
)

Messages = dict[str, str]
"""English texts, each with its plural form or an empty text."""


@cache
def messages() -> Messages:
    """All texts that need a translation."""
    called: Messages = {}
    for path in sorted(ROOT.rglob("*.py")):
        called |= dict(_called(ast.parse(path.read_text())))
    nouns = {text.partition(" ")[2] for pair in called.items() if pair[1] for text in pair}
    faults = [reason(OSError(each, strerror(each))) for each in OF_THE_SYSTEM]
    found = dict.fromkeys((*WORDS, *OF_CLICK, *faults), "")
    found |= dict.fromkeys((text.text for text in preset_texts() if text.text), "")
    for room in ROOMS:
        shown = (each for each in all_texts(room) if not each.path.startswith(WRITTEN))
        texts = {each.text for each in shown} - nouns
        found |= {text: "" for text in texts if not UNTRANSLATED.search(text)}
    found |= {text: "" for text in help_texts() if " " not in text}
    return found | called | COMPOSED


def help_texts(command: click.Command | None = None) -> Iterator[str]:
    """The paragraphs of all help pages, and what they say of each option."""
    command = command or cli
    for text in filter(None, (command.help, command.epilog)):
        yield from (" ".join(each.split()) for each in cleandoc(text).split("\n\n"))
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield parameter.help
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if (found := command.get_command(context, name)) is not None:
                yield from help_texts(found)


def _called(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The texts that are handed to `tr`, and the nouns that are handed to `counted`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
        words = [each for each in texts if isinstance(each, str)]
        match ast.unparse(node.func):
            case "tr" if words:
                yield words[0], ""
            case "counted" if words:
                singular, plural = (*words, f"{words[0]}s")[:2]
                yield f"{{number}} {singular}", f"{{number}} {plural}"


def untold(path: Path) -> list[str]:
    """Texts that are shown as they stand: inside a function, and in no call of `tr`."""
    tree = _Unwrapped().visit(ast.parse(path.read_text()))
    inside = ast.Module([each for each in ast.walk(tree) if isinstance(each, FUNCTIONS)], [])
    found = texts_of(inside)
    shown = [(line, text) for line, text in found if text not in TOLD_LATER]
    return [f"{path}:{line}: {text}" for line, text in shown if not UNTRANSLATED.search(text)]


ERRORS = ("UserError", "ValueError", "Trouble")

TOLD_LATER = {
    *("its output cannot be read", "it exited with status {returncode}", "the CPU"),
    "is not the data that {label} was started with; a resume needs the same data: start a new run "
    "for other data",
    "a resume cannot change it, only {join}, and data.path if the same data has moved",
    "{label}, the last run, is not running; {label2}, started before it, is",
    "{strerror}; --host takes an address of this machine",
    "{why}; {option} takes another one",
}
"""Parts of errors, and of what is sent as JSON as well: translated where they are shown."""

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class _Unwrapped(ast.NodeTransformer):
    """Takes out what is translated, and errors, which are translated where they are shown."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        node = cast(ast.Call, self.generic_visit(node))
        if ast.unparse(node.func) in ("tr", "counted"):
            node.args = [each for each in node.args if not isinstance(each, ast.Constant)]
        if ast.unparse(node.func) in ERRORS:
            return ast.copy_location(ast.Constant(None), node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """What stands in the decorators of a command, and its docstring, is its help page."""
        node.decorator_list = []
        return self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return ast.copy_location(ast.Pass(), node)


def read_entries(path: Path) -> dict[str, tuple[str, str]]:
    """Plural form and translation of each English text of a gettext file."""
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        entries = {}
        for message in read_po(file):
            ids = message.id if isinstance(message.id, tuple) else (message.id, "")
            text = message.string[0] if isinstance(message.string, tuple) else message.string
            if ids[0]:
                entries[ids[0]] = (ids[1], text)
        return entries


def write_entries(path: Path, language: str, entries: Mapping[str, tuple[str, str]]) -> None:
    """Write a gettext file, its entries in the order of the English texts."""
    lines = [COMMENT, *_string("msgid", ""), *_string("msgstr", HEAD.format(language=language))]
    for english, (plural, text) in sorted(entries.items()):
        lines += ["", *_string("msgid", english)]
        lines += [*_string("msgid_plural", plural)] if plural else []
        lines += _string("msgstr[0]" if plural else "msgstr", text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _string(keyword: str, text: str) -> Iterator[str]:
    """One line, or a line for each line of the text."""
    pieces = text.splitlines(keepends=True) or [""]
    if len(pieces) > 1:
        yield f'{keyword} ""'
        keyword = ""
    for piece in pieces:
        escaped = piece.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        yield f'{keyword} "{escaped}"'.lstrip()


def lacking(language: str) -> list[str]:
    """Texts without a translation."""
    entries = read_entries(catalog_path(language))
    return [text for text in messages() if not entries.get(text, ("", ""))[1]]


def left_over(language: str) -> list[str]:
    """Entries of texts that there are no more."""
    known = messages()
    return [text for text in read_entries(catalog_path(language)) if text not in known]


def update(language: str) -> None:
    """Complete the catalog, and take out what is left over."""
    path = catalog_path(language)
    known = read_entries(path) if path.exists() else {}
    entries = {text: (plural, known.get(text, ("", ""))[1]) for text, plural in messages().items()}
    write_entries(path, language, entries)


def main(arguments: Iterable[str]) -> int:
    """List what is missing; the exit code tells whether anything is."""
    if "--update" in arguments:
        for language in LANGUAGES:
            update(language)
    faults = [
        f"{language}: {what}: {text!r}"
        for language in LANGUAGES
        for what, texts in (("lacks", lacking(language)), ("has", left_over(language)))
        for text in texts
    ]
    print("\n".join(faults) or "every text has its translation")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
