"""Looking into a script through its syntax tree."""

import ast
from typing import Any

from rnn_tui.experiment import load
from rnn_tui.results.script import keras_script


def script_of(*settings: str, preset: str = "imdb-simple-rnn") -> ast.Module:
    return ast.parse(keras_script(load(preset, settings)).text)


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """All calls of a dotted name, in the order of the text."""
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) == name]
    return sorted(found, key=lambda node: node.lineno)


def call(tree: ast.AST, name: str) -> dict[str, Any]:
    """The keyword arguments of the only call of that name; constants as values, others as text."""
    (only,) = calls(tree, name)
    return {keyword.arg or "": value_of(keyword.value) for keyword in only.keywords}


def value_of(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return ast.unparse(node)
