"""Numbers: figures of a run, shares, rates, counts and sizes."""

import math
from collections.abc import Mapping

LEAST_FIXED, MOST_FIXED = 1e-3, 1e6
"""Figures in between have four decimals, the others a power of ten."""

LEAST_WHOLE_RATE = 10
"""Rates from here on are whole numbers."""

LEAST_LARGE = 100
"""Measures from here on are whole numbers."""

UNITS = ("B", "KB", "MB", "GB", "TB")


def figure(value: float) -> str:
    """A loss, a metric or a probability: `0.5510`, and `3.2e-05` where that would hide it."""
    if not math.isfinite(value):
        return str(value)
    fixed = value == 0 or LEAST_FIXED <= abs(value) < MOST_FIXED
    return f"{value:.4f}" if fixed else f"{value:.1e}"


def short_number(value: float) -> str:
    """A setting or a bound in three digits: `0.9`, `1e-05`."""
    return f"{value:.3g}"


def measured(value: float) -> str:
    """What is no metric, and may be thousands or a thousandth: `1,171`, `0.003`."""
    return f"{value:,.0f}" if abs(value) >= LEAST_LARGE else short_number(value)


def figures(logs: Mapping[str, float]) -> str:
    """Metrics with their names: `loss 0.5510  acc 0.7012`."""
    return "  ".join(f"{name} {figure(value)}" for name, value in logs.items())


def best_figure(value: float, epoch: int) -> str:
    """The value of the best epoch (from 0) and its number from 1: `0.4217 @3`."""
    return f"{figure(value)} @{epoch + 1}"


def percent(share: float, digits: int = 1) -> str:
    """A share from 0 to 1: `5.7%`. One that is almost nothing or almost all does not look it."""
    half = 0.5 * 10 ** -(digits + 2)
    step = f"{10.0**-digits:.{digits}f}"
    if 0 < share < half:
        return f"under {step}%"
    if 1 - half <= share < 1:
        return f"over {100 - float(step):.{digits}f}%"
    return f"{100 * share:.{digits}f}%"


def rate(per_second: float) -> str:
    """Samples a second: `5,504 samples/s`, `0.4 samples/s`."""
    digits = 0 if per_second >= LEAST_WHOLE_RATE else 1
    return f"{per_second:,.{digits}f} samples/s"


def whole(value: float) -> str:
    """A count, or a rate in a column that says of what: `5,504`."""
    return f"{value:,.0f}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number of things: `1 problem`, `1,200 problems`, `2 classes` with its own plural."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def parameters(count: int, size: int) -> str:
    """Weights and the bytes they take, as in Keras's summary: `22,369 (87.38 KB)`."""
    return f"{count:,} ({byte_size(size, 2)})"


def byte_size(size: float, digits: int = 1) -> str:
    """Bytes in units of 1,024, under the names that Keras and nvidia-smi give them: `1.0 GB`.

    Keras's summary has two digits, and whole bytes have none but there.
    """
    for unit in UNITS[:-1]:
        places = 0 if unit == "B" and digits == 1 else digits
        if round(size, places) < 1024:
            return f"{size:.{places}f} {unit}"
        size /= 1024
    return f"{size:,.{digits}f} {UNITS[-1]}"
