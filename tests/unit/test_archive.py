"""Archives of runs: whole, checked, and harmless whatever is in them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_tui.experiment import load
from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import ExportError
from rnn_tui.results.imports.history import ImportFailed
from rnn_tui.results.imports.importing import import_file
from rnn_tui.runs import RunDirectory, RunError, create, read_state
from rnn_tui.runs.files import checkpoints
from rnn_tui.runs.files.archive import MANIFEST, is_archive
from rnn_tui.runs.files.checkpoints import BEST, Checkpoint
from rnn_tui.runs.files.note import note_of, write_note
from rnn_tui.runs.position import Position
from tests.made_runs import begun, checkpoint, epoch, stopped, tell


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    """A stopped run with a checkpoint, which is the best one as well, and a note."""
    run = create(tmp_path / "runs", load("quickstart"))
    tell(run, *begun(), epoch(0), checkpoint(1), stopped(1, 0))
    weights = (np.arange(12, dtype=np.float32).reshape(3, 4),)
    checkpoints.save(run.checkpoints, Checkpoint(Position(1), (), weights, (), ()), best=True)
    write_note(run, "mine")
    (run.path / "engine.log").write_text("what TensorFlow printed on this machine")
    return run


@pytest.fixture
def archive(run: RunDirectory, tmp_path: Path) -> Path:
    (path,) = export(run, "archive", tmp_path / "moved.zip").paths
    return path


def contents(run: RunDirectory) -> dict[str, bytes]:
    files = [path for path in run.path.rglob("*") if path.is_file()]
    return {path.relative_to(run.path).as_posix(): path.read_bytes() for path in files}


def test_a_run_comes_out_as_it_went_in(run: RunDirectory, archive: Path, tmp_path: Path) -> None:
    made = import_file(archive, tmp_path / "there")
    assert made.run.run_id == run.run_id, "it keeps its id"
    found, expected = contents(made.run), contents(run)
    assert expected.pop("engine.log"), "what concerns one machine alone stays there"
    assert found == expected
    assert note_of(made.run) == "mine"
    again = import_file(archive, tmp_path / "there")
    assert again.run.run_id != run.run_id, "its id is taken"
    named = import_file(archive, tmp_path / "there", "other")
    assert named.run.run_id == "other"
    assert read_state(named.run).checkpoint == Position(1)


def test_the_same_content_is_stored_once(run: RunDirectory, archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        stored = [name for name in opened.namelist() if name.startswith("checkpoints/")]
        files = json.loads(opened.read(MANIFEST))["files"]
    assert len(stored) == 1
    assert files[f"checkpoints/{BEST}"]["member"] == stored[0]


def test_the_same_run_makes_the_same_archive(run: RunDirectory, tmp_path: Path) -> None:
    paths = [export(run, "archive", tmp_path / f"{name}.zip").paths[0] for name in "ab"]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_folder_of_a_run_is_imported_under_a_new_id(run: RunDirectory, tmp_path: Path) -> None:
    made = import_file(run.path, tmp_path / "there")
    assert read_state(made.run).checkpoint == Position(1)
    assert (made.run.checkpoints / BEST).read_bytes() == (run.checkpoints / BEST).read_bytes()
    assert note_of(made.run) == "mine"


def test_a_name_that_is_taken_refuses_the_import_and_leaves_nothing(
    run: RunDirectory, archive: Path, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    taken = import_file(archive, there, "taken").run
    for path in (archive, run.path):
        with pytest.raises(RunError, match="taken already exists"):
            import_file(path, there, "taken")
    assert list(there.iterdir()) == [taken.path]


def test_the_files_that_a_resume_would_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "texts.csv").write_text("text,label\na,b\n")
    config = tmp_path / "mine.toml"
    config.write_text('name = "mine"\n[data]\nsource = "text"\npath = "texts.csv"\n')
    run = create(tmp_path / "runs", load(config))
    tell(run, *begun(), epoch(0), stopped(1, 0))
    (path,) = export(run, "archive", tmp_path / "moved.zip").paths
    data = tmp_path / "texts.csv"
    reads = f"a resume reads, with your permissions, data.path = {data}"
    assert import_file(path, tmp_path / "there").notes == (reads,)
    data.unlink()
    notes = import_file(path, tmp_path / "there").notes
    assert notes[0] == reads
    assert "it is not on this machine" in notes[1]
    assert "--set data.path=PATH" in notes[1]


@pytest.mark.parametrize("name", ["note.txt", "trace.bin", "vocabulary.json"])
def test_links_and_giants_of_a_run_are_not_archived(
    run: RunDirectory, tmp_path: Path, name: str
) -> None:
    (run.path / name).unlink(missing_ok=True)
    (run.path / name).symlink_to(tmp_path / "secret")
    (tmp_path / "secret").write_text("secret")
    with pytest.raises(ExportError, match=f"cannot be archived: {name} cannot be read: too many"):
        export(run, "archive", tmp_path / "linked.zip")
    (run.path / name).unlink()
    with (run.path / name).open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(ExportError, match=f"{name} has 2,000,000,000 bytes, and the experiment"):
        export(run, "archive", tmp_path / "large.zip")
    assert not list(tmp_path.glob("*.zip"))


def rewritten(archive: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> Path:
    """The archive with other members; the checksums that it claims are made to fit."""
    with zipfile.ZipFile(archive) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(members.pop(MANIFEST))
    change(members, manifest["files"])
    path = archive.with_name("changed.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as written:
        for name, content in members.items():
            written.writestr(name, content)
        written.writestr(MANIFEST, json.dumps(manifest))
    return path


def entry(content: bytes, member: str) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {"bytes": len(content), "sha256": digest, "member": member}


@pytest.mark.parametrize(
    "name",
    [
        "../evil.toml",
        "/tmp/evil",
        "checkpoints/../../evil",
        "checkpoints/evil.npz",
        "status.json",
        "control.json",
        "lock",
        "tensorboard/x",
        "experiment.toml\n",
    ],
)
def test_a_file_that_no_run_has_is_refused(archive: Path, tmp_path: Path, name: str) -> None:
    def change(members: dict[str, bytes], files: dict[str, Any]) -> None:
        members["evil"] = b"evil"
        files[name] = entry(b"evil", "note.txt" if "npz" in name else "evil")

    with pytest.raises(RunError, match="it names a file that no run has"):
        import_file(rewritten(archive, change), tmp_path / "there")
    assert not list(tmp_path.glob("there/*")), "nothing was made"


def test_another_checksum_is_refused_before_anything_is_made(archive: Path, tmp_path: Path) -> None:
    def change(members: dict[str, bytes], files: dict[str, Any]) -> None:
        members["events.jsonl"] = members["events.jsonl"].replace(b"0.5", b"0.4")

    with pytest.raises(RunError, match=r"events\.jsonl has another checksum"):
        import_file(rewritten(archive, change), tmp_path / "there")
    assert not list(tmp_path.glob("there/*"))


def test_links_become_plain_files(archive: Path, tmp_path: Path) -> None:
    """A link's target is its content: here a path, which no note of a run may lead to."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    path = rewritten(
        archive,
        lambda members, files: (
            members.update({"note.txt": str(secret).encode()}),
            files.update({"note.txt": entry(str(secret).encode(), "note.txt")}),
        )[0],
    )
    content = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            copy = zipfile.ZipInfo(info.filename)
            link = info.filename == "note.txt"
            copy.external_attr = (0o120777 if link else 0o100600) << 16
            new.writestr(copy, old.read(info.filename))
    note = import_file(path, tmp_path / "there").run.note
    assert not note.is_symlink()
    assert note.read_text() == str(secret)


