"""Finds out what lies at a path: a table, tables, class folders, an archive; and its parts."""

from dataclasses import dataclass
from pathlib import Path

from rnn_tui.data.errors import DataError, reading
from rnn_tui.data.progress import Report, ignore
from rnn_tui.data.text.example import Notes, Part, Source
from rnn_tui.data.text.files.archive import is_archive
from rnn_tui.data.text.files.listing import listing
from rnn_tui.data.text.files.signatures import LONGEST, foreign
from rnn_tui.data.text.files.suffixes import (
    ARCHIVES,
    COMPRESSED,
    MAYBE_TABLES,
    TABLES,
    is_table_name,
    suffix_of,
)
from rnn_tui.data.text.layouts.class_folders import has_class_folders
from rnn_tui.data.text.layouts.table_files import named_tables, other_tables
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.sources.archives import Archive
from rnn_tui.data.text.sources.combined import Combined
from rnn_tui.data.text.sources.folders import ClassFolder
from rnn_tui.data.text.sources.tables import Tables
from rnn_tui.data.text.tables.reading import is_table
from rnn_tui.experiment.data import TextData
from rnn_tui.io.faults import reason
from rnn_tui.io.places import with_home
from rnn_tui.wording.lists import first_of


@dataclass(frozen=True, slots=True)
class Located:
    """A source, and remarks on the place where it lies.

    They hold for this place alone: another one with the same texts need not share them.
    """

    source: Source
    remarks: tuple[str, ...] = ()


def locate(data: TextData, report: Report = ignore) -> Located:
    """The source at the paths of `data`; DataError where there is none."""
    options = TableOptions.of(data)
    path = checked("data.path", data.path)
    with reading(path):
        main = _located(path, options, report)
        named: list[tuple[Path, Part]] = []
        if data.validation_path is not None:
            named.append((checked("data.validation_path", data.validation_path), "validation"))
        if data.test_path is not None:
            named.append((checked("data.test_path", data.test_path), "test"))
        return _with_named(main, named, options, report) if named else main


def checked(key: str, value: str) -> Path:
    """The file or folder that a key names. Raises DataError where there is none."""
    try:
        path = with_home(value)
        found = path.stat()
    except OSError as error:
        raise DataError(f"{key} = {value!r}: {reason(error)}") from error
    except (ValueError, RuntimeError) as error:
        raise DataError(f"{key} = {value!r} is not a valid path ({error})") from error
    if path.is_dir():
        return path
    if not path.is_file():
        raise DataError(f"{key} = {value!r} is neither a file nor a folder")
    if found.st_size == 0:
        raise DataError(f"{key} = {value!r} is an empty file")
    if not _may_be_table(path) and not is_archive(path):
        with path.open("rb") as file:
            if what := foreign(file.read(LONGEST)):
                raise DataError(f"{key} = {value!r} is {what}")
        raise DataError(
            f"{key} = {value!r} is not a known kind of file: give a table ({', '.join(TABLES)}, "
            f"or .txt with rows), compressed or not ({', '.join(COMPRESSED)}), an archive "
            f"({', '.join(ARCHIVES)}), or a folder with one folder per class"
        )
    return path


def _located(path: Path, options: TableOptions, report: Report) -> Located:
    if path.is_dir():
        return _in_folder(path, options, report)
    if _may_be_table(path):
        return Located(Tables(((path, None),), options))

    def unpacked(folder: Path, notes: Notes) -> Source:
        found = _in_folder(folder, options, report)
        for remark in found.remarks:
            notes.say(remark)
        return found.source

    return Located(Archive(path, options, unpacked))


def _in_folder(root: Path, options: TableOptions, report: Report) -> Located:
    """The first there is: tables named after parts, class folders, other tables, class files."""
    found = listing(root, report)

    def is_table_below(path: str) -> bool:
        return is_table(root / path)

    files = named_tables(found.paths, is_table_below)
    if files is None and not has_class_folders(found.paths):
        files = other_tables(found.paths, is_table_below)
    if files is None:
        source = ClassFolder.of(root, found, options.encoding)
        return Located(source, (*found.notes, *source.layout.notes))
    aside = first_of(files.aside, 3)
    left = (f"not used, because their names do not say which part they are: {aside}",)
    paths = tuple((root / path, part) for path, part in files.files)
    return Located(Tables(paths, options), (*found.notes, *(left if aside else ())))


def _may_be_table(path: Path) -> bool:
    """True if the user's path may be a table, by its name, else by its content."""
    if is_table_name(path.name):
        return True
    plain = suffix_of(path.name) in MAYBE_TABLES
    return not is_archive(path) if plain else is_table(path)


def _with_named(
    main: Located, named: list[tuple[Path, Part]], options: TableOptions, report: Report
) -> Located:
    """The main source, with parts that lie elsewhere in place of its own."""
    others = [(_located(path, options, report), part) for path, part in named]
    remarks = (*main.remarks, *(remark for found, _ in others for remark in found.remarks))
    source = main.source
    if not isinstance(source, Tables):
        return Located(
            Combined(source, tuple((found.source, part) for found, part in others)), remarks
        )
    taken = {part for _, part in named}
    files = [(path, part) for path, part in source.files if part not in taken]
    if len(files) < len(source.files):
        left = ", ".join(path.name for path, part in source.files if part in taken)
        remarks = (*remarks, f"{left} not used: another file is named for that part")
    rest = []
    for found, part in others:
        if isinstance(found.source, Tables):
            files += [(path, part) for path, own in found.source.files if own in (None, part)]
        else:
            rest.append((found.source, part))
    tables_alone = Tables(tuple(files), options)
    return Located(Combined(tables_alone, tuple(rest)) if rest else tables_alone, remarks)
