"""Loads data for the Data screen and keeps its state in step with the document."""

import asyncio
from collections.abc import Callable

from rnn_tui.data import DataError, Progress
from rnn_tui.experiment import DataSpec, Experiment
from rnn_tui.results.data.coverage import SETTINGS, Measured, figures, slow
from rnn_tui.tui.data.state import DataState, Failed, Loaded, Loading, Unloaded
from rnn_tui.tui.dialogs.download import Fetching, after_asking
from rnn_tui.tui.messages import DataLoaded, Doing
from rnn_tui.tui.state import data_loading
from rnn_tui.tui.state.data_loading import CorpusKey, download_of
from rnn_tui.tui.work_screen import WorkScreen
from rnn_tui.wording.language import tr

UNLOADED = "Nothing is loaded. l loads the data."
NOT_HERE = (
    "IMDB was not found on this machine. l downloads it, after asking; if you have a copy on "
    "disk, enter the path of imdb.npz or its folder in the options."
)
CANCELLED = "Loading was cancelled. l starts it again; a download continues where it stopped."
NO_MEMORY = "Not enough memory for this data: use fewer texts."


class DataLoader:
    """Loads the data of a screen's document, and says on each change of `state` that it `changed`.

    Local data is loaded as soon as it is looked at, a typed path when its field is left,
    and nothing is ever downloaded without a question.
    """

    def __init__(self, screen: WorkScreen, changed: Callable[[], None]) -> None:
        self._screen = screen
        self._changed = changed
        self._state: DataState = Unloaded(UNLOADED)
        self._measured: tuple[CorpusKey, Measured] | None = None
        self._tried: CorpusKey | None = None
        self._loading: CorpusKey | None = None

    @property
    def state(self) -> DataState:
        return self._state

    @state.setter
    def state(self, state: DataState) -> None:
        if state != self._state:
            self._state = state
            self._changed()

    @property
    def _experiment(self) -> Experiment:
        return self._screen.document.experiment

    @property
    def _data(self) -> DataSpec:
        return self._experiment.data

    @property
    def _key(self) -> CorpusKey:
        return CorpusKey.of(self._data, self._experiment.seed)

    def follow(self) -> None:
        """Bring the figures up to date, or load: not while a path is being typed, and not
        again what could not be loaded."""
        key, measured = self._key, self._measured
        if measured is not None and measured[0] == key:
            self._cancel()
            self._tried = key
            self._figures(measured[1])
        elif self._tried != key:
            self._cancel()
            self._tried = None
            if self._typing:
                self.state = Unloaded(UNLOADED)
            elif (missing := download_of(self._data)) is not None and missing.needed:
                self.state = Unloaded(NOT_HERE)
            else:
                self._start(key)

    @property
    def _typing(self) -> bool:
        """True while a field that names the texts is being edited."""
        key = self._screen.document.tag.removeprefix("data.")
        return key in type(self._data).model_fields and key not in SETTINGS

    def _start(self, key: CorpusKey, *, download: bool = False) -> None:
        self._tried = self._loading = key
        self.state = Loading()
        self._screen.run_worker(self._load(key, download), group="load", exclusive=True)

    async def _load(self, key: CorpusKey, download: bool) -> None:
        def report(progress: Progress) -> None:
            if self._loading is key:
                self.state = Loading(progress)

        self._screen.post_message(Doing(tr("loading data")))
        state: DataState | None = None
        try:
            measured = await data_loading.load_measured(key, report, download=download)
        except DataError as error:
            state = Failed(str(error))
        except MemoryError:
            state = Failed(NO_MEMORY)
        finally:
            if current := self._loading is key:
                self._loading = None
                self._screen.post_message(Doing())
        if current and state is not None:
            self.state = state
        elif current:
            self._measured = (key, measured)
            self._figures(measured)

    def _cancel(self) -> None:
        if self._loading is not None:
            self._loading = None
            self._screen.workers.cancel_group(self._screen, "load")
            self._screen.post_message(Doing())

    def _figures(self, measured: Measured) -> None:
        """At once, or where that takes long, in a thread."""
        data, seed, state = self._data, self._experiment.seed, self.state
        if isinstance(state, Loaded) and state.measured is measured and state.data == data:
            self._tell(state)
        elif slow(measured, data):
            later = self._figures_later(measured, data, seed)
            self._screen.run_worker(later, group="figures", exclusive=True)
        else:
            self._loaded(Loaded(measured, figures(measured, data, seed), data))

    async def _figures_later(self, measured: Measured, data: DataSpec, seed: int) -> None:
        found = await asyncio.to_thread(figures, measured, data, seed)
        if self._data == data:
            self._loaded(Loaded(measured, found, data))

    def _loaded(self, state: Loaded) -> None:
        self.state = state
        self._tell(state)

    def _tell(self, state: Loaded) -> None:
        """The facts are for the problems, which the other screens show too."""
        facts, data = state.figures.facts, state.data
        if (facts, data) != (self._screen.document.facts, self._screen.document.facts_of):
            self._screen.post_message(DataLoaded(facts, data))

    def load(self) -> None:
        """Explicitly: asks before anything is fetched."""
        after_asking(self._screen, self._data, self._fetch)

    def _fetch(self, choice: Fetching | None) -> None:
        self._start(self._key, download=choice is Fetching.FETCH)

    def cancel(self) -> None:
        self._cancel()
        self.state = Unloaded(CANCELLED)
