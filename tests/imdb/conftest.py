"""The real data: beside the checkout, where it is there at all."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "imdb"


@pytest.fixture(scope="session")
def imdb_folder() -> Path:
    """The folder of imdb.npz, imdb_word_index.json and aclImdb_v1.tar.gz."""
    if not (FOLDER / "imdb.npz").is_file():
        pytest.skip(f"the real IMDB data is not in {FOLDER}")
    return FOLDER


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> object:
    """One cache for all tests of this folder, apart from the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNN_TUI_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
