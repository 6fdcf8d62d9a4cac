"""The text of a filter as a tree: `acc>.88 units=32,64 -note:broken (gru or lstm)`.

    filter     = all { "or" all }
    all        = part { ["and"] part }
    part       = [ "-" ] ( "(" filter ")" | condition | word )
    condition  = NAME operator value { "," value } | "#" TAG
    operator   = "=" | "==" | "!=" | ":" | ">" | ">=" | "<" | "<="

Words and values with blanks or signs stand in quotation marks. Blanks around an operator do no
harm.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rnn_tui.io.faults import UserError

EXAMPLE = "val_acc>.88 units=32,64 -note:broken"
ORDERS = (">", ">=", "<", "<=")

_TOKEN = re.compile(
    r'\s*(?:"(?P<quoted>[^"]*)"|(?P<sign>==|!=|>=|<=|[=:<>(),])|(?P<bare>[^\s"=:<>(),!]+|!))'
)
_NAME = re.compile(r"[^\W\d][\w.]*")
_OPERATORS = ("=", "==", "!=", ":", *ORDERS)


class FilterError(UserError):
    """One sentence about a filter or an order that makes no sense."""


@dataclass(frozen=True, slots=True)
class Word:
    """A text that is somewhere in what is known of the run."""

    text: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A name compared with values, of which one must fit; with several there is no order."""

    name: str
    operator: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}{self.operator}{','.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a part."""

    part: "Filter"


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; so of none."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One part at least holds."""

    parts: tuple["Filter", ...]


Filter = Word | Condition | Not | All | Either


def parse_filter(text: str) -> Filter:
    """The tree of a filter; an empty one lets every run through. Raises FilterError."""
    return _Parser(text).parsed()


def conditions(tree: Filter) -> Iterator[Condition]:
    """All conditions in the tree, from left to right."""
    match tree:
        case Condition():
            yield tree
        case Not(part):
            yield from conditions(part)
        case All(parts) | Either(parts):
            for part in parts:
                yield from conditions(part)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    quoted: bool = False

    @property
    def sign(self) -> str:
        """What it means to the grammar; empty for a plain word."""
        return "" if self.quoted else self.text


class _Parser:
    """Reads the tokens from left to right, one method for each line of the grammar."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0

    def parsed(self) -> Filter:
        tree = self._filter()
        if self._sign == ")":
            raise FilterError("the filter closes a bracket ) that it has not opened")
        return tree

    def _filter(self) -> Filter:
        parts = [self._all()]
        while self._takes("or"):
            parts.append(self._all())
        if len(parts) > 1 and All(()) in parts:
            raise FilterError('"or" stands between two conditions, as in units=32 or units=64')
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _all(self) -> Filter:
        parts: list[Filter] = []
        while self._at < len(self._tokens) and self._sign not in (")", "or", "OR"):
            if self._takes("and"):
                continue
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _part(self) -> Filter:
        token = self._tokens[self._at]
        if token.sign.startswith("-") and token.sign != "-":
            self._tokens[self._at] = _Token(token.text[1:])
            return Not(self._part())
        self._at += 1
        if token.sign == "-":
            if self._at == len(self._tokens) or self._sign in (")", "or"):
                raise FilterError('"-" stands before what must not be, as in -note:broken')
            return Not(self._part())
        if token.sign == "(":
            inner = self._filter()
            if not self._takes(")"):
                raise FilterError("a bracket ( of the filter is not closed")
            return inner
        if token.sign in (*_OPERATORS, ","):
            raise FilterError(f"{token.text!r} has no name before it: write one, as in {EXAMPLE}")
        if self._sign in _OPERATORS:
            return self._condition(token)
        if len(token.sign) > 1 and token.sign.startswith("#"):  # as the list shows a tag
            return Condition("tag", "=", (token.text[1:],))
        return Word(token.text)

    def _condition(self, name: _Token) -> Condition:
        operator = self._tokens[self._at].text
        self._at += 1
        if name.quoted or not _NAME.fullmatch(name.text):
            raise FilterError(
                f"{name.text!r} is not a name to compare: write a name, one of "
                f"{' '.join(each for each in _OPERATORS if each != '==')}, and a value, as in "
                f"{EXAMPLE}"
            )
        values = [self._value(name.text + operator)]
        while self._takes(","):
            values.append(self._value(name.text + operator))
        found = Condition(name.text, "=" if operator == "==" else operator, tuple(values))
        if len(values) > 1 and operator in ORDERS:
            raise FilterError(f"{found}: {operator} takes one value; = takes several")
        return found

    def _value(self, before: str) -> str:
        if self._at == len(self._tokens):
            raise FilterError(f"{before} has no value: write one, as in {EXAMPLE}")
        token = self._tokens[self._at]
        if token.sign in (*_OPERATORS, "(", ")", ","):
            raise FilterError(
                f"{before} has no value but {token.text!r}: a value with signs stands in "
                'quotation marks, as in note:"a=b"'
            )
        self._at += 1
        return token.text

    @property
    def _sign(self) -> str:
        return self._tokens[self._at].sign if self._at < len(self._tokens) else ""

    def _takes(self, sign: str) -> bool:
        taken = self._sign.lower() == sign
        self._at += taken
        return taken


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise FilterError(f"the filter {text!r} has an unclosed quotation mark")
        quoted = match["quoted"]
        found.append(
            _Token(quoted, quoted=True) if quoted is not None else _Token(match[0].strip())
        )
        at = match.end()
    return found
