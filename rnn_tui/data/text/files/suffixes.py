"""Suffixes: the kinds of files by the ends of their names."""

import re

COMPRESSED = (".gz", ".xz", ".bz2", ".zip")
"""Suffixes of single files that are packed; another suffix may stand before them."""

TEXT_TABLES = (".csv", ".tsv", ".tab", ".psv", ".jsonl", ".ndjson", ".json")
ARROW = {".parquet": "Parquet", ".feather": "Feather", ".arrow": "Arrow"}
SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TABLES = (*TEXT_TABLES, *ARROW, *SPREADSHEETS)
"""Suffixes of tables; those of the last two kinds need an optional package."""

MAYBE_TABLES = (".txt", ".data", ".dat", "")
"""Suffixes of files that may be tables: only their content tells."""

NO_TABLES = frozenset(
    {
        *(".tar", ".tgz", ".tbz", ".txz", ".zip", ".npz", ".npy", ".py", ".toml", ".yaml", ".yml"),
        *(".md", ".html", ".htm", ".xml", ".pdf", ".doc", ".docx", ".rtf"),
    }
)
"""Suffixes of files that are not tables, whatever their first lines look like."""

ARCHIVES = (
    *(".tar.gz", ".tgz", ".tar", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tbz"),
    ".zip",
)

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


def suffix_of(path: str) -> str:
    """The suffix in lower case; "" where there is none, or a number or a checksum in its place."""
    name = path.rpartition("/")[2]
    head, dot, tail = name.rpartition(".")
    suffix = f".{tail}".casefold() if dot and head else ""
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def stem_of(name: str) -> str:
    """A file's name without its suffix and that of its packing: `train` of `train.csv.gz`."""
    name = _unpacked(name)
    return name[: -len(suffix)] if (suffix := suffix_of(name)) else name


def is_table_name(path: str) -> bool:
    """True if a file's name alone says that it is a table, packed or not."""
    return suffix_of(_unpacked(path.rpartition("/")[2])) in TABLES


def _unpacked(name: str) -> str:
    return name.rpartition(".")[0] if name.casefold().endswith(COMPRESSED) else name
