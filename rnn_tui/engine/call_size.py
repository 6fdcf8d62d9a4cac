"""The number of batches in one call: as many as fit into a short time."""

from rnn_tui.runs.position import Phase

CALL_SECONDS = 0.05
"""A call is not interrupted: a stop waits for its end, so it must be short."""

MAX_STEPS = 256
SMOOTHING = 0.8


class CallSize:
    """Seconds a step and samples a second as measured, for each phase."""

    def __init__(self) -> None:
        self._step: dict[Phase, float] = {}
        self._rate: dict[Phase, float] = {}

    def batches(self, phase: Phase) -> int:
        """Batches for the next call."""
        seconds = self._step.get(phase)
        return 1 if seconds is None else max(1, min(MAX_STEPS, int(CALL_SECONDS / seconds)))

    def learn(self, phase: Phase, steps: int, samples: int, seconds: float) -> float:
        """Learn from a call of `steps` batches. Returns the samples per second, smoothed."""
        seconds = max(seconds, 1e-6)
        self._step[phase] = self._mean(self._step.get(phase), seconds / steps)
        self._rate[phase] = self._mean(self._rate.get(phase), samples / seconds)
        return self._rate[phase]

    @staticmethod
    def _mean(old: float | None, new: float) -> float:
        return new if old is None else SMOOTHING * old + (1 - SMOOTHING) * new
