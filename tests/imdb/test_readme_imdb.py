"""The README's block about IMDB runs as it stands, where the data is at hand."""

from pathlib import Path

from tests.readme import blocks, checkout, runnable, shell


def test_the_introduction_trains_as_the_readme_says(imdb_folder: Path, tmp_path: Path) -> None:
    keras = tmp_path / "keras" / "datasets"
    keras.mkdir(parents=True)
    for name in ("imdb.npz", "imdb_word_index.json"):
        (keras / name).symlink_to(imdb_folder / name)
    environment = {
        "KERAS_HOME": str(keras.parent),
        "RNN_TUI_STATE": str(tmp_path / "state"),
        "RNN_TUI_RUNS": "",
    }
    [block] = [block for block in blocks() if "imdb" in block]
    printed = shell(runnable(block), checkout(tmp_path), environment)
    assert "322,113" in printed
    assert "epoch 2" in printed
