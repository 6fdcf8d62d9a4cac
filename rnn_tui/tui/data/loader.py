"""The loading behind the Data screen: the state is kept in step with the document."""

import asyncio

from textual.reactive import reactive

from rnn_tui.data import DataError, Progress
from rnn_tui.experiment import DataSpec
from rnn_tui.results.data.coverage import SETTINGS, Measured, figures, slow
from rnn_tui.tui.data.state import DataState, Failed, Loaded, Loading, Unloaded
from rnn_tui.tui.dialogs.download import Fetching, after_asking
from rnn_tui.tui.messages import DataLoaded, Doing
from rnn_tui.tui.state import data_loading
from rnn_tui.tui.state.data_loading import CorpusKey, download_of
from rnn_tui.tui.work_screen import WorkScreen

UNLOADED = "Nothing is loaded. l loads the data."
NOT_HERE = (
    "IMDB is not found on this machine. l asks before anything is downloaded; where there is "
    "a copy on disk, name imdb.npz or its folder as path, among the options."
)
CANCELLED = "Loading was cancelled. l starts it again; a download goes on where it was."
NO_MEMORY = "There is too little memory for this data: take fewer texts."


class LoadingScreen(WorkScreen):
    """Loads the data of the document and draws nothing: subclasses watch `state`.

    Local data is loaded as soon as it is looked at, a typed path when its field is left,
    and nothing is ever fetched without a question.
    """

    data_state: reactive[DataState] = reactive[DataState](
        Unloaded(UNLOADED), init=False, repaint=False
    )

    def __init__(self) -> None:
        super().__init__()
        self._measured: tuple[CorpusKey, Measured] | None = None
        self._tried: CorpusKey | None = None
        self._loading: CorpusKey | None = None

    @property
    def data(self) -> DataSpec:
        return self.document.experiment.data

    @property
    def _order(self) -> CorpusKey:
        return CorpusKey.of(self.data, self.document.experiment.seed)

    def follow(self) -> None:
        """Bring the figures up to date, or load: not while a path is being typed, and not
        again what could not be loaded."""
        order, measured = self._order, self._measured
        if measured is not None and measured[0] == order:
            self._cancel()
            self._tried = order
            self._figures(measured[1])
        elif self._tried != order:
            self._cancel()
            self._tried = None
            if self._typing:
                self.data_state = Unloaded(UNLOADED)
            elif (missing := download_of(self.data)) is not None and missing.needed:
                self.data_state = Unloaded(NOT_HERE)
            else:
                self._start(order)

    @property
    def _typing(self) -> bool:
        """Whether a field is being changed that says which texts are meant."""
        key = self.document.tag.removeprefix("data.")
        return key in type(self.data).model_fields and key not in SETTINGS

    def _start(self, order: CorpusKey, *, download: bool = False) -> None:
        self._tried = self._loading = order
        self.data_state = Loading()
        self.run_worker(self._load(order, download), group="load", exclusive=True)

    async def _load(self, order: CorpusKey, download: bool) -> None:
        def report(progress: Progress) -> None:
            if self._loading is order:
                self.data_state = Loading(progress)

        self.post_message(Doing("loading data"))
        state: DataState | None = None
        try:
            measured = await data_loading.load_measured(order, report, download=download)
        except DataError as error:
            state = Failed(str(error))
        except MemoryError:
            state = Failed(NO_MEMORY)
        finally:
            if current := self._loading is order:
                self._loading = None
                self.post_message(Doing())
        if current and state is not None:
            self.data_state = state
        elif current:
            self._measured = order, measured
            self._figures(measured)

    def _cancel(self) -> None:
        if self._loading is not None:
            self._loading = None
            self.workers.cancel_group(self, "load")
            self.post_message(Doing())

    def _figures(self, measured: Measured) -> None:
        """At once, or where that takes long, in a thread."""
        data, seed, state = self.data, self.document.experiment.seed, self.data_state
        if isinstance(state, Loaded) and state.measured is measured and state.data == data:
            self._tell(state)
        elif slow(measured, data):
            later = self._figures_later(measured, data, seed)
            self.run_worker(later, group="figures", exclusive=True)
        else:
            self._loaded(Loaded(measured, figures(measured, data, seed), data))

    async def _figures_later(self, measured: Measured, data: DataSpec, seed: int) -> None:
        found = await asyncio.to_thread(figures, measured, data, seed)
        if self.data == data:
            self._loaded(Loaded(measured, found, data))

    def _loaded(self, state: Loaded) -> None:
        self.data_state = state
        self._tell(state)

    def _tell(self, state: Loaded) -> None:
        """The facts are for the problems, which the other screens show too."""
        facts, data = state.figures.facts, state.data
        if (facts, data) != (self.document.facts, self.document.facts_of):
            self.post_message(DataLoaded(facts, data))

    def action_load(self) -> None:
        """Explicitly: asks before anything is fetched."""
        after_asking(self, self.data, self._fetch)

    def _fetch(self, choice: Fetching | None) -> None:
        self._start(self._order, download=choice is Fetching.FETCH)

    def action_cancel(self) -> None:
        self._cancel()
        self.data_state = Unloaded(CANCELLED)
