"""An untrusted `imdb.npz` as flat arrays, made by a limited process (`npz_child`)."""

from pathlib import Path

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report, reporting
from rnn_tui.io.child_process import ChildDied, ChildFailed, run

PARTS = ("train", "test")


class DamagedNpz(DataError):
    """The content of the file is to blame: another copy of it will do."""


def convert(path: Path, folder: Path, report: Report) -> None:
    """Write `{train,test}_{tokens,offsets,labels}.npy` into the folder.

    Tokens are word ranks (1 = the most frequent word) as int32, in the file's order.
    DamagedNpz where the file is damaged, hostile or no such file; DataError where it cannot be
    read.
    """
    child = Path(__file__).with_name("npz_child.py")
    report(Progress(f"reading {path.name}", 0, len(PARTS), "parts"))
    try:
        run(
            [str(child), str(path.absolute()), str(folder.absolute())],
            "converted",
            report=reporting(report),
            # Threads of a linear algebra library would count against the memory limit.
            environment={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
    except ChildFailed as error:
        kind = DamagedNpz if error.event.get("damaged", True) else DataError
        raise kind(f"{path} {error}") from error
    except ChildDied as error:
        raise DamagedNpz(
            f"{path} could not be read within the limits of memory and time: the process that "
            f"reads it {error}. The file is damaged or hostile"
        ) from error
