"""The documentation: no dead link, every command is known, the references are up to date."""

import re
import runpy
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import click
import pytest

from rnn_tui.cli import cli
from rnn_tui.cli.commands import COMMANDS
from rnn_tui.experiment import KINDS, Experiment, TrainSpec
from rnn_tui.experiment.base import Spec
from rnn_tui.experiment.data import SOURCES
from rnn_tui.experiment.dumping import TAGS
from rnn_tui.tui.preferences.settings import Settings

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs/reference"
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


@pytest.mark.parametrize(
    "page",
    [
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/promises.md",
        "docs/zh/promises.md",
    ],
)
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


def made_pages() -> dict[str, str]:
    """The references as `docs/reference/make.py` would write them."""
    loaded = runpy.run_path(str(REFERENCE / "make.py"))
    return cast(dict[str, str], loaded["pages"]())


@pytest.mark.parametrize("name", ["configuration.md", "commands.md", "keys.md", "settings.md"])
def test_a_reference_is_what_the_code_says(name: str) -> None:
    made = "python docs/reference/make.py writes it anew"
    assert (REFERENCE / name).read_text(encoding="utf-8") == made_pages()[name], made


@pytest.mark.parametrize(
    "model", [Experiment, *SOURCES.values(), *KINDS.values(), TrainSpec, Settings]
)
def test_every_field_is_in_a_reference(model: type[Spec]) -> None:
    page = "settings.md" if model is Settings else "configuration.md"
    text = (REFERENCE / page).read_text(encoding="utf-8")
    missing = [name for name in model.model_fields if f"{name}`" not in text and name not in TAGS]
    assert [name for name in missing if not re.search(rf"`\[+(\w+\.)?{name}\]+`", text)] == []


def test_every_command_is_in_the_reference_and_in_the_overview() -> None:
    reference = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    overview = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"\n## rnn-tui {name}\n" in reference
        assert f"`{name}`" in overview, name


def test_every_picture_is_shown_and_made_by_the_script() -> None:
    script = (ROOT / "assets/screenshots/make.py").read_text(encoding="utf-8")
    shown = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for picture in (ROOT / "assets/screenshots").glob("*.svg"):
        assert f'"{picture.stem}"' in script, picture.name
        assert f"/{picture.name})" in shown, picture.name
        assert "http" not in picture.read_text().replace("http://www.w3.org", ""), picture.name


def test_every_promise_names_tests_that_exist() -> None:
    page = (ROOT / "docs/promises.md").read_text(encoding="utf-8")
    rows = [row for row in page.splitlines() if row.startswith("| ") and "|---" not in row]
    promises = [row for row in rows if not row.startswith("| promise ")]
    assert len(promises) > 20
    for row in promises:
        assert FILE.search(row), row


TRANSLATED = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs/guide").glob("*.md")]
TRANSLATED.remove(ROOT / "docs/json.md")  # made from the code, like the references


@pytest.mark.parametrize("page", sorted(TRANSLATED), ids=lambda page: page.name)
def test_a_page_is_there_in_chinese_with_the_same_blocks(page: Path) -> None:
    """Commands and files are the same in both languages, comments aside."""
    chinese = ROOT / "docs/zh" / page.relative_to(ROOT / "docs")
    assert fenced(chinese) == fenced(page)


def test_the_chinese_readme_has_the_blocks_of_the_english_one() -> None:
    assert fenced(ROOT / "README.zh.md") == fenced(ROOT / "README.md")


def fenced(page: Path) -> list[list[str]]:
    """The lines of each fenced block without comments and what is only said to a person."""
    found = re.findall(r"```\w*\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [[re.sub(r"\s+#.*", "", line) for line in block.splitlines()] for block in found]
