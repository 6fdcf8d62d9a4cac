"""One line about the machine: processor, memory, GPU, where the run lies, its checkpoint."""

import socket
import time
from collections.abc import Iterator

from textual import work
from textual.content import Content
from textual.reactive import reactive

from rnn_tui.runs import RunState, State
from rnn_tui.runs.process.slurm import end_words
from rnn_tui.tui.train.gpu import GpuLoad, gpu_load
from rnn_tui.tui.train.run_lines import RunLines
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import byte_size, percent
from rnn_tui.wording.positions import place

GPU_SECONDS = 2.0
"""Between two questions to the driver."""

SEPARATOR = "   "


class MachineLine(RunLines):
    """The parts that say most come first; what does not fit is left out."""

    gpu: reactive[GpuLoad | None] = reactive[GpuLoad | None](None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._asked_at = 0.0

    def watch_run_state(self) -> None:
        """Ask the driver now and then, as long as the run computes on a GPU of this machine."""
        run = self.run_state
        process = run.status.process if run is not None and run.status else None
        if run is None or process is None or not computes_on_gpu_here(run):
            self.gpu = None
        elif time.monotonic() - self._asked_at >= GPU_SECONDS:
            self._asked_at = time.monotonic()
            self._ask_gpu(process.pid)
        self.show()

    def watch_gpu(self) -> None:
        self.show()

    @work(thread=True, exclusive=True)
    def _ask_gpu(self, pid: int) -> None:
        """In a thread: the first question wakes the driver, which takes its time."""
        load = gpu_load(pid)
        self.app.call_from_thread(setattr, self, "gpu", load)

    def lines(self, run: RunState, width: int) -> Iterator[Content]:
        line = ""
        for part in machine_parts(run, self.gpu):
            longer = f"{line}{SEPARATOR}{part}" if line else part
            line = longer if len(longer) <= width else line
        yield Content.styled(line, "$foreground 70%")


def machine_parts(run: RunState, gpu: GpuLoad | None) -> list[str]:
    """When the engine's batch job ends, its figures, then what holds for any run."""
    status = run.status
    parts = [words] if (words := end_words(run, time.time())) else []
    if status is not None and run.state.live and status.memory:
        parts += [
            f"CPU {percent(status.cpu / 100, 0)}",
            tr("memory {memory}", memory=byte_size(status.memory)),
        ]
    if gpu is not None:
        parts.append(
            tr(
                "GPU {busy}  {used} of {total}",
                busy=percent(gpu.busy / 100, 0),
                used=byte_size(gpu.used),
                total=byte_size(gpu.total),
            )
        )
    if run.checkpoint is not None and run.state is not State.FINISHED:
        parts.append(tr("checkpoint at {place}", place=place(run.checkpoint)))
    parts.append(run.run_id)
    if run.machine is not None and run.machine.device:
        elsewhere = run.machine.host != socket.gethostname()
        parts.append(
            told(run.machine.device)
            + (tr(" on {host}", host=run.machine.host) if elsewhere else "")
        )
    return parts


def computes_on_gpu_here(run: RunState) -> bool:
    process = run.status.process if run.status else None
    here = process is not None and process.on_this_host
    device = run.machine.device if run.machine else ""
    return run.state.live and here and device.startswith("GPU")
