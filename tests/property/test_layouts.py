"""Whatever lies in a folder: its texts are labelled, or one sentence says why not."""

from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.data import DataError
from rnn_tui.data.text.layouts.class_folders import has_class_folders, lay_out
from rnn_tui.data.text.layouts.parts import part_of
from rnn_tui.data.text.layouts.table_files import named_tables, other_tables

NAMES = st.sampled_from(
    [
        *(
            "train",
            "Test",
            "dev",
            "20news-train",
            "pos",
            "neg",
            "part0",
            "part1",
            "enron1",
            "enron2",
        ),
        *("unsup", "a.txt", "b.csv", "c", "1", "2", ".hidden", "__MACOSX", "reviews.pos", "x.pdf"),
        *("train.csv", "val.jsonl.gz", "README.md", "好评", "\udcd5", " ", "-", "..."),
    ]
)
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=5).map("/".join), max_size=40, unique=True)


@given(PATHS)
def test_every_file_is_a_text_or_is_told_of(paths: list[str]) -> None:
    has_class_folders(paths)
    try:
        layout = lay_out(paths, "here")
    except DataError:
        return
    indices = [place.index for place in layout.files]
    assert indices == sorted(set(indices))
    for place in layout.files:
        assert place.label
        path = PurePosixPath(paths[place.index])
        assert not any(name.startswith((".", "__MACOSX")) for name in path.parts)
        if not layout.lines:
            assert place.label in path.parts[:-1]
    shown = {path for path in paths if not _is_hidden(path)}
    if len(shown) > len(indices):
        assert layout.notes  # of what is left out


@given(PATHS)
def test_tables_of_parts_have_parts(paths: list[str]) -> None:
    found = named_tables(paths)
    if found is not None:
        parts = {part for _, part in found.files}
        assert parts == {None} or "train" in parts
        assert {path for path, _ in found.files}.isdisjoint(found.aside)
    others = other_tables(paths, lambda path: False)
    if others is not None:
        assert all(part is None for _, part in others.files)


@given(st.text(max_size=30))
def test_any_name_has_a_part_or_none(name: str) -> None:
    assert part_of(name) in (None, "train", "validation", "test")


def _is_hidden(path: str) -> bool:
    names = path.split("/")
    clutter = ("thumbs.db", "desktop.ini")
    return any(name.startswith((".", "__MACOSX")) or name.casefold() in clutter for name in names)
