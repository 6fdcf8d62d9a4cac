"""Lines about where a run is, or was, computed beside its device: processor, devices, batch job."""

from rnn_tui.io.text import one_line
from rnn_tui.runs import RunState
from rnn_tui.runs.process.slurm import end_words, job_words


def place_lines(state: RunState, now: float) -> list[str]:
    """What is known of it, one line for the machine and one for the job; `now` in s since 1970."""
    machine = state.machine
    if machine is None:
        return []
    parts = [str(machine.settings.get("cpu", ""))]
    if machine.visible_devices:
        parts.append(f"CUDA_VISIBLE_DEVICES={machine.visible_devices}")
    lines = [_joined(parts)]
    if machine.job is not None:
        lines.append(_joined([job_words(machine.job), end_words(state, now)]))
    return [line for line in lines if line]


def _joined(parts: list[str]) -> str:
    return one_line("; ".join(part for part in parts if part))
