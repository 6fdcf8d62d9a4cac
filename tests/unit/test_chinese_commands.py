"""The command line in Chinese: help pages, output, errors; and what stays the same for scripts."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from rnn_tui.cli import cli
from rnn_tui.cli.commands import COMMANDS
from rnn_tui.cli.translation import MODULES, translated, wrapped
from rnn_tui.runs import RunDirectory
from rnn_tui.wording.language import CHINESE, ENGLISH, LOGGED, speak, told_lines
from tests.made_runs import begun, epoch, made_run, stopped, tell
from tests.translations import OF_CLICK, help_texts


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process speaks Chinese; click has its own functions back afterwards."""
    for name in MODULES:
        module = import_module(f"click.{name}")
        for attribute in ("_", "ngettext", "term_len", "wrap_text"):
            if hasattr(module, attribute):
                monkeypatch.setattr(module, attribute, getattr(module, attribute))
    monkeypatch.setattr(click.Context, "formatter_class", click.HelpFormatter)
    speak(CHINESE)
    yield
    speak(ENGLISH)


def call(*words: str) -> Result:
    return CliRunner().invoke(translated(cli), words, prog_name="rnn-tui", terminal_width=80)


def run_alone(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The program as a shell starts it."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "rnn_tui", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def stopped_run(folder: Path) -> RunDirectory:
    """A run with one epoch, stopped in the second."""
    run = made_run(folder)
    tell(run, *begun(), epoch(0), stopped(1, 3))
    return run


def commands() -> Iterator[tuple[str, ...]]:
    """The words of each command, those of groups included."""
    yield ()
    context = click.Context(cli)
    for name in COMMANDS:
        yield (name,)
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ((name, each) for each in command.commands)


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_a_help_page_is_chinese_and_fits_80_columns(words: tuple[str, ...], chinese: None) -> None:
    lines = call(*words, "--help").stdout.splitlines()
    assert lines[0].startswith("用法：rnn-tui")
    assert max(map(cell_len, lines)) <= 80 or words == ("export",)  # the names of its formats
    speak(ENGLISH)
    page = " ".join(" ".join(lines).split())
    assert not [text for text in help_texts() if " " in text and text in page]


def test_the_root_page_lists_options_commands_and_exit_codes(chinese: None) -> None:
    page = call("--help").stdout
    for line in (
        "  在终端里搭建、训练、停止、继续和观察循环神经网络。",
        "选项：",
        "  -c, --config FILE-OR-PRESET  TOML 文件或预设（见 presets）。",
        "  -h, --help                   显示这段帮助并退出。",
        "命令：",
        "  compare   并排显示多次训练：实验的不同之处和各自的结果。",
    ):
        assert line in page.splitlines()
    assert "130 SIGINT" in page


def test_every_text_of_click_that_can_be_met_is_known() -> None:
    """A later version of click has other texts: they are added to OF_CLICK, or left out here."""
    left_out = (
        *("Aborted!", "deprecated", "Deprecation", "Could not determine", "No options defined"),
        *("Arguments take exactly", "Name '", "Boolean option", "Do you want", "Confirm the"),
        *("%(prog)s", "Usage:", "Invalid start", "Press any", "Repeat for", "The two entered"),
        *("Unknown color", "Choice(", "does not match the format", "valid boolean", "valid UUID"),
        *("values are required", "Error: The two"),
    )
    found = set()
    for name in MODULES:
        source = Path(str(import_module(f"click.{name}").__file__)).read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_", "ngettext"):
                found |= {each.value for each in node.args if isinstance(each, ast.Constant)}
    unknown = {str(text) for text in found} - set(OF_CLICK)
    assert not [text for text in unknown if not any(each in text for each in left_out)]


@pytest.mark.usefixtures("chinese")
def test_a_mistyped_command_and_a_wrong_value_are_told() -> None:
    mistyped = call("shwo")
    assert mistyped.exit_code == 2
    assert mistyped.stderr.splitlines()[-1] == "错误：没有命令 'shwo'。您是想用 show 吗？"
    wrong = call("runs", "--limit", "0")
    assert wrong.exit_code == 2
    assert "错误：'--limit' 的值无效：0 不在范围 x>=1 内。" in wrong.stderr


@pytest.mark.usefixtures("chinese")
def test_runs_are_listed_below_chinese_headings(tmp_path: Path) -> None:
    run = stopped_run(tmp_path)
    heading, row = call("runs", "--runs-dir", str(tmp_path)).stdout.splitlines()
    assert heading.split()[:4] == ["训练", "状态", "轮次", "用时"]
    assert row.split()[:2] == [run.run_id, "已停止"]
    assert cell_len(heading) == cell_len(row)


@pytest.mark.usefixtures("chinese")
def test_show_tells_a_run_in_chinese(tmp_path: Path) -> None:
    run = stopped_run(tmp_path)
    lines = call("show", run.run_id, "--runs-dir", str(tmp_path)).stdout.splitlines()
    assert lines[0] == f"{run.run_id}：已停止"
    assert lines[1].startswith("模型：")
    for text in ("层（类型）", "条训练序列", "；继续请用：rnn-tui resume", "事件：", "文件："):
        assert any(text in line for line in lines), text


@pytest.mark.parametrize("command", ["show", "runs"])
def test_json_is_the_same_in_both_languages(command: str, tmp_path: Path, chinese: None) -> None:
    run = stopped_run(tmp_path)
    words = [command, *([run.run_id] if command == "show" else []), "--json"]
    told = [call(*words, "--runs-dir", str(tmp_path)).stdout]
    speak(ENGLISH)
    told.append(call(*words, "--runs-dir", str(tmp_path)).stdout)
    assert told[0] == told[1]
    assert json.loads(told[0].splitlines()[0])["state"] == "stopped"


def test_an_error_ends_with_the_same_code_in_both_languages(tmp_path: Path) -> None:
    words = ("show", "nothere", "--runs-dir", str(tmp_path))
    english = run_alone(*words, RNN_TUI_LANG="en")
    told = run_alone(*words, RNN_TUI_LANG="zh_CN")
    assert english.returncode == told.returncode == 2
    assert english.stdout == told.stdout == ""
    assert told.stderr == f"错误：{tmp_path} 里没有与 nothere 匹配的训练；它还没有训练\n"


def test_the_settings_choose_before_the_environment(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('language = "中文"\n', encoding="utf-8")
    shown = run_alone("--help", RNN_TUI_CONFIG=str(tmp_path), RNN_TUI_LANG="en")
    assert shown.stdout.startswith("用法：")


def test_what_goes_into_a_log_is_english(tmp_path: Path) -> None:
    told = run_alone("show", "x", "--runs-dir", str(tmp_path), RNN_TUI_LANG="zh", **{LOGGED: "1"})
    assert told.stderr.startswith("error: ")


def test_a_job_script_is_the_same_in_both_languages(chinese: None) -> None:
    told = call("sbatch").stdout
    speak(ENGLISH)
    assert told.startswith("#!/bin/bash\n")
    assert call("sbatch").stdout == told


def test_an_error_of_several_lines_is_told_line_by_line(chinese: None) -> None:
    assert told_lines(
        "preset quickstart:\n  layers.1.units: 'x' is not allowed; it takes a whole number from 1 "
        "to 16,384\n  train.x: unknown key"
    ).splitlines() == [
        "预设 quickstart：",
        "  layers.1.units：'x' 不被允许；应为1 到 16,384 的整数",
        "  train.x：未知的键",
    ]


@pytest.mark.parametrize("width", [20, 33, 78])
def test_a_line_ends_neither_before_a_closing_sign_nor_within_a_word(width: int) -> None:
    text = "设置一个带点的键，例如 layers.1.units=64（见 presets）；列表从 0 数起。可重复使用。" * 3
    lines = wrapped(text, width, "", "  ").splitlines()
    assert all(cell_len(line) <= width for line in lines)
    assert not [line for line in lines if line.lstrip()[0] in "，。；）" or line[-1] == "（"]
    assert sum(line.count("layers.1.units=64") for line in lines) == 3
    assert "".join("".join(lines).split()) == "".join(text.split())
