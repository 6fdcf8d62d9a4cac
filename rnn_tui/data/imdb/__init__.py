"""The source `imdb`: loads Keras's two files, which hold ranks of words and the words."""

import hashlib
import json
from dataclasses import astuple
from pathlib import Path
from typing import Any

from rnn_tui.data import cache
from rnn_tui.data.corpus import Corpus, fingerprint
from rnn_tui.data.errors import DataError, reading
from rnn_tui.data.imdb import npz
from rnn_tui.data.imdb.files import (
    NPZ,
    WORD_INDEX,
    locate_npz,
    locate_word_index,
    parsed_copy,
    parsed_words,
    way_to_another_npz,
)
from rnn_tui.data.imdb.ids import check_something_is_left, encode, numbering_of, orders
from rnn_tui.data.last_loaded import LastLoaded, keep, last_loaded
from rnn_tui.data.progress import Report, ignore
from rnn_tui.data.sequences import Sequences
from rnn_tui.data.vocabulary import Vocabulary
from rnn_tui.experiment.data import ImdbData
from rnn_tui.experiment.numbering import Numbering

CLASSES = ("neg", "pos")
_WORD_LIMIT = 10_000_000


def load(data: ImdbData, seed: int, report: Report) -> Corpus:
    """Both parts in Keras's order and encoding; the seed changes nothing."""
    path, notes = locate_npz(data, report)
    with reading(path):
        key = parsed_copy(path) or cache.file_hash(path, report)
    if key != NPZ.digest:
        notes.append(f"{path} is not the file that Keras publishes (SHA-256 {key[:12]}...)")
    try:
        train, test = _ranks(path, key, report)
    except npz.DamagedNpz as error:
        raise DataError(f"{error}. {way_to_another_npz(data)}") from error
    numbering = numbering_of(train, test, data)
    train_order, test_order = orders(len(train), len(test), data.shuffle_seed)
    classes = _classes(train, test, path)
    vocabulary = _vocabulary(data, numbering, classes, path, notes, report)
    train, test = (
        encode(train, train_order, numbering),
        encode(test, test_order, numbering),
    )
    check_something_is_left(train, data)
    settings = (*astuple(numbering), data.shuffle_seed)
    return Corpus(
        train, test, classes, vocabulary, tuple(notes), fingerprint("imdb", key, settings)
    )


def _ranks(path: Path, key: str, report: Report) -> tuple[Sequences, Sequences]:
    """Word ranks of both parts in the file's order, from the cache or the file."""

    def build(folder: Path) -> dict[str, Any]:
        npz.convert(path, folder, report)
        with reading(path):
            unchanged = cache.file_hash(path, report) == key
        if not unchanged:
            raise DataError(
                f"{path} changed while it was being read: load it again once it is complete"
            )
        return {}

    arrays = cache.entry("imdb", key, build).arrays
    train, test = (
        Sequences(*(arrays[f"{part}_{kind}"] for kind in ("tokens", "offsets", "labels")))
        for part in npz.PARTS
    )
    return train, test


def _classes(train: Sequences, test: Sequences, path: Path) -> tuple[str, ...]:
    """The names of the labels: neg and pos, or numbers where there are others."""
    count = 1 + max(int(part.labels.max()) for part in (train, test))
    if not (train.labels != train.labels[0]).any():
        raise DataError(
            f"{path} has only label {train.labels[0]} in y_train: two classes are needed"
        )
    return CLASSES if count == len(CLASSES) else tuple(map(str, range(count)))


def _vocabulary(
    data: ImdbData,
    numbering: Numbering,
    classes: tuple[str, ...],
    npz_path: Path,
    notes: list[str],
    report: Report,
) -> Vocabulary | None:
    """The published word index as a vocabulary; None, with a note, where there is none."""
    if (key := parsed_words(data, npz_path)) is not None:
        words = cache.entry("words", key, _gone).texts["words"].split("\n")
    elif (path := locate_word_index(data, npz_path, notes, report)) is None:
        return None
    else:
        try:
            words = _words(path)
        except (OSError, ValueError, RecursionError) as error:
            message = f"{path} is not a readable {WORD_INDEX.name} ({error})"
            if data.word_index is not None:
                raise DataError(f"{message}: correct or remove data.word_index") from error
            notes.append(f"{message}: reviews are shown as ids, and texts cannot be predicted")
            return None
    # Words whose ids are never given need not be kept.
    words = words[: max(0, numbering.rank_limit - 1)]
    return Vocabulary.numbered(words, numbering, lowercase=True, splitting="keras", classes=classes)


def remember(data: ImdbData) -> None:
    """Keep the places of the files, and the keys by which the cache finds what was read of them."""
    offline = data.model_copy(update={"download": False})
    path, _ = locate_npz(offline, ignore)
    words = locate_word_index(offline, path, [], ignore)
    before = last_loaded("imdb")
    with reading(path):
        key = parsed_copy(path) or cache.file_hash(path, ignore)
        hashed = None if words is None else hashlib.sha256(words.read_bytes()).hexdigest()
    same = before is not None and before.key == key
    keep(
        "imdb",
        LastLoaded(
            str(path.absolute()),
            named=data.path is not None or (same and before is not None and before.named),
            key=key,
            words=hashed or (before.words if same and before is not None else ""),
        ),
    )


def _gone(folder: Path) -> dict[str, Any]:
    """Refuse to build the words anew: their file is gone, and the entry is damaged."""
    raise DataError(f"the copy of {WORD_INDEX.name} in the cache is damaged: load the file again")


def _words(path: Path) -> list[str]:
    """The words in order of rank, "" where a rank has none; from the cache or the file.

    ValueError where the file holds something else.
    """
    if path.stat().st_size > 64 << 20:
        raise ValueError("larger than 64 MiB")
    content = path.read_bytes()

    def build(folder: Path) -> dict[str, Any]:
        ranks = _checked(json.loads(content))
        words = [""] * max(ranks.values(), default=0)
        for word, rank in ranks.items():
            words[rank - 1] = word
        cache.write_text(folder, "words", "\n".join(words))
        return {}

    key = hashlib.sha256(content).hexdigest()
    return cache.entry("words", key, build).texts["words"].split("\n")


def _checked(ranks: Any) -> dict[str, int]:
    """The content as word -> rank; ValueError where it is something else."""
    if not isinstance(ranks, dict):
        raise ValueError("not an object of words and ranks")
    for word, rank in ranks.items():
        if type(rank) is not int or not 1 <= rank <= _WORD_LIMIT:
            raise ValueError(f"rank {str(rank)[:40]} of {word[:40]!r} is not a whole number from 1")
        if "\n" in word:
            raise ValueError(f"{word[:40]!r} is not a word")
    return ranks
