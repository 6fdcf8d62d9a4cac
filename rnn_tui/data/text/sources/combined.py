"""Parts of the data that lie in different places and are not all tables."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from rnn_tui.data.progress import Report
from rnn_tui.data.text.example import Example, Notes, Part, Source


@dataclass(frozen=True, slots=True)
class Combined:
    """A source, and others that are its validation or test part in place of its own."""

    main: Source
    others: tuple[tuple[Source, Part], ...]

    @property
    def name(self) -> str:
        """The name of the main source."""
        return self.main.name

    @property
    def settings(self) -> tuple[Any, ...]:
        """The settings of each source."""
        return tuple(source.settings for source in self._all)

    @property
    def quoted(self) -> tuple[Any, ...]:
        """The names of each source."""
        return tuple(source.quoted for source in self._all)

    @property
    def _all(self) -> tuple[Source, ...]:
        return self.main, *(source for source, _ in self.others)

    def content_key(self, report: Report) -> str:
        """A hash over the keys of all sources."""
        keys = [(other.content_key(report), part) for other, part in self.others]
        return hashlib.sha256(repr((self.main.content_key(report), keys)).encode()).hexdigest()

    def examples(self, notes: Notes, report: Report) -> Iterator[Example]:
        """The texts of the main source, then the others."""
        named = {part for _, part in self.others}
        for example in self.main.examples(notes, report):
            if example.part in named:
                notes.count("named", 1)
            else:
                yield example
        taken = notes.read_as
        for other, part in self.others:
            for example in other.examples(notes, report):
                if example.part in (None, part):
                    yield replace(example, part=part)
                else:
                    notes.count("named", 1)
        notes.read_as = taken
