"""The question before anything is fetched from the network: by loading, a start or a resume."""

from collections.abc import Callable
from enum import StrEnum

from textual.screen import Screen

from rnn_tui.experiment import DataSpec
from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.tui.dialogs.dialog import Choice, ChoiceDialog
from rnn_tui.tui.messages import ResumeRun
from rnn_tui.tui.state.data_loading import Download, download_of
from rnn_tui.wording.language import tr


class Fetching(StrEnum):
    """A choice about files that are not there."""

    FETCH = "fetch"
    WITHOUT_WORDS = "without-words"
    LEAVE = "leave"


class DownloadDialog(ChoiceDialog[Fetching]):
    """Says what would be fetched from where to where, before anything is."""

    def __init__(self, download: Download) -> None:
        missing = (
            tr("{sizes} is not on this machine.", sizes=download.sizes)
            if len(download.files) == 1
            else tr("{sizes} are not on this machine.", sizes=download.sizes)
        )
        places = tr(
            "from  {address}\ninto  {folder}", address=download.address, folder=download.folder
        )
        text = f"{missing}\n{places}"
        about = tr("You can cancel it; what is downloaded so far is kept.")
        choices = [Choice("y", tr("Download"), about, Fetching.FETCH)]
        if not download.needed:
            label = tr("Load without the words")
            about = tr("Reviews appear as ids, and your own texts cannot be predicted.")
            choices.append(Choice("w", label, about, Fetching.WITHOUT_WORDS))
        about = tr("To use a copy on disk, enter its path on the Data screen (2).")
        choices.append(Choice("n", tr("Not now"), about, Fetching.LEAVE))
        super().__init__(tr("Download"), text, choices)


def after_asking(
    screen: Screen[None], data: DataSpec, go: Callable[[Fetching | None], None]
) -> None:
    """Call `go` with the answer, or with None where there is nothing to fetch.

    Where a person says not now, nothing is called.
    """
    missing = download_of(data)
    if missing is None:
        go(None)
        return

    def answered(choice: Fetching | None) -> None:
        if choice in (Fetching.FETCH, Fetching.WITHOUT_WORDS):
            go(choice)

    screen.app.push_screen(DownloadDialog(missing), answered)


def resume_after_asking(screen: Screen[None], run: RunState, more: int = 0) -> None:
    """Go on with the run, for `more` epochs where that is not 0: its files may be gone by now."""

    def go(choice: Fetching | None) -> None:
        offline = choice is Fetching.WITHOUT_WORDS
        screen.post_message(ResumeRun(RunDirectory(run.path), more, offline))

    if run.experiment is None:
        go(None)
    else:
        after_asking(screen, run.experiment.data, go)
