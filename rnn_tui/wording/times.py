"""Times: durations, moments, and how long something still takes."""

import time

MINUTE, HOUR, DAY = 60, 3600, 86_400

MOST_SECONDS, MOST_MINUTES, MOST_HOURS = 90, 2 * HOUR, 2 * DAY
"""Up to here (in seconds) a rough time is told in seconds, minutes, hours."""


def clock(seconds: float) -> str:
    """A duration in whole seconds, as a stopwatch shows it: `2:41`, from one hour on `1:02:41`."""
    minutes, rest = divmod(max(0, int(seconds)), MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def rough_time(seconds: float) -> str:
    """A time that is known roughly: `45 s`, `12 min`, `3 h`, `4 days`."""
    if seconds <= MOST_SECONDS:
        return f"{seconds:.0f} s"
    if seconds < MOST_MINUTES:
        return f"{seconds / MINUTE:.0f} min"
    if seconds < MOST_HOURS:
        return f"{seconds / HOUR:.0f} h"
    return f"{seconds / DAY:.0f} days"


def short_age(seconds: float) -> str:
    """A time since something in three characters at most, four from 1,000 days on: `45s`, `3h`."""
    for limit, size, unit in ((MINUTE, 1, "s"), (HOUR, MINUTE, "m"), (DAY, HOUR, "h")):
        if seconds < limit:
            return f"{max(0, seconds) // size:.0f}{unit}"
    return f"{seconds // DAY:.0f}d"


def moment(at: float) -> str:
    """Date and time here of seconds since 1970: `2026-03-01 14:05:09`."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))


def time_of_day(at: float) -> str:
    """The time alone, where the date is known: `14:05:09`."""
    return time.strftime("%H:%M:%S", time.localtime(at))
