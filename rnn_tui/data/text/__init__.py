"""The sources `text` and `sample`: labelled texts of a person's own, and the shipped ones."""

import hashlib
from contextlib import ExitStack
from importlib.resources import as_file
from pathlib import Path
from typing import Any

from rnn_tui.data import cache
from rnn_tui.data.corpus import Corpus, fingerprint
from rnn_tui.data.errors import DataError, reading
from rnn_tui.data.progress import Report
from rnn_tui.data.text import archives, tables
from rnn_tui.data.text.archives import Archive
from rnn_tui.data.text.build import build
from rnn_tui.data.text.encoding import encode
from rnn_tui.data.text.example import PARTS, Part, Source
from rnn_tui.data.text.folders import ClassFolder
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.tables import Tables
from rnn_tui.data.words import VERSION
from rnn_tui.spec.assets import asset
from rnn_tui.spec.data import SampleData, TextData

_SHIPPED: tuple[Part, ...] = ("train", "test")


def load(data: TextData, seed: int, report: Report) -> Corpus:
    """The texts at `data.path`; the seed draws the test part where they have none."""
    with reading(data.path):
        source = source_at(data)
    return _corpus(source, data.num_words, data.lowercase, data.test_split, seed, report)


def load_sample(data: SampleData, seed: int, report: Report) -> Corpus:
    """The shipped corpus, which has a test part."""
    with ExitStack() as stack:
        files: list[tuple[Path, Part | None]] = []
        for part in _SHIPPED:
            shipped = asset("sample", f"{part}.tsv")
            if not shipped.is_file():
                raise DataError(
                    f"the sample corpus is not where it belongs ({shipped}): install rnn-tui again"
                )
            files.append((stack.enter_context(as_file(shipped)), part))
        source = Tables(tuple(files), TableOptions(("text",), "label"))
        return _corpus(source, data.num_words, True, 0.2, seed, report)


def source_at(data: TextData) -> Source:
    """The kind of source that the path shows; DataError where it shows none."""
    try:
        path = Path(data.path).expanduser()
        path.stat()
    except OSError as error:
        raise DataError(f"data.path = {data.path!r}: {error.strerror}") from error
    except (ValueError, RuntimeError) as error:
        raise DataError(f"data.path = {data.path!r} is no file name ({error})") from error
    if path.is_dir():
        return _tables_in(path, data) or ClassFolder(path)
    if not path.is_file():
        raise DataError(f"data.path = {data.path!r} is neither a file nor a folder")
    if path.stat().st_size == 0:
        raise DataError(f"data.path = {data.path!r} is an empty file")
    name = path.name.casefold()
    if name.endswith(archives.SUFFIXES):
        return Archive(path)
    if name.endswith(tables.SUFFIXES):
        return Tables(((path, None),), TableOptions.of(data))
    kinds = ", ".join((*tables.SUFFIXES, *archives.SUFFIXES))
    raise DataError(
        f"data.path = {data.path!r} is of no known kind: give a file that ends in {kinds}, or a "
        "folder with one folder for each class"
    )


def _tables_in(folder: Path, data: TextData) -> Tables | None:
    """The tables train.* and test.* of a folder, where it has them."""
    found: dict[Part, Path] = {}
    for part in PARTS:
        paths = (folder / f"{part}{suffix}" for suffix in tables.SUFFIXES)
        path = next(filter(Path.is_file, paths), None)
        if path is not None:
            found[part] = path
    if "train" not in found:
        return None
    whole = len(found) == 1
    files = tuple((path, None if whole else part) for part, path in found.items())
    return Tables(files, TableOptions.of(data))


def _corpus(
    source: Source,
    num_words: int | None,
    lowercase: bool,
    test_split: float,
    seed: int,
    report: Report,
) -> Corpus:
    """The source's texts, numbered words from the cache or built, encoded."""
    with reading(source.name):
        content = source.content_key(report)
    columns = source.options.key if isinstance(source, Tables) else ()
    key = hashlib.sha256(repr((content, columns, lowercase, VERSION)).encode()).hexdigest()

    def read(folder: Path) -> dict[str, Any]:
        facts = build(folder, source, lowercase, report)
        with reading(source.name):
            unchanged = source.content_key(report) == content
        if not unchanged:
            raise DataError(f"{source.name} changed while it was read: try again when it rests")
        return facts

    entry = cache.entry("text", key, read)
    has_test = bool((entry.arrays["parts"] == 1).any())
    drawn = () if has_test else (test_split, seed)
    print_of = fingerprint("text", key, (num_words, drawn))
    return encode(entry, source.name, num_words, lowercase, test_split, seed, print_of)
