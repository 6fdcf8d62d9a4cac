"""The labels of fixes, and what is said once one is applied."""

import ast
from pathlib import Path

import pytest

import rnn_tui
from rnn_tui.experiment.problems import PAST, Fix


def labels() -> set[str]:
    """The first words of all labels that the package gives to fixes."""
    found = set()
    for path in Path(rnn_tui.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fix":
                found.update(_words(node.args[0]))
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "label":
                found.update(_words(node.value) if path.parent.name == "problems" else ())
    return found


def _words(node: ast.expr) -> set[str]:
    match node:
        case ast.Constant(str(text)) | ast.JoinedStr([ast.Constant(str(text)), *_]):
            return {text.split()[0]}
        case ast.IfExp(body=one, orelse=other):
            return _words(one) | _words(other)
    return set()


def test_all_labels_have_a_past() -> None:
    assert len(labels()) > 8
    assert labels() <= set(PAST)


@pytest.mark.parametrize(
    ("label", "done"),
    [
        ("set return_sequences=True on layer 2", "fixed: set return_sequences=True on layer 2"),
        ("remove layer 3, Flatten", "removed layer 3, Flatten"),
        ("begin with an Embedding", "began with an Embedding"),
    ],
)
def test_what_is_done_is_told_in_the_past(label: str, done: str) -> None:
    assert Fix(label, ()).done == done
