"""What the end of a file's name says about its content."""

import re

from rnn_tui.data.text.files.opening import COMPRESSED, TABLES

NO_TEXTS = frozenset(
    {
        *(".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".svg", ".ico"),
        *(".mp3", ".wav", ".flac", ".ogg", ".mp4", ".avi", ".mkv", ".mov"),
        *(".pdf", ".doc", ".docx", ".odt", ".rtf", ".ppt", ".pptx", ".epub"),
        *(".zip", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".tar", ".tgz"),
        *(".npy", ".npz", ".pkl", ".pickle", ".h5", ".keras", ".pt", ".bin", ".db", ".sqlite"),
        *(".exe", ".dll", ".so", ".o", ".pyc", ".class", ".jar", ".woff", ".ttf"),
    }
)
"""Suffixes of files that hold no plain text."""

_SUFFIX = re.compile(r"\.[^\W\d_][^\W_]{0,9}")


def stem_of(name: str) -> str:
    """A file's name without its suffix, and without that of its packing: `train` of
    `train.csv.gz`."""
    if name.casefold().endswith(COMPRESSED):
        name = name.rpartition(".")[0]
    return name[: -len(suffix)] if (suffix := suffix_of(name)) else name


def is_table_name(path: str) -> bool:
    """Whether a file's name alone says that it is a table, which may be packed."""
    name = path.rpartition("/")[2]
    if name.casefold().endswith(COMPRESSED):
        name = name.rpartition(".")[0]
    return suffix_of(name) in TABLES


def suffix_of(path: str) -> str:
    """The suffix in lower case; "" where there is none, or a number or a checksum in its place."""
    name = path.rpartition("/")[2]
    head, dot, tail = name.rpartition(".")
    suffix = f".{tail}".casefold() if dot and head else ""
    return suffix if _SUFFIX.fullmatch(suffix) else ""
