"""Data for the screen tests without a process, and a few looks at the Data screen."""

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from driving import Opened
from textual.widgets import Input

from rnn_tui.data import Corpus, Progress, Vocabulary, load
from rnn_tui.data.sequences import Sequences, offsets_of
from rnn_tui.experiment import Experiment, SampleData, TextData
from rnn_tui.experiment import load as preset
from rnn_tui.results.data.coverage import Measured, every_word, measure
from rnn_tui.tui.data.screen import DataScreen
from rnn_tui.tui.data.state import Loaded
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.state import data_loading
from rnn_tui.tui.state.data_loading import CorpusKey


class FakeLoading:
    """Stands where the screen takes `load_measured`; the test decides how each load ends."""

    def __init__(self) -> None:
        self.orders: list[CorpusKey] = []
        self.downloads: list[bool] = []
        self.cancelled = 0
        self._report: Callable[[Progress], None] | None = None
        self._end: asyncio.Future[Measured] | None = None

    async def __call__(
        self, order: CorpusKey, report: Callable[[Progress], None], *, download: bool = False
    ) -> Measured:
        self.orders.append(order)
        self.downloads.append(download)
        self._report, self._end = report, asyncio.get_running_loop().create_future()
        try:
            return await self._end
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    def tell(self, *progress: Any) -> None:
        assert self._report is not None
        self._report(Progress(*progress))

    def finish(self, measured: Measured) -> None:
        assert self._end is not None
        self._end.set_result(measured)

    def fail(self, error: BaseException) -> None:
        assert self._end is not None
        self._end.set_exception(error)


@pytest.fixture
def loading(monkeypatch: pytest.MonkeyPatch) -> FakeLoading:
    fake = FakeLoading()
    monkeypatch.setattr(data_loading, "load_measured", fake)
    return fake


def sample() -> Measured:
    return measure(load(every_word(SampleData()), 0))


def corpus(
    texts: list[str], classes: tuple[str, ...] = ("neg", "pos"), notes: tuple[str, ...] = ()
) -> Measured:
    """Texts of all classes in turn; words rank in the order of their first occurrence."""
    words = list(dict.fromkeys(word for text in texts for word in text.split(" ")))
    vocabulary = Vocabulary(tuple(words), 10_000_000, 0, 1, 2, 3, True, "words-2", classes)
    rows = [[1, *(words.index(word) + 4 for word in text.split(" "))] for text in texts]
    part = Sequences(
        np.array([i for row in rows for i in row], np.int32),
        offsets_of([len(row) for row in rows]),
        np.arange(len(rows), dtype=np.int32) % len(classes),
    )
    return measure(Corpus(part, part, classes, vocabulary, notes, ""))


def state(opened: Opened) -> Any:
    screen = opened.app.screen
    assert isinstance(screen, DataScreen)
    return screen.data_state


async def show(opened: Opened) -> None:
    """Go to the screen and wait until its data is loaded."""
    await opened.press("2")
    await opened.until(lambda: isinstance(state(opened), Loaded))
    await opened.settle()


async def focus(opened: Opened, name: str) -> Input:
    form = next(form for form in opened.app.screen.query(Form) if form.display)
    form.focus_field(name)
    await opened.settle()
    field = opened.app.screen.focused
    assert isinstance(field, Input)
    return field


def text_experiment(path: str = "texts.csv", **settings: Any) -> Experiment:
    """The quick-start on texts; the path stays relative, so that dumps do not depend on it."""
    quickstart = preset("quickstart")
    data = TextData(path=path, **{"num_words": 500, "maxlen": 64, **settings})
    return quickstart.model_copy(update={"data": data})
