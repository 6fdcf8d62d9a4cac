"""Axes of a plot: their ends, and the numbers along them."""

import math
from dataclasses import dataclass

from rnn_tui.wording.numbers import short_number

STEPS = (1.0, 2.0, 5.0, 10.0)
TICK_STEPS = (1.0, 2.0, 2.5, 5.0)
RARER_STEPS = (1.5, 3.0, 4.0)
"""Times a power of ten: those of the numbers along an axis, and those that are taken only where
one of the others gives fewer than FEWEST numbers, or too many."""

FEWEST, MOST = 4, 6
"""Numbers along an axis, where there is room."""
LOG_STEPS = ("1", "1.5", "2", "3", "4", "5", "6", "8")


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, numbers at `ticks`. A log axis counts in powers of ten."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


def linear(low: float, high: float, most: int) -> Axis:
    """Bounds a little outside low … high, and two to `most` ticks at round numbers.

    The bounds move in steps, which keeps the axis still while a live curve moves a little.
    """
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        room = abs(low) / 10 or 1.0
        low, high = low - room, high + room
    notch = _round_step((high - low) / 12)
    low, high = math.floor(low / notch) * notch, math.ceil(high / notch) * notch
    step = _tick_step(low, high, most)
    ticks = _multiples(low, high, step)
    return Axis(low, high, ticks, tuple(number(tick, _digits(step)) for tick in ticks))


def _tick_step(low: float, high: float, most: int) -> float:
    """The least step that gives from two to `most` numbers, FEWEST of them if one does."""
    power = 10.0 ** (math.floor(math.log10(high - low)) - 1)
    for steps, fewest in ((TICK_STEPS, FEWEST), (RARER_STEPS, FEWEST), (TICK_STEPS, 2)):
        for step in (power * factor * each for factor in (1, 10) for each in steps):
            if fewest <= len(_multiples(low, high, step)) <= max(most, 2):
                return step
    possible = [power * factor * each for factor in (1, 10) for each in TICK_STEPS]
    return max(step for step in possible if len(_multiples(low, high, step)) >= 2)


def _digits(step: float) -> int:
    """Decimals that tell multiples of the step apart."""
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return digits if abs(step * 10**digits - round(step * 10**digits)) < 1e-6 else digits + 1


def logarithmic(low: float, high: float, most: int) -> Axis:
    """The same for a log axis; `low` and `high` are above 0, the result is in log10."""
    grid = _decades(low, high)
    first = max(i for i, value in enumerate(grid) if value <= low * (1 + 1e-9))
    last = min(i for i, value in enumerate(grid) if value >= high * (1 - 1e-9))
    if first == last:
        first, last = first - 1, last + 1
    bounds = grid[first : last + 1]
    ticks = _readable(bounds, most)
    labels = tuple(number(value) for value in ticks)
    logs = tuple(math.log10(value) for value in ticks)
    return Axis(math.log10(bounds[0]), math.log10(bounds[-1]), logs, labels)


def epochs(left: float, right: float, most: int, *, shares: bool = False) -> Axis:
    """Whole epochs only, evenly spaced, from the first one on, which is 1: batches lie left of it.

    With `shares` also parts of an epoch, where less than three whole ones can be numbered. The
    bounds stay as they are.
    """
    first, last = max(1, math.ceil(left - 1e-9)), math.floor(right + 1e-9)
    if shares and last <= first + 1:
        step = _tick_step(max(left, 0.0), right, most)
        ticks = _multiples(max(left, 0.0), right, step)
        return Axis(left, right, ticks, tuple(number(tick, _digits(step)) for tick in ticks))
    ticks = _whole(first, last, max(most, 2))
    return Axis(left, right, ticks, tuple(f"{tick:.0f}" for tick in ticks))


def _whole(first: int, last: int, most: int) -> tuple[float, ...]:
    """At most so many round numbers from `first` to `last`, 1 among them if it is."""
    step = 1
    while True:
        start = first if step == 1 else math.ceil(first / step) * step
        ticks = [float(tick) for tick in range(start, last + 1, step)]
        if step > 1 and first == 1:
            ticks.insert(0, 1.0)
        if len(ticks) <= most:
            return tuple(ticks)
        step = round(_round_step(step * 1.1))


def number(value: float, digits: int | None = None) -> str:
    """As long as tells the numbers of an axis apart: `0.85`, `1.00`; very small as `2e-05`."""
    if digits is None:
        text = short_number(value)
    elif digits > 6 or abs(value) >= 1e6:
        before = math.floor(math.log10(abs(value))) + 1 if value else 0
        text = f"{value:.{max(3, before + digits)}g}"  # enough to tell neighbours apart
    else:
        text = f"{value:.{digits}f}"
    return "0" if not text.strip("-.0") else text


def _round_step(least: float) -> float:
    """The least of 1, 2, 5 times a power of ten that is not below `least`."""
    if least <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in STEPS if step * power >= least * (1 - 1e-9))


def _multiples(low: float, high: float, step: float) -> tuple[float, ...]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(index * step for index in range(first, last + 1))


def _decades(low: float, high: float) -> list[float]:
    powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2)
    # Through text, so that 3 tenths are .3 and not .30000000000000004.
    return [float(f"{digit}e{power}") for power in powers for digit in LOG_STEPS]


def _readable(values: list[float], most: int) -> list[float]:
    """The roundest of the values: 1, 2 and 5 times a power of ten, else the powers, else a few."""
    for digits in (("1.0", "2.0", "5.0"), ("1.0",)):
        some = [value for value in values if f"{value:.1e}"[:3] in digits]
        if 2 <= len(some) <= most:
            return some
    some = some if len(some) >= 2 else values
    return some[:: math.ceil(len(some) / max(most, 1))]
