"""Every text that the program can show, read out of its source, to be read through in one go.

    python -m tests.texts            # all of them, by file and line
    python -m tests.texts tui/data   # those of one folder

A text is a literal that holds words: at least two, or one in a place that only words take, as the
label of a key. Docstrings are left out, but for those that `--help` prints. What a text is filled
with stands in braces, under one name each. Type hints are no texts.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import rnn_tui

ROOT = Path(rnn_tui.__file__).parent
ASSETS = ROOT.parent / "assets"

WORD = re.compile(r"[^\W\d_]{2,}")
"""A name with dashes, dots or an underscore in it is no word."""

IN_BRACES = re.compile(r"\{[^{}]*\}")

STYLE = re.compile(
    r"(?:\$[\w-]+|\d+%|not|on|bold|dim|italic|underline|reverse|strike|black|white|red|green|\s)+"
)
CODE = re.compile(
    r"[\w.-]+\s*\{[^}]*[:;]|\\[dwsSb(]|^[#.&>][\w-]+|\bdef \w+\(|^(?:import|from|return) "
    r"|^[\w.]+\(.*\)$|^(?:round|solid) \$"
)
"""Style sheets, regular expressions, selectors, lines of a Keras script, calls."""

COMMAND = re.compile(r"\.(?:command|group)\(")

TRANSPARENT = {"len", "str", "int", "printable", "one_line", "visible", "percent", "short", "shown"}
"""Functions that leave what they are given the same thing."""

TEXT_ARGUMENTS = {"Key": (2, 3), "Choice": (1, 2), "Item": (1, 2), "Column": (1,), "Problem": (1,)}
"""Positions of the arguments that are texts, however short."""

TEXT_KEYWORDS = {"label", "tooltip", "title", "placeholder", "description", "help", "text", "head"}
TEXT_NAMES = {"border_title", "border_subtitle", "tooltip"}


@dataclass(frozen=True, slots=True)
class Text:
    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


def all_texts(folder: str = "") -> list[Text]:
    """The texts of the package below `folder`, and the descriptions of the presets."""
    found = [text for path in sorted((ROOT / folder).rglob("*.py")) for text in _texts_of(path)]
    if not folder:
        found += preset_texts()
    return found


def preset_texts() -> Iterator[Text]:
    """The descriptions of the presets."""
    for path in sorted((ASSETS / "presets").glob("*.toml")):
        described = tomllib.loads(path.read_text()).get("description", "")
        yield Text(f"presets/{path.name}", 1, described)


def _texts_of(path: Path) -> Iterator[Text]:
    name = str(path.relative_to(ROOT))
    for line, text in texts_of(ast.parse(path.read_text())):
        yield Text(name, line, text)


def texts_of(tree: ast.AST) -> list[tuple[int, str]]:
    """The texts in a piece of source, each with its line."""
    finder = _Finder()
    finder.visit(tree)
    return sorted(finder.found)


class _Finder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: set[tuple[int, str]] = set()

    def visit_Expr(self, node: ast.Expr) -> None:
        """A lone string is a docstring, and has no reader but those of the code."""
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        of = ast.unparse(node.value).rpartition(".")[2]
        if not of[:1].isupper() and of not in ("list", "tuple", "dict", "reactive"):
            self.visit(node.slice)

    def visit_arg(self, node: ast.arg) -> None:
        """Its type is no text."""

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._visit_function(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        docstring = ast.get_docstring(node)
        if docstring and any(COMMAND.search(ast.unparse(each)) for each in node.decorator_list):
            paragraphs = docstring.split("\n\n")
            self.found |= {(node.lineno, " ".join(each.split())) for each in paragraphs}
        self._visit_function(node)

    def _visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for each in (*node.decorator_list, node.args, *node.body):
            self.visit(each)

    def visit_Call(self, node: ast.Call) -> None:
        callee = ast.unparse(node.func)
        if callee == "re.compile":
            return
        name = callee.rpartition(".")[2]
        for position in TEXT_ARGUMENTS.get(name, ()):
            if position < len(node.args):
                self._add(node.args[position], short=True)
        for keyword in node.keywords:
            if keyword.arg in TEXT_KEYWORDS:
                self._add(keyword.value, short=True)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        names = {ast.unparse(target).rpartition(".")[2] for target in node.targets}
        self._add(node.value, short=bool(names & TEXT_NAMES))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        self._add(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._add(node)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def _add(self, node: ast.expr, *, short: bool = False) -> None:
        if isinstance(node, ast.IfExp):
            self._add(node.body, short=short)
            self._add(node.orelse, short=short)
        text = _written(node)
        words = WORD.findall(IN_BRACES.sub(" ", text))
        if len(words) >= (1 if short else 2) and not _is_code(text):
            self.found.add((node.lineno, text))


def _written(node: ast.expr) -> str:
    """The literal with what it is filled with in braces; an empty text for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    names: dict[str, str] = {}
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            _name(ast.unparse(part.value), field_name(part.value), names)
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else f"{{{names[_source(part)]}}}"
        for part in node.values
    )


def field_name(value: ast.expr) -> str:
    """What fills a text, in one word: `errors` of `len(self.errors)`."""
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").lower() or "value"
        case ast.Call(func=func, args=[first, *_]) if ast.unparse(func) in TRANSPARENT:
            return field_name(first)
        case ast.Call(func=func):
            return field_name(func)
        case ast.Subscript(value=inner) | ast.BinOp(left=inner) | ast.IfExp(test=inner):
            return field_name(inner)
        case ast.Compare(left=inner):
            return field_name(inner)
    return "value"


def _name(source: str, name: str, names: dict[str, str]) -> None:
    """Give different values of one text different names."""
    if source not in names:
        taken = sum(re.fullmatch(rf"{name}\d*", other) is not None for other in names.values())
        names[source] = f"{name}{taken + 1}" if taken else name


def _source(part: ast.expr) -> str:
    assert isinstance(part, ast.FormattedValue)
    return ast.unparse(part.value)


def _is_code(text: str) -> bool:
    return bool(STYLE.fullmatch(text) or CODE.search(text)) or (
        " " not in text.strip() and bool(re.search(r"[_.#/=-]", text))
    )


def main(folders: Iterable[str]) -> None:
    for folder in list(folders) or [""]:
        for text in all_texts(folder):
            print(str(text).replace("\n", "\\n"))


if __name__ == "__main__":
    main(sys.argv[1:])
