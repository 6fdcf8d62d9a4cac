#!/usr/bin/env bash
# click 8.5.1: a command keeps the help option of the context that first asked for it.
#
# `help_option_names` belongs to a context and is inherited from its parent. But `Command.get_params`
# makes the help option once and keeps it on the command: what the same command later says of itself
# under another parent depends on who asked first. A reference page made from `get_params` differs
# when a test has run a command before.
#
# Exits non-zero where that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet "click==8.5.1"
"$folder/venv/bin/python" - <<'PYTHON'
import click


def help_names(first: dict[str, list[str]], then: dict[str, list[str]]) -> list[list[str]]:
    """The names of the help option that one command gives under two parents, one after the other."""
    command, found = click.Command("child"), []
    for settings in (first, then):
        parent = click.Context(click.Group("parent"), **settings)
        context = click.Context(command, parent=parent)
        found.append(command.get_params(context)[-1].opts)
    return found


plain, short = {}, {"help_option_names": ["-h", "--help"]}
asked_plain_first, asked_short_first = help_names(plain, short), help_names(short, plain)
print("plain parent first:", asked_plain_first)
print("parent with -h first:", asked_short_first)
assert asked_plain_first == [["--help"], ["--help"]], "the second parent is heeded by now"
assert asked_short_first == [["-h", "--help"], ["-h", "--help"]], "the second parent is heeded by now"
PYTHON
