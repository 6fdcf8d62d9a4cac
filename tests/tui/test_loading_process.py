"""Loading for the app: the process, its progress, its end, and what would be downloaded."""

import asyncio
import json
import stat
from pathlib import Path

import numpy as np
import pytest

from rnn_tui.data import DataError, Progress
from rnn_tui.data.imdb.files import NPZ, WORD_INDEX
from rnn_tui.experiment import ImdbData, SampleData, TextData
from rnn_tui.io import child_process
from rnn_tui.tui.state import data_loading
from rnn_tui.tui.state.data_loading import CorpusKey, download_of, load_measured


def ignore(progress: Progress) -> None:
    """Nobody wants to know."""


async def test_texts_are_loaded_by_a_process_that_tells_its_progress(tmp_path: Path) -> None:
    path = tmp_path / "texts.csv"
    path.write_text("text,label\n" + "good film,pos\nbad film,neg\n" * 10)
    stages: list[str] = []
    data = TextData(path=str(path), num_words=5, maxlen=9)
    measured = await load_measured(CorpusKey.of(data, 0), lambda p: stages.append(p.stage))
    assert any("reading" in stage for stage in stages)
    assert measured.corpus.classes == ("neg", "pos")
    assert len(measured.corpus.train) == 16
    assert measured.test_size == 4


async def test_the_sample_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process.sys, "executable", "/no/such/python")
    measured = await load_measured(CorpusKey.of(SampleData(), 0), ignore)
    assert len(measured.corpus.train) == 4_000


async def test_what_is_wrong_with_the_data_is_said(tmp_path: Path) -> None:
    path = tmp_path / "texts.csv"
    path.write_text("only\n1\n")
    with pytest.raises(DataError, match="only the column 'only'"):
        await load_measured(CorpusKey.of(TextData(path=str(path)), 0), ignore)


async def test_cancelling_ends_the_process_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "slow.csv"
    path.write_text("text,label\n" + "a few words,a\nand some more,b\n" * 300_000)
    reading = asyncio.Event()

    def report(progress: Progress) -> None:
        if "reading" in progress.stage:
            reading.set()

    task = asyncio.create_task(load_measured(CorpusKey.of(TextData(path=str(path)), 0), report))
    await asyncio.wait_for(reading.wait(), 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list((tmp_path / "cache" / "data").iterdir()) == []


async def test_a_process_that_dies_early_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho '[1]'\necho 'no more \033[31mmemory'\nexit 7\n")
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(child_process.sys, "executable", str(python))
    with pytest.raises(DataError, match=r"status 7 and said: no more .*memory") as caught:
        await load_measured(CorpusKey.of(TextData(path="x.csv"), 0), ignore)
    assert "\033" not in str(caught.value)


async def test_without_a_yes_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    async def child(data: ImdbData, seed: int, report: object) -> None:
        asked.append(data.download)
        raise DataError("enough")

    monkeypatch.setattr(data_loading, "_load_in_child", child)
    for download in (False, True):
        with pytest.raises(DataError):
            await load_measured(CorpusKey.of(ImdbData(), 0), ignore, download=download)
    assert asked == [False, True]


def test_what_would_be_downloaded(tmp_path: Path) -> None:
    both = download_of(ImdbData())
    assert both is not None
    assert both.files == (NPZ, WORD_INDEX)
    assert both.needed
    assert both.sizes == "imdb.npz (16.7 MB) and imdb_word_index.json (1.6 MB)"
    assert both.folder == tmp_path / "cache" / "downloads"
    assert both.address.startswith("https://")
    mirror = download_of(ImdbData(url="https://mirror.example/imdb"))
    assert mirror is not None
    assert mirror.address == "https://mirror.example/imdb"


def test_what_is_here_is_not_downloaded(tmp_path: Path) -> None:
    folder = tmp_path / "keras" / "datasets"
    folder.mkdir(parents=True)
    np.savez(folder / "imdb.npz", x=np.zeros(1))
    words = download_of(ImdbData())
    assert words is not None
    assert words.files == (WORD_INDEX,)
    assert not words.needed
    (folder / "imdb_word_index.json").write_text(json.dumps({"the": 1}))
    assert download_of(ImdbData()) is None


@pytest.mark.parametrize(
    "data",
    [
        ImdbData(download=False),
        ImdbData(path="/no/such/imdb.npz"),
        ImdbData(url="file:///no/such"),
        ImdbData(url="no address"),
        SampleData(),
        TextData(path="x.csv"),
    ],
    ids=repr,
)
def test_where_a_download_would_not_help_none_is_offered(data: ImdbData) -> None:
    assert download_of(data) is None


def test_the_seed_matters_to_texts_alone() -> None:
    assert CorpusKey.of(SampleData(), 1) == CorpusKey.of(SampleData(maxlen=3), 2)
    assert CorpusKey.of(TextData(path="x"), 1) != CorpusKey.of(TextData(path="x"), 2)