def test_a_file_larger_than_its_experiment_allows_is_refused(archive: Path, tmp_path: Path) -> None:
    def change(members: dict[str, bytes], files: dict[str, Any]) -> None:
        members["note.txt"] = bytes(20_000)
        files["note.txt"] = entry(members["note.txt"], "note.txt")

    with pytest.raises(RunError, match=r"note\.txt has 20,000 bytes, and the experiment allows"):
        import_file(rewritten(archive, change), tmp_path / "there")


def test_an_archive_never_unpacks_into_more_than_it_holds(archive: Path, tmp_path: Path) -> None:
    def many_names(members: dict[str, bytes], files: dict[str, Any]) -> None:
        stored = files[f"checkpoints/{BEST}"]
        for number in range(20):
            files[f"checkpoints/epoch-{number:07d}-1-train-00000000.npz"] = stored

    def change(members: dict[str, bytes], files: dict[str, Any]) -> None:
        for number in range(40):
            members[f"copy{number}"] = b""

    with pytest.raises(RunError, match="it claims to hold more than it does"):
        import_file(rewritten(archive, change), tmp_path / "there")
    with pytest.raises(RunError, match="it claims to hold more than it does"):
        import_file(rewritten(archive, many_names), tmp_path / "there")
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
    with pytest.raises(RunError, match="its files are compressed"):
        import_file(packed, tmp_path / "there")


def test_half_an_archive_is_called_damaged(archive: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.zip"
    half.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    with pytest.raises(
        RunError, match=r"^cannot import .*half.zip: it (is|holds no .* it is) cut off"
    ):
        import_file(half, tmp_path / "there")


def test_another_kind_of_file_says_what_can_be_imported(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\xff\xfe")
    with pytest.raises(
        ImportFailed, match=r"picture.png: it is not text; import takes a run's folder"
    ):
        import_file(picture, tmp_path / "there")


def test_an_archive_of_a_later_version_names_both(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read(MANIFEST))
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr(MANIFEST, json.dumps(manifest | {"version": 7}))
    with pytest.raises(RunError, match="it is of version 7, and this program reads version 1"):
        import_file(archive, tmp_path / "there")


def test_damage_anywhere_is_one_sentence(archive: Path, tmp_path: Path) -> None:
    content = archive.read_bytes()
    draw = np.random.default_rng(3)
    for number, place in enumerate(draw.integers(0, len(content), 150).tolist()):
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        archive.write_bytes(damaged)
        if not is_archive(archive):
            continue
        there = tmp_path / f"there-{number}"
        said = ""
        try:
            import_file(archive, there)
        except RunError as error:
            said = str(error)
        if said:
            assert "\n" not in said
            assert not list(there.glob("*"))
        else:  # a byte that says nothing: of a time, or of permissions
            (run,) = there.iterdir()
            assert read_state(RunDirectory(run)).checkpoint == Position(1)
