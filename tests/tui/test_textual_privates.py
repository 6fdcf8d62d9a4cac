"""Private parts of Textual are used in one folder, where each says why and until when."""

import ast
import re
from pathlib import Path

import rnn_tui.tui

ROOM = Path(rnn_tui.tui.__file__).parent
TERMINAL = ROOM / "terminal"


def defined(tree: ast.AST) -> set[str]:
    """Names that a file makes itself: functions, variables, attributes of self."""
    made = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                made.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                made.add(name)
    return made


def private_names(path: Path) -> set[str]:
    """Private names in a file that neither it nor another file of the app makes."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Attribute(attr=name):
                found.add(name)
            case ast.ImportFrom(module=str(module), names=names) if module.startswith("textual"):
                found |= set(module.split(".")) | {each.name for each in names}
    return {name for name in found if re.match(r"_[a-z]", name)} - OURS


OURS = {
    name
    for path in ROOM.rglob("*.py")
    for name in defined(ast.parse(path.read_text(encoding="utf-8")))
}


def test_only_the_terminal_folder_uses_private_parts_of_textual() -> None:
    used = {path.relative_to(ROOM).as_posix(): private_names(path) for path in ROOM.rglob("*.py")}
    outside = {path: names for path, names in used.items() if names and path[:9] != "terminal/"}
    assert not outside
    assert any(names for path, names in used.items() if path[:9] == "terminal/")


def test_each_file_that_uses_them_names_the_version_and_the_condition_for_its_removal() -> None:
    for path in TERMINAL.glob("*.py"):
        if private_names(path):
            text = path.read_text(encoding="utf-8")
            assert re.search(r"Textual('s)? \(?8\.2", text), path.name
            assert re.search(r"goes\s+once", text, re.IGNORECASE), path.name
