"""The lines of a sweep's journal: each is one JSON object with `v`, `event` and `at`."""

import json
import math
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args, get_type_hints

VERSION = 1
MAX_LINE = 1_000_000


class UnreadableLine(ValueError):
    """The line is torn or damaged."""


class ForeignLine(ValueError):
    """Another version of the program wrote the line; what it means is not known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`at` in seconds since 1970."""

    v: Literal[1] = 1
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedSweep(Line):
    """The first line. `program` is the version that made the sweep, `configuration` a digest of
    what its `sweep.toml` said then.

    With `beside` its runs lie in the folder that holds the sweep's, else in the sweep's own.
    """

    event: Literal["created"] = "created"
    program: str = ""
    configuration: str = ""
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Line):
    """A trial: `values` for dotted keys of the base experiment, one run for each of `seeds`.

    `experiment` names a file of the sweep that takes the base's place, `run` what its runs are
    called (empty: by the number). `by` is the sampler, or who added the trial by hand.
    """

    event: Literal["asked"] = "asked"
    trial: int
    values: dict[str, Any] = field(default_factory=dict)
    seeds: list[int] = field(default_factory=lambda: [0])
    experiment: str = ""
    run: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken(Line):
    """A worker begins, resumes or follows the run of a trial with this seed."""

    event: Literal["taken"] = "taken"
    trial: int
    seed: int
    worker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported(Line):
    """The objective after an epoch, counted from 0, where the sweep prunes; null if not finite.

    `marks` is what the pruner keeps of the run; with `prune` it has decided that the run stops.
    """

    event: Literal["reported"] = "reported"
    trial: int
    seed: int
    epoch: int
    value: float | None
    marks: dict[str, Any] = field(default_factory=dict)
    prune: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Line):
    """The outcome of a run, for good; the first line about a run counts.

    `value` is the objective in its best `epoch`, from 0; null without one. `epochs` are complete,
    `seconds` the time that engines worked. `test` holds the figures of the test part where nothing
    is chosen by the sweep. `stopped` is what a person has stopped. `message` says why a run failed.
    `data` is the content hash of its data.
    """

    event: Literal["told"] = "told"
    trial: int
    seed: int
    outcome: Literal["finished", "pruned", "failed", "stopped"]
    value: float | None = None
    epoch: int | None = None
    epochs: int = 0
    seconds: float = 0.0
    test: dict[str, float] = field(default_factory=dict)
    message: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedRun(Line):
    """The figures of the test part for a run of the best trial, once all trials are over.

    `message` says why there are none.
    """

    __test__ = False  # no test case for pytest

    event: Literal["tested"] = "tested"
    trial: int
    seed: int
    logs: dict[str, float] = field(default_factory=dict)
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested(Line):
    """A request to all workers, until the next one.

    `run`: go on. `hold`: finish what is running and begin nothing. `stop`: stop what is running
    as well. `by` says who asks. `workers` bounds how many may run at a time; 0: no bound, or one
    for a queue.
    """

    event: Literal["requested"] = "requested"
    request: Literal["run", "hold", "stop"]
    by: str = ""
    workers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Line):
    """A trial's turn: the trial with the least `turn` comes first. Without a line it is the
    trial's number."""

    event: Literal["moved"] = "moved"
    trial: int
    turn: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(Line):
    """A trial that is not to be run, or not any further."""

    event: Literal["removed"] = "removed"
    trial: int
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(Line):
    """Batch jobs whose tasks are workers of this sweep."""

    event: Literal["submitted"] = "submitted"
    jobs: list[str]


AnyLine = (
    CreatedSweep
    | Asked
    | Taken
    | Reported
    | Told
    | TestedRun
    | Requested
    | Moved
    | Removed
    | Submitted
)

KINDS: dict[str, type[Any]] = {
    kind.__dataclass_fields__["event"].default: kind for kind in get_args(AnyLine)
}


def written(line: AnyLine) -> bytes:
    """The line as it stands in the journal."""
    return json.dumps(asdict(line), ensure_ascii=False, allow_nan=False).encode() + b"\n"


def parse(text: bytes) -> AnyLine:
    """The line. Raises UnreadableLine and ForeignLine."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableLine("a line that is not JSON") from None
    if not isinstance(record, dict) or len(text) > MAX_LINE:
        raise UnreadableLine("a line that is not an object")
    kind = KINDS.get(str(record.get("event")))
    if record.get("v") != VERSION or kind is None:
        raise ForeignLine(f"version {record.get('v')!r}, event {record.get('event')!r}")
    shapes = _SHAPES[kind]
    values = {name: value for name, value in record.items() if name in shapes}
    if any(not _fits(value, shapes[name]) for name, value in values.items()):
        raise UnreadableLine("a line whose values are of other types")
    try:
        line: AnyLine = kind(**values)
    except TypeError:
        raise UnreadableLine("a line without all of its keys") from None
    return line


def finite(value: float | None) -> float | None:
    """A number that JSON has a word for; None for all others."""
    return value if value is not None and math.isfinite(value) else None


def _fits(value: Any, shape: Any) -> bool:
    if choices := [each for each in get_args(shape) if isinstance(each, str | int)]:
        return value in choices
    if shape == list[int]:
        return isinstance(value, list) and bool(value) and all(type(each) is int for each in value)
    if shape == list[str]:
        return isinstance(value, list) and all(type(each) is str for each in value)
    if shape == dict[str, Any]:
        return isinstance(value, dict)
    if shape == dict[str, float]:
        numbers = value.values() if isinstance(value, dict) else [None]
        return all(type(each) in (int, float) for each in numbers)
    kinds = get_args(shape) or (shape,)
    if float in kinds and type(value) is int:
        return True
    return type(value) in kinds and (type(value) is not int or value >= 0)


_SHAPES: dict[type[Any], dict[str, Any]] = {kind: get_type_hints(kind) for kind in KINDS.values()}
