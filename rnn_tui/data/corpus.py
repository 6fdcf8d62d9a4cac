"""The sequences that a source gives, and the arrays that training takes."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnn_tui.data.sequences import Ints, Sequences
from rnn_tui.data.vocabulary import Vocabulary

if TYPE_CHECKING:
    from rnn_tui.data.text.read_as import ReadAs


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Encoded, unpadded sequences of the parts.

    `classes` names labels 0, 1, ...; `vocabulary` is None where there is no word index;
    `notes` tell a person what was dropped, replaced or unusual. `validation` is None where the
    data has no such part of its own: a share of `train` is then held out. Equal fingerprints mean
    equal ids, labels and order. `read_as` tells how texts of a person's own were read.
    """

    train: Sequences
    test: Sequences
    classes: tuple[str, ...]
    vocabulary: Vocabulary | None
    notes: tuple[str, ...]
    fingerprint: str
    validation: Sequences | None = None
    read_as: "ReadAs | None" = None


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """Padded ids `x` of shape (n, maxlen) and labels `y` of shape (n,), all int32.

    The validation arrays are empty, of shapes (0, maxlen) and (0,), where nothing is held out.
    """

    x_train: Ints
    y_train: Ints
    x_val: Ints
    y_val: Ints
    x_test: Ints
    y_test: Ints


def fingerprint(source: str, content: str, settings: object) -> str:
    """SHA-256 over the content's hash and the settings that decide the encoding."""
    return hashlib.sha256(repr((source, content, settings)).encode()).hexdigest()
