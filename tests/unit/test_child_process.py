"""A child process: its answer, its failures, its noise, and its end once it is cancelled."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.io.child_process import ChildDied, ChildFailed, Event, run, run_async

SAY = "from rnn_tui.io.child_events import say, fail, ProgressPrinter, unwind_on_signals\n"


async def arun(arguments: list[str], answer: str, **options: Any) -> Event:
    return await run_async(arguments, answer, **options)


def both(arguments: list[str], answer: str, **options: Any) -> Event:
    """The answer of either way, which is the same."""
    waited = run(arguments, answer, **options)
    assert asyncio.run(arun(arguments, answer, **options)) == waited
    return waited


def test_the_answer_comes_after_progress_and_noise() -> None:
    shown: list[Event] = []
    code = SAY + (
        "print('noise'); print('[1]'); print('{}')\n"
        "printer = ProgressPrinter()\n"
        "for done in range(3): printer.show('reading', done, 3, 'parts')\n"
        "printer.show('counting', 0, 9, 'texts')\n"
        "say('made', number=7)\n"
    )
    assert both(["-c", code], "made", report=shown.append) == {"event": "made", "number": 7}
    stages = [(event["stage"], event["done"], event["total"]) for event in shown]
    # The second of a stage would come too soon for anybody to read it.
    assert stages == 2 * [("reading", 0, 3), ("counting", 0, 9)]


@pytest.mark.parametrize("way", [run, lambda *given: asyncio.run(arun(*given))])
def test_a_failure_is_told_in_one_harmless_line(way: Any) -> None:
    code = SAY + r"fail('no \x1b[31msuch\nfile', 3, damaged=False)"
    with pytest.raises(ChildFailed) as caught:
        way(["-c", code], "made")
    assert str(caught.value) == "no \ufffd[31msuch file"
    assert caught.value.event["damaged"] is False


@pytest.mark.parametrize("way", [run, lambda *given: asyncio.run(arun(*given))])
@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "print('x' * 999); raise SystemExit(7)",
            "status 7 and said: x{200}$",
        ),
        (
            "import sys; print('so', file=sys.stderr)",
            "status 0 and said: so$",
        ),
        ("import os; os.kill(os.getpid(), 9)", "ended early, with status -9$"),
        (SAY + "say('other')", "ended early, with status 0$"),
    ],
)
def test_an_end_without_an_answer_is_told(way: Any, code: str, told: str) -> None:
    with pytest.raises(ChildDied, match=told):
        way(["-c", code], "made")


def test_a_child_that_takes_too_long_is_killed() -> None:
    with pytest.raises(ChildDied, match="status -9"):
        run(["-c", "import signal; signal.pause()"], "made", seconds=0.3)


def test_modules_of_the_working_folder_are_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(tmp_path)
    assert both(["-c", SAY + "say('made')"], "made") == {"event": "made"}


def test_a_python_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rnn_tui.io.child_process.sys.executable", "/no/such/python")
    for way in (run, lambda *given: asyncio.run(arun(*given))):
        with pytest.raises(ChildDied, match="could not be started: no such file"):
            way(["-c", ""], "made")


async def test_stdin_reaches_the_child() -> None:
    code = SAY + "import sys; say('made', read=sys.stdin.read())"
    answer = await run_async(["-c", code], "made", stdin=json.dumps({"seed": 0}).encode())
    assert answer["read"] == '{"seed": 0}'


async def test_a_cancelled_child_tidies_up_first(tmp_path: Path) -> None:
    code = SAY + (
        "import signal, sys\n"
        "unwind_on_signals()\n"
        "try:\n"
        "    say('progress', stage='waiting', done=0, total=None, unit='')\n"
        "    signal.pause()\n"
        "finally:\n"
        f"    open({str(tmp_path / 'tidied')!r}, 'w').close()\n"
    )
    begun = asyncio.Event()
    task = asyncio.create_task(run_async(["-c", code], "made", report=lambda _: begun.set()))
    await asyncio.wait_for(begun.wait(), 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (tmp_path / "tidied").exists()


async def test_a_child_that_ignores_the_request_to_end_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rnn_tui.io.child_process.GRACE_S", 0.2)
    code = SAY + (
        "import os, signal\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "say('progress', stage=str(os.getpid()), done=0, total=None, unit='')\n"
        "while True: signal.pause()\n"
    )
    pids: list[int] = []
    begun = asyncio.Event()

    def report(event: Event) -> None:
        pids.append(int(event["stage"]))
        begun.set()

    task = asyncio.create_task(run_async(["-c", code], "made", report=report))
    await asyncio.wait_for(begun.wait(), 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not Path(f"/proc/{pids[0]}").exists()
