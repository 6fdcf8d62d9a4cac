"""Places for engines: cores are given out once, pinned, and free again when their holder ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_tui.runs.process import slots
from rnn_tui.runs.process.slots import Slot, SlotError, Wanted, free_memory, gpus, take_slot

CORES = [1_000_000 + 10 * os.getpid() + n for n in range(4)]
"""Of no machine: other workers on this one, and tests beside this one, are not in the way."""

HOLDER = """
import sys
from rnn_tui.runs.process import slots
slots.own_cores = lambda: [int(word) for word in sys.argv[1:]]
slot = slots.take_slot(slots.Wanted(1))
print(slot.cores[0], flush=True)
sys.stdin.read()
"""
CHILD = "import os; print(sorted(os.sched_getaffinity(0)), os.environ.get('CUDA_VISIBLE_DEVICES'))"


@pytest.fixture(autouse=True)
def _cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "own_cores", lambda: CORES)
    monkeypatch.setattr(slots, "gpus", list)


def test_every_slot_has_cores_of_its_own_until_there_are_none() -> None:
    held = [take_slot(Wanted(cores)) for cores in (1, 2, 1)]
    assert [slot.cores for slot in held] == [(CORES[0],), (CORES[1], CORES[2]), (CORES[3],)]
    shared = take_slot(Wanted(2))
    assert shared.cores == (CORES[0], CORES[1])
    held[1].leave()
    assert take_slot(Wanted(1)).cores == (CORES[1],)
    for slot in (*held, shared):
        slot.leave()


def test_a_slot_with_all_cores_takes_nothing_from_others() -> None:
    for number in (0, len(CORES)):
        assert take_slot(Wanted(number)).cores == tuple(CORES)


def test_more_cores_than_there_are_is_an_error() -> None:
    with pytest.raises(SlotError, match="each run has 5 cores, and this process may use 4"):
        take_slot(Wanted(5))


def test_the_kernel_takes_back_what_a_killed_process_held() -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, *map(str, CORES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert int(holder.stdout.readline()) == CORES[0]
    second = take_slot(Wanted(1))
    assert second.cores == (CORES[1],)
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    first = take_slot(Wanted(1))
    assert first.cores == (CORES[0],)
    first.leave()
    second.leave()


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="nothing can be pinned here")
def test_whatever_is_started_in_a_slot_is_pinned_and_sees_one_gpu() -> None:
    before = os.sched_getaffinity(0)
    core, environment = min(before), dict(os.environ)
    try:
        Slot((core,), "3", 0.5).enter(environment)
        told = subprocess.check_output([sys.executable, "-c", CHILD], env=environment, text=True)
    finally:
        os.sched_setaffinity(0, before)
    assert told.split("] ") == [f"[{core}", "3\n"]
    assert environment[slots.SHARE] == "0.5"


def test_gpus_are_given_out_in_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    cards = [f"{CORES[0]}-a", f"{CORES[0]}-b"]
    monkeypatch.setattr(slots, "gpus", lambda: cards)
    wanted = Wanted(1, gpu=True, gpu_runs=2)
    held = [take_slot(wanted) for _ in range(4)]
    assert [slot.gpu for slot in held] == [*cards, *cards]
    assert {slot.share for slot in held} == {0.5}
    with pytest.raises(SlotError, match=r"all places on GPUs are taken \(4 on 2\)"):
        take_slot(wanted)
    assert slots.usual_workers(wanted) == 4
    for slot in held:
        slot.leave()


def test_a_host_without_a_gpu_has_no_place_for_runs_that_want_one() -> None:
    with pytest.raises(SlotError, match="this host has none"):
        take_slot(Wanted(1, gpu=True))


@pytest.mark.parametrize(
    ("visible", "found"),
    [("0,2", ["0", "2"]), ("", []), ("-1", []), ("GPU-1b, GPU-2c", ["GPU-1b", "GPU-2c"])],
)
def test_the_gpus_are_those_that_cuda_shows(visible: str, found: list[str]) -> None:
    assert gpus({"CUDA_VISIBLE_DEVICES": visible}) == found


def test_cards_are_counted_where_cuda_shows_all(tmp_path: Path) -> None:
    assert gpus({}, tmp_path / "none") == []
    for name in ("0000:01:00.0", "0000:02:00.0"):
        (tmp_path / name).mkdir()
    assert gpus({}, tmp_path) == ["0", "1"]


def test_the_usual_number_of_workers_follows_cores_and_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for memory, number in ((10 * slots.ENGINE_BYTES, 4), (3 * slots.ENGINE_BYTES, 3), (0, 1)):
        monkeypatch.setattr(slots, "free_memory", lambda memory=memory: memory)
        assert slots.usual_workers(Wanted(1)) == number
    monkeypatch.setattr(slots, "free_memory", lambda: 10 * slots.ENGINE_BYTES)
    assert slots.usual_workers(Wanted(2)) == 2
    assert slots.usual_workers(Wanted(0)) == 1


def test_a_process_says_what_it_is_limited_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    for cores, words in (
        ([0], "0"),
        ([0, 2, 3, 4, 5], "0,2-5"),
        ([*range(8)], ""),
    ):
        monkeypatch.setattr(slots, "own_cores", lambda cores=cores: cores)
        assert slots.pinned_to() == words


@pytest.mark.parametrize(
    ("told", "share"), [("0.25", 0.25), ("1", 1), ("0", 1), ("nan", 1), ("x", 1)]
)
def test_a_share_of_a_gpu_is_between_0_and_1(told: str, share: float) -> None:
    assert slots.gpu_share({slots.SHARE: told}) == share


def test_the_limit_of_a_container_counts(tmp_path: Path) -> None:
    most, used = tmp_path / "most", tmp_path / "used"
    most.write_text("3000000\n")
    used.write_text("1000000\n")
    assert free_memory((most, used)) == 2_000_000
    most.write_text("max\n")
    assert free_memory((most, used)) > 2_000_000
