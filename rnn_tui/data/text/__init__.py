"""The sources `text` and `sample`: labelled texts of a person's own, and the shipped ones.

`load` is the line from a path to a corpus. What each step needs has its folder:

    files/      bytes: suffixes, signatures, packed files, the members of archives, listings
    encodings/  bytes to characters
    layouts/    what the paths of files say: class folders, a file for each class, parts
    tables/     rows: delimited text, JSON, labelled lines, Arrow, spreadsheets; their columns
    sources/    texts: from tables, from class folders, from archives, from several of these
"""

import hashlib
from contextlib import ExitStack
from dataclasses import replace
from importlib.resources import as_file
from pathlib import Path
from typing import Any

from rnn_tui.data import cache
from rnn_tui.data.corpus import Corpus, fingerprint
from rnn_tui.data.errors import DataError, reading
from rnn_tui.data.last_loaded import LastLoaded, keep
from rnn_tui.data.progress import Report
from rnn_tui.data.text.example import READING, Part
from rnn_tui.data.text.first_version import FIRST
from rnn_tui.data.text.ids import encode
from rnn_tui.data.text.locating import Located, locate
from rnn_tui.data.text.numbering import FACTS, write_numbered
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.sources.tables import Tables
from rnn_tui.data.text.tables.class_tables import KIND
from rnn_tui.data.words import WordSplitter
from rnn_tui.experiment.assets import asset
from rnn_tui.experiment.data import SampleData, TextData

_SHIPPED: tuple[Part, ...] = ("train", "test")
_SPLITTER_OF_SAMPLE = WordSplitter("words-1", lowercase=True)
"""Newer rules split its texts alike, and the runs of all times can resume."""


def load(data: TextData, seed: int, report: Report) -> Corpus:
    """The texts at `data.path`; the seed draws the test part where they have none."""
    splitter = WordSplitter(data.splitter, data.lowercase)
    return _corpus(locate(data, report), data.num_words, splitter, data.test_split, seed, report)


def remember(data: TextData) -> None:
    """Keep the place of the texts."""
    keep(data.source, LastLoaded(str(Path(data.path).expanduser().absolute())))


def load_sample(data: SampleData, seed: int, report: Report) -> Corpus:
    """The shipped corpus, which has a test part."""
    with ExitStack() as stack:
        files: list[tuple[Path, Part | None]] = []
        for part in _SHIPPED:
            shipped = asset("sample", f"{part}.tsv")
            if not shipped.is_file():
                raise DataError(f"the sample corpus is missing ({shipped}): reinstall rnn-tui")
            files.append((stack.enter_context(as_file(shipped)), part))
        located = Located(Tables(tuple(files), TableOptions(("text",), "label")))
        corpus = _corpus(located, data.num_words, _SPLITTER_OF_SAMPLE, 0.2, seed, report)
        return replace(corpus, read_as=None)  # there is nothing that a person could set


def _corpus(
    located: Located,
    num_words: int | None,
    splitter: WordSplitter,
    test_split: float,
    seed: int,
    report: Report,
) -> Corpus:
    """The texts of a source: numbered, in the cache or into it, and encoded."""
    source = located.source
    with reading(source.name):
        content = source.content_key(report)
    key = _hash((content, source.settings, *splitter.key))

    def build(folder: Path) -> dict[str, Any]:
        facts = write_numbered(folder, source, splitter, report)
        with reading(source.name):
            unchanged = source.content_key(report) == content
        if not unchanged:
            raise DataError(f"{source.name} changed while it was being read: load it again")
        return facts

    # Notes may quote names of files: sources with the same texts share an entry only with these.
    entry = cache.entry("text", _hash((key, READING, FACTS, source.quoted)), build)
    has_test = bool((entry.arrays["parts"] == 1).any())
    drawn = () if has_test else (test_split, seed)
    version = entry.facts["reading"]
    since = () if version == FIRST else (version, *_classes_by_name(entry.facts))
    identity = fingerprint("text", key, (num_words, drawn, *since))
    corpus = encode(entry, source.name, num_words, splitter, test_split, seed, identity)
    return replace(corpus, notes=(*located.remarks, *corpus.notes))


def _classes_by_name(facts: dict[str, Any]) -> tuple[str, ...]:
    """The classes that tables are named after: the hash of their content does not hold them."""
    kind = (facts["taken"] or {}).get("kind", "")
    return tuple(facts["classes"]) if kind.startswith(KIND) else ()


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()
