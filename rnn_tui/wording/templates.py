"""Sentences that were filled already, and the templates of a catalog that they were made of."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

FIELD = re.compile(r"\{(\w+)[^{}]*\}")

FORMS = {"number": r"[\d,.]+", "clock": r"[\d:]+"}
"""What fields of these names hold, and nothing else."""

OPTIONAL = {"hint": r"(?: \(.+\)|; .+)?"}
"""What fields of these names hold, if anything."""

LEAST_LETTERS, LEAST_BESIDE_FORMS = 4, 2
"""A template with fewer letters of its own would take any text for one of ours."""


@dataclass(frozen=True)
class Template:
    """A text with fields, `runs of {total}`, in English and in the language of the catalog."""

    english: str
    translation: str
    pieces: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pieces", tuple(FIELD.split(self.english)[::2]))

    @property
    def letters(self) -> int:
        """The letters that every sentence made of it has."""
        return sum(map(str.isalpha, "".join(self.pieces)))

    @property
    def is_formed(self) -> bool:
        """Whether a field of it holds one kind of thing only."""
        return any(name in FORMS for name in FIELD.findall(self.english))

    @property
    def is_telling(self) -> bool:
        """Whether a sentence of its pattern is one of ours."""
        return self.letters >= (LEAST_BESIDE_FORMS if self.is_formed else LEAST_LETTERS)

    @property
    def rank(self) -> tuple[int, bool, int]:
        """Sorts the one first that explains most of a sentence: with most letters, then with
        fields of one kind, then with most signs between its fields."""
        return -self.letters, not self.is_formed, -sum(map(len, self.pieces))

    @cached_property
    def keyword(self) -> str:
        """The longest piece: looking for it is quicker than the pattern."""
        return max(self.pieces, key=len)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        pattern, seen = re.escape(self.pieces[0]), set[str]()
        for name, piece in zip(FIELD.findall(self.english), self.pieces[1:], strict=True):
            value = FORMS.get(name) or OPTIONAL.get(name, ".+?")
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>{value})"
            pattern += re.escape(piece)
            seen.add(name)
        return re.compile(pattern, re.DOTALL)


class Templates:
    """Those of a catalog, the one that explains most of a sentence first."""

    def __init__(self, catalog: Mapping[str, str]) -> None:
        found = (Template(*each) for each in catalog.items() if "{" in each[0])
        telling = (template for template in found if template.is_telling)
        self._templates = sorted(telling, key=lambda each: each.rank)

    def translated(self, sentence: str, fill: Callable[[str, str], str]) -> str:
        """The sentence translated, its values through `fill`; as it is if made of no template."""
        for template in self._candidates(sentence):
            if match := template.pattern.fullmatch(sentence):
                return _filled(template.translation, match.groupdict(), fill)
        return sentence

    def _candidates(self, sentence: str) -> Iterable[Template]:
        return (template for template in self._templates if template.keyword in sentence)


def _filled(text: str, values: Mapping[str, str], fill: Callable[[str, str], str]) -> str:
    """The text with its values; the form in which a number stood is kept."""
    return FIELD.sub(lambda found: fill(found[1], values[found[1]]), text)
