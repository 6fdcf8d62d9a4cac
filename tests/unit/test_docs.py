"""The documentation: no dead link, and every command in it is one that the program knows."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from rnn_tui.cli import cli
from rnn_tui.experiment import ImdbData, SampleData, TextData, TrainSpec
from rnn_tui.experiment.base import Spec

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
BLOCK = re.compile(
    r"```(?:sh|bash|console)\n(.*?)```|((?:^(?: {4}|\t)[^\n]*\n)+)", re.DOTALL | re.MULTILINE
)
FILE = re.compile(r"`((?:[a-z_-]+/)+(?:[a-z_-]+\.(?:py|sh))?)`")
"""A file or folder in backticks, with at least one slash; capitals stand for any name."""

ROOTS = tuple(ROOT / room for room in ("", "rnn_tui", "rnn_tui/tui", "rnn_tui/engine", "tests"))
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def commands() -> Iterator[tuple[str, list[str]]]:
    """(page, arguments) of every `rnn-tui …` in the pages' shell blocks."""
    for page in PAGES:
        for found in BLOCK.findall(page.read_text(encoding="utf-8")):
            for line in "".join(found).replace("\\\n", " ").splitlines():
                for piece in re.split(r"&&|\|\||;|\$\(|\s\|\s", line):
                    if arguments := command_of(piece):
                        yield page.name, arguments


def command_of(piece: str) -> list[str]:
    """The arguments of the program in a piece of a shell line; none where it is another one."""
    try:
        words = shlex.split(piece.rstrip(" )&"), comments=True)
    except ValueError:
        return []
    at = next((n for n, word in enumerate(words) if Path(word).name == "rnn-tui"), None)
    if at is None or words[0] in ("pip", "uv", "pipx", "complete"):
        return []
    arguments = words[at + 1 :]
    end = next((n for n, word in enumerate(arguments) if re.match(r"\d?[<>]", word)), None)
    return arguments[:end] or ["--version"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = page.parent / name if name else page
        assert found.exists(), f"{page.name} links to {target}"
        assert not anchor or anchor in anchors(found), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/promises.md"])
def test_every_file_that_developers_are_sent_to_exists(page: str) -> None:
    named = FILE.findall((ROOT / page).read_text(encoding="utf-8"))
    missing = [name for name in named if not any((root / name).exists() for root in ROOTS)]
    assert named
    assert not missing, f"{page}: {missing}"


@pytest.mark.parametrize(("page", "arguments"), list(commands()), ids=str)
def test_every_command_is_known(page: str, arguments: list[str]) -> None:
    """Parsed as the program would, files not looked for: no option or command is made up."""
    command: click.Command = cli
    context = click.Context(cli, info_name="rnn-tui")
    if arguments and not arguments[0].startswith("-"):
        known = cli.get_command(context, arguments[0])
        assert known is not None, f"{page}: rnn-tui {arguments[0]}"
        command, arguments = known, arguments[1:]
    parser = command.make_parser(click.Context(command))
    parser.ignore_unknown_options = False
    if isinstance(command, click.Group):
        parser.allow_interspersed_args = False
    try:
        parser.parse_args(list(arguments))
    except click.UsageError as error:
        pytest.fail(f"{page}: {error.format_message()}")


def test_commands_are_found() -> None:
    assert len(list(commands())) > 5


@pytest.mark.parametrize("keys", [TextData, ImdbData, SampleData, TrainSpec])
def test_every_key_of_an_experiment_is_told(keys: type[Spec]) -> None:
    page = (ROOT / "docs/experiment.md").read_text(encoding="utf-8")
    for name in keys.model_fields:
        assert re.search(rf"\b{name}\b`|`\[train\.{name}\]`", page), name
